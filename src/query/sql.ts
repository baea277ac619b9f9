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

export const conjunction = (conditions: readonly Sql[]): Sql => ({
  sql: `(${conditions.map(({ sql }) => sql).join(" and ")})`,
  parameters: conditions.flatMap(({ parameters }) => parameters),
});
