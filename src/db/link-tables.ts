import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { codesOf } from "../vocabularies.ts";
import { caseless, inVocabulary } from "./columns.ts";

/** The kinds of table that stand beside the tables of records. */

/** The id of a record, of which a column is a foreign key. */
type IdOf = () => AnySQLiteColumn;

const belongingTo = (column: string, id: IdOf) =>
  caseless(column).notNull().references(id, { onDelete: "cascade" });

const linkColumns = (owner: IdOf, target: IdOf) => ({
  owner: belongingTo("owner", owner),
  position: integer("position").notNull(),
  target: caseless("target").notNull().references(target),
});

interface LinkColumns {
  owner: AnySQLiteColumn;
  position: AnySQLiteColumn;
  target: AnySQLiteColumn;
}

const linkKeys = (name: string, t: LinkColumns) => [
  primaryKey({ columns: [t.owner, t.position] }),
  index(`${name}_by_target`).on(t.target, t.owner),
];

/** A record's links to others, in their order. */
export const linkTable = (name: string, owner: IdOf, target: IdOf) =>
  sqliteTable(name, linkColumns(owner, target), (t) => linkKeys(name, t));

/** A record's links to others, in their order, each with a role. */
export const roleTable = (
  name: string,
  owner: IdOf,
  target: IdOf,
  roles: Readonly<Record<string, string>>,
) =>
  sqliteTable(
    name,
    { ...linkColumns(owner, target), role: text("role", { enum: codesOf(roles) }).notNull() },
    (t) => [...linkKeys(name, t), inVocabulary(`${name}_role`, t.role, roles)],
  );

/** Every name under which a record can be asked for, folded; kept by the writer. */
export const namesTable = (name: string, record: IdOf) =>
  sqliteTable(
    name,
    { name: text("name").notNull(), record: belongingTo("record", record) },
    (t) => [primaryKey({ columns: [t.name, t.record] }), index(`${name}_by_record`).on(t.record)],
  );

/**
 * Each record of a tree with itself and everything above it, so that "and all below" is one
 * look-up. `visible` is 1 where a client without a key sees the whole way up.
 */
export const ancestorsTable = (name: string, record: IdOf) =>
  sqliteTable(
    name,
    {
      ancestor: belongingTo("ancestor", record),
      record: belongingTo("record", record),
      visible: integer("visible").notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.ancestor, t.record] }),
      index(`${name}_by_record`).on(t.record),
    ],
  );

/**
 * Which sets of `sets` each record belongs to: where a filter's values are kept, for every process to
 * read into memory. Kept by the writer; see `records/memberships.ts`.
 */
export const membersTable = (name: string, key: () => AnySQLiteColumn) =>
  sqliteTable(
    name,
    {
      record: integer("record").notNull().references(key, { onDelete: "cascade" }),
      set_number: integer("set_number").notNull(),
    },
    (t) => [primaryKey({ columns: [t.record, t.set_number] })],
  );
