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
 * Which records a filter's value selects, in the default order: an index that is kept by the writer.
 *
 * The day and the id are in the key, so the first page of `topic=…` newest first is one short walk
 * at any size. What is below a topic or a place has been counted in, so the walk stays one where a
 * broad value is asked for. `scope` is `published` where everybody may see the link, `hidden` where
 * the record is published but the link leads over a draft, `draft` where the record is one.
 */
export const listingsTable = (name: string, record: IdOf) =>
  sqliteTable(
    name,
    {
      filter: text("filter").notNull(),
      value: caseless("value").notNull(),
      scope: text("scope", { enum: ["published", "hidden", "draft"] }).notNull(),
      day: text("day").notNull(),
      record: belongingTo("record", record),
    },
    (t) => [
      primaryKey({ columns: [t.filter, t.value, t.scope, t.day, t.record] }),
      index(`${name}_by_record`).on(t.record, t.filter),
    ],
  );
