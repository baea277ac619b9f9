import type { StatementCache } from "../db/database.ts";
import type { QueryContext, Sql } from "./filter.ts";
import { conjunction, isAnyOf } from "./sql.ts";

/** An index that finds a column's values, alone or within a state. */
interface ColumnIndex {
  name: string;
  withinState: boolean;
}

/**
 * A select of the keys for which a comparison of a column holds, by the column's index; undefined
 * where it has none. The index is named in the SQL, since SQLite, which knows nothing of how the
 * values are spread, prefers to walk the order that is asked for and to look at every row.
 */
export function lookUpBy(
  column: string,
  comparison: (x: string) => Sql,
  { connection, resource: { table }, states }: QueryContext,
): Sql | undefined {
  const index = indexOf(connection, table, column);
  if (index === null) return undefined;
  const found = comparison("x");
  const { sql, parameters } = index.withinState
    ? conjunction([isAnyOf("x.state", states), found])
    : found;
  return {
    sql: `select x.key from ${table} x indexed by ${index.name} where ${sql}`,
    parameters,
  };
}

/** The indexes do not change while the program runs, and are the same in every database of it. */
const known = new Map<string, ColumnIndex | null>();

function indexOf(connection: StatementCache, table: string, column: string): ColumnIndex | null {
  const key = `${table} ${column}`;
  let index = known.get(key);
  if (index === undefined) {
    index = readIndex(connection, table, column);
    known.set(key, index);
  }
  return index;
}

function readIndex(connection: StatementCache, table: string, column: string): ColumnIndex | null {
  const indexes = connection.all(
    `select l.name, group_concat(i.name) as columns
     from pragma_index_list(?1) l join sqlite_schema s on s.name = l.name, pragma_index_info(l.name) i
     where l.partial = 0 or s.sql like ?2 group by l.name order by l.name`,
    table,
    // Whoever compares a column asks for what is there, which is all that such an index leaves out.
    `% where "${table}"."${column}" is not null`,
  );
  const beginning = (columns: string) =>
    indexes.find((row) => `${row["columns"]},`.startsWith(`${columns},`))?.["name"] as
      | string
      | undefined;
  const alone = beginning(column);
  if (alone !== undefined) return { name: alone, withinState: false };
  const within = beginning(`state,${column}`);
  return within === undefined ? null : { name: within, withinState: true };
}
