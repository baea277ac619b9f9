import type { SqlValue } from "../db/database.ts";
import type { Sql } from "./filter.ts";

/** `in (…)` with a shape that does not depend on how many values there are. */
export function isAnyOf(sql: string, values: readonly SqlValue[]): Sql {
  const [only] = values;
  return values.length === 1
    ? { sql: `${sql} = ?`, parameters: [only ?? null] }
    : {
        sql: `${sql} in (select value from json_each(?))`,
        parameters: [JSON.stringify(values)],
      };
}

/** Conditions with a word between them, such as ` or `. */
export const joined = (conditions: readonly Sql[], between: string): Sql => ({
  sql: `(${conditions.map(({ sql }) => sql).join(between)})`,
  parameters: conditions.flatMap(({ parameters }) => parameters),
});

export const conjunction = (conditions: readonly Sql[]): Sql => joined(conditions, " and ");
