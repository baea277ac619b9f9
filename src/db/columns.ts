import { sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { check, customType, integer, text } from "drizzle-orm/sqlite-core";
import { codesOf, STATES } from "../vocabularies.ts";

/**
 * Text that is compared and sorted without regard to the case of ASCII letters.
 * Ids use it so that `/jurisdictions/cn-gd` finds CN-GD through the one unique index, and so that
 * two ids that differ in case alone cannot exist.
 */
const caselessText = customType<{ data: string }>({ dataType: () => "text COLLATE NOCASE" });

export const caseless = (name: string) => caselessText(name);

/**
 * What every record has. `key` is the internal row number and never leaves the process;
 * `render_version` moves whenever the record would be served differently, which includes each
 * `revision` and also what others say about it (an inverse relation).
 */
export const recordColumns = () => ({
  key: integer("key").primaryKey({ autoIncrement: true }),
  id: caseless("id").notNull().unique(),
  created_at: text("created_at").notNull(),
  updated_at: text("updated_at").notNull(),
  revision: integer("revision").notNull(),
  render_version: integer("render_version").notNull(),
});

/**
 * For a client without a key, unpublishing is deleting: `first_published_at` decides whether there
 * ever was a record, `unpublished_at` says since when there is none. It is null while published.
 */
export const stateColumns = () => ({
  state: text("state", { enum: codesOf(STATES) }).notNull(),
  first_published_at: text("first_published_at"),
  unpublished_at: text("unpublished_at"),
});

/**
 * A date as it was given (EDTF level 0 plus `~`) and the first and last day of its period.
 * Where there is no date both days are the empty string: it sorts below every day, so a walk from
 * the newest needs no special case for what is undated.
 */
export const periodColumns = <const N extends string>(name: N) =>
  ({
    [name]: text(name),
    [`${name}_start`]: text(`${name}_start`).notNull().default(""),
    [`${name}_end`]: text(`${name}_end`).notNull().default(""),
  }) as {
    [K in N]: ReturnType<typeof optionalText>;
  } & {
    [K in `${N}_start` | `${N}_end`]: ReturnType<typeof dayText>;
  };

const optionalText = () => text("");
const dayText = () => text("").notNull().default("");

/** An ordered list of strings, kept as a JSON array. */
export const stringList = (name: string) =>
  text(name, { mode: "json" }).$type<string[]>().notNull().default([]);

/** A CHECK that a column holds a code of its vocabulary. NULL passes, as in SQL. */
export const inVocabulary = (
  name: string,
  column: AnySQLiteColumn,
  vocabulary: Readonly<Record<string, string>>,
) =>
  check(
    `${name}_vocabulary`,
    sql`${sql.identifier(column.name)} in (${sql.raw(
      codesOf(vocabulary)
        .map((code) => `'${code}'`)
        .join(", "),
    )})`,
  );
