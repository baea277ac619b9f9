import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { isDamage } from "../db/faults.ts";
import { migrateDatabase } from "../db/migrate.ts";
import type { Fault } from "./faults.ts";

/** What SQLite says of an index alone; the table beside it is right. */
const OF_INDEX = /missing from index|wrong # of entries in index/;

/** What it says where rows have what only one may have: no index can be built of them. */
const OF_ROWS = /^non-unique entry in index (.+)$/;

/** More of one kind are only counted. */
const NAMED = 10;

/**
 * What is wrong with a file as SQLite sees it, and with the schema.
 * @param path of a copy, which is brought to the newest schema
 * @param folder where a new database can be made
 */
export function storageFaults(path: string, folder: string): Fault[] {
  try {
    const stored = withConnection(path, (connection) => [
      ...pageFaults(connection),
      ...linkFaults(connection),
    ]);
    if (stored.length > 0) return stored;
    migrateDatabase(path, { backUp: false });
    const model = join(folder, "model.db");
    migrateDatabase(model);
    return differences(schemaOf(path), schemaOf(model));
  } catch (error) {
    // A page can be such that even looking fails.
    if (!isDamage(error)) throw error;
    return [{ check: "pages", detail: (error as Error).message }];
  }
}

function pageFaults(connection: SqliteConnection.Database): Fault[] {
  const found = connection.pragma(`integrity_check(${10 * NAMED})`) as {
    integrity_check: string;
  }[];
  const details = found.map((row) => row.integrity_check).filter((text) => text !== "ok");
  // SQLite says it of each row, and of none which it is.
  const shared = new Set(details.flatMap((detail) => OF_ROWS.exec(detail)?.[1] ?? []));
  return [
    ...details
      .filter((detail) => !OF_ROWS.test(detail))
      .map((detail): Fault => ({ check: OF_INDEX.test(detail) ? "indexes" : "pages", detail })),
    ...[...shared].flatMap((index) => sharedFaults(connection, index)),
  ];
}

/** What rows have in common that only one may have, by the index that would be of them. */
function sharedFaults(connection: SqliteConnection.Database, index: string): Fault[] {
  const told = (detail: string): Fault => ({ check: "unique", detail });
  const table = connection
    .prepare<[string], string>("select tbl_name from sqlite_schema where name = ?")
    .pluck()
    .get(index);
  const columns = connection
    .prepare<[string], string | null>("select name from pragma_index_info(?) order by seqno")
    .pluck()
    .all(index);
  const general = told(`Rows of ${table} have the same in the index ${index}.`);
  if (columns.length === 0 || columns.includes(null)) return [general];
  const named = columns.map((name) => `"${name}"`).join(", ");
  // The index may lack just those rows; what is null is never the same.
  const some = columns.map((name) => `"${name}" is not null`).join(" and ");
  const rows = connection
    .prepare<[], Record<string, unknown>>(
      `select ${named}, count(*) as "count of rows" from "${table}" not indexed
       where ${some} group by ${named} having count(*) > 1 limit ${NAMED}`,
    )
    .all();
  if (rows.length === 0) return [general];
  return rows.map(({ "count of rows": count, ...same }) =>
    told(`${count} rows of ${table} have ${JSON.stringify(same).slice(0, 300)}.`),
  );
}

function linkFaults(connection: SqliteConnection.Database): Fault[] {
  const broken = connection.pragma("foreign_key_check") as {
    table: string;
    rowid: number | null;
    parent: string;
  }[];
  const named = broken.slice(0, NAMED).map(
    ({ table, rowid, parent }): Fault => ({
      check: "links",
      detail: `Row ${rowid ?? "without a number"} of ${table} names a row of ${parent} that is not there.`,
    }),
  );
  const more = broken.length - named.length;
  return more > 0 ? [...named, { check: "links", detail: `And ${more} more.` }] : named;
}

/** The statements that made a schema, by what each made; Litestream has two tables of its own in it. */
function schemaOf(path: string): Map<string, string> {
  return withConnection(path, (connection) => {
    const rows = connection
      .prepare<[], { what: string; sql: string }>(
        "select type || ' ' || name as what, sql from sqlite_schema where sql is not null and name not like '\\_litestream\\_%' escape '\\'",
      )
      .all();
    return new Map(rows.map(({ what, sql }) => [what, sql]));
  });
}

function differences(is: Map<string, string>, model: Map<string, string>): Fault[] {
  const details = [
    ...[...model.keys()].filter((what) => !is.has(what)).map((what) => `There is no ${what}.`),
    ...[...is.keys()]
      .filter((what) => !model.has(what))
      .map((what) => `There is a ${what}, which is none of this program's.`),
    ...[...model]
      .filter(([what, sql]) => is.has(what) && is.get(what) !== sql)
      .map(([what]) => `The ${what} is another one than this program makes.`),
  ];
  return details.map((detail) => ({ check: "schema", detail }));
}

function withConnection<T>(path: string, read: (connection: SqliteConnection.Database) => T): T {
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    return read(connection);
  } finally {
    connection.close();
  }
}
