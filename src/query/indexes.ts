import type { StatementCache } from "../db/database.ts";
import type { QueryContext, Sql } from "./filter.ts";
import { conjunction, isAnyOf } from "./sql.ts";

/** An index that finds a column's values, alone or within a state; or that only has them. */
interface ColumnIndex {
  name: string;
  withinState: boolean;
}

/**
 * A select of the keys for which any of some comparisons of a column hold, by the column's index;
 * undefined where it has none. A key may come several times: to leave that out, SQLite would have to
 * find all before it gives the first. The index is named in the SQL, since SQLite, which knows nothing of how the
 * values are spread, prefers to walk the order that is asked for and to look at every row.
 */
export function lookUpBy(
  column: string,
  comparisons: readonly ((x: string) => Sql)[],
  { connection, resource: { table }, states }: QueryContext,
): Sql | undefined {
  const index = indexOf(connection, table, column);
  if (index === null) return undefined;
  const within = index.withinState ? [isAnyOf("x.state", states)] : [];
  const found = comparisons.map((comparison) => conjunction([...within, comparison("x")]));
  return {
    sql: found
      .map(({ sql }) => `select x.key from ${table} x indexed by ${index.name} where ${sql}`)
      .join(" union all "),
    parameters: found.flatMap(({ parameters }) => parameters),
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
    `select l.name, l.partial = 0 as is_whole, group_concat(i.name) as columns
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
  const hasColumn = (columns: unknown) => String(columns).split(",").includes(column);
  const alone = beginning(column);
  if (alone !== undefined) return { name: alone, withinState: false };
  const within = beginning(`state,${column}`);
  if (within !== undefined) return { name: within, withinState: true };
  // All of an index that has the column somewhere is read in a fraction of the time of the rows.
  const having = indexes.find((row) => row["is_whole"] && hasColumn(row["columns"]));
  return having === undefined ? null : { name: having["name"] as string, withinState: false };
}
