import type { Row, StatementCache } from "../db/database.ts";

interface ForeignKey {
  /** The table that refers … */
  table: string;
  column: string;
  /** … and the table of the record that it belongs to, with the SQL of that record's id. */
  recordTable: string;
  recordId: string;
  /** Whether it is let go where the record that it refers to is deleted. */
  isLetGo: boolean;
}

/** A record that refers to another. */
export interface Referrer {
  table: string;
  id: string;
}

/** More than this are counted and not named. */
const NAMED = 20;

/**
 * Who refers to a record, apart from what is deleted with it.
 * Read from the schema's own foreign keys, so that a new link table can't be forgotten.
 */
export function referrersOf(
  connection: StatementCache,
  table: string,
  id: string,
): { count: number; named: Referrer[] } {
  const named: Referrer[] = [];
  let count = 0;
  for (const key of foreignKeysTo(connection, table)) {
    if (key.isLetGo) continue;
    // What a record says of itself, such as its own links, is deleted with it.
    const others = key.recordTable === table ? ` and ${key.recordId} <> ?` : "";
    const from = `from ${key.table} where ${key.column} = ?${others}`;
    const bound = others === "" ? [id] : [id, id];
    const found = connection.get(`select count(distinct ${key.recordId}) as n ${from}`, ...bound);
    count += found?.["n"] as number;
    const rows = connection.all(
      `select distinct ${key.recordId} as id ${from} limit ${NAMED}`,
      ...bound,
    );
    for (const row of rows) named.push({ table: key.recordTable, id: row["id"] as string });
  }
  return { count, named: named.slice(0, NAMED) };
}

/** The row numbers of all records that refer to one, by the tables that those are in. */
export function* referringTo(
  connection: StatementCache,
  table: string,
  id: string,
): Iterable<{ table: string; key: number }> {
  for (const key of foreignKeysTo(connection, table)) {
    const record = `r.id = x.${key.recordId}`;
    const keys = connection.column(
      `select distinct r.key from ${key.table} x join ${key.recordTable} r on ${record} where x.${key.column} = ?`,
      id,
    );
    for (const each of keys) yield { table: key.recordTable, key: each as number };
  }
}

const known = new WeakMap<StatementCache, Map<string, ForeignKey[]>>();

function foreignKeysTo(connection: StatementCache, table: string): ForeignKey[] {
  let byTarget = known.get(connection);
  if (byTarget === undefined) {
    byTarget = readForeignKeys(connection);
    known.set(connection, byTarget);
  }
  return byTarget.get(table) ?? [];
}

function readForeignKeys(connection: StatementCache): Map<string, ForeignKey[]> {
  const rows = connection.all(
    `select t.name as from_table, f."table" as to_table, f."from" as from_column, f.on_delete
     from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table'`,
  );
  const ownerOf = (table: string): Row | undefined =>
    rows.find((row) => row["from_table"] === table && row["from_column"] === "owner");
  const byTarget = new Map<string, ForeignKey[]>();
  for (const row of rows) {
    if (row["on_delete"] === "CASCADE") continue;
    const table = row["from_table"] as string;
    const owner = ownerOf(table);
    const key: ForeignKey = {
      table,
      column: row["from_column"] as string,
      recordTable: (owner?.["to_table"] as string | undefined) ?? table,
      recordId: owner ? "owner" : "id",
      isLetGo: row["on_delete"] === "SET NULL",
    };
    const target = row["to_table"] as string;
    byTarget.set(target, [...(byTarget.get(target) ?? []), key]);
  }
  return byTarget;
}
