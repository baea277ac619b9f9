import SqliteConnection from "better-sqlite3";
import type { Advance } from "../files/steps.ts";
import { DatabaseFault, faultOf } from "../db/faults.ts";
import { refuseForeignFile } from "../db/usable-file.ts";
import { resources } from "../resources/index.ts";

/** What a database has, for a person who asks which state it is. */
export interface Contents {
  /** When it was last written to. */
  updated_at: string;
  /** The last change that it has. */
  last_change: number;
  /** How many records of each resource. */
  records: Record<string, number>;
}

/** More faults than this are of no help. */
const NAMED = 5;

/**
 * Reads a whole file and tells what it has. Nothing is written to it.
 * @throws {DatabaseFault} if it is none of this program's databases, newer than this program, or damaged
 */
export function verifyDatabase(file: string, advance: Advance): Contents {
  refuseForeignFile(file);
  advance({ phase: "verifying", done: 0, total: 1 });
  const connection = new SqliteConnection(file, { readonly: true });
  try {
    const faults = faultsOf(connection);
    if (faults.length > 0) {
      throw new DatabaseFault(`${file} is damaged: ${faults.slice(0, NAMED).join("; ")}.`);
    }
    return contentsOf(connection);
  } catch (error) {
    throw faultOf(error, file) ?? error;
  } finally {
    connection.close();
  }
}

/** What is wrong with pages, indexes and links, in SQLite's words. */
function faultsOf(connection: SqliteConnection.Database): string[] {
  const integrity = connection.pragma("integrity_check(100)") as { integrity_check: string }[];
  const faults = integrity.map((row) => row.integrity_check).filter((text) => text !== "ok");
  if (faults.length > 0) return faults;
  const broken = connection.pragma("foreign_key_check") as { table: string; parent: string }[];
  return broken.map(
    ({ table, parent }) => `a row of ${table} names a row of ${parent} that is not there`,
  );
}

function contentsOf(connection: SqliteConnection.Database): Contents {
  const one = (sql: string) => connection.prepare(sql).pluck().get();
  // Of an earlier version a table may be missing.
  const has = (table: string) =>
    one(`select 1 from sqlite_schema where type = 'table' and name = '${table}'`) === 1;
  return {
    updated_at: (one("select updated_at from dataset") as string | undefined) ?? "",
    last_change: has("changes") ? (one("select coalesce(max(seq), 0) from changes") as number) : 0,
    records: Object.fromEntries(
      resources
        .filter(({ table }) => has(table))
        .map(({ name, table }) => [name, one(`select count(*) from ${table}`) as number]),
    ),
  };
}
