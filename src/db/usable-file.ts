import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import { migrationsFolder } from "../paths.ts";
import { DatabaseFault, faultOf, unwritable } from "./faults.ts";

/** Whether a file is a database of this program, and one that this user can write. */

/** Makes the folder of a database that is missing, or refuses a path where none can be. */
export function makeWritable(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    throw new DatabaseFault(
      `${path} can't be made, since ${dirname(path)} is no folder and can't become one (${why}). ` +
        "Set DATABASE_PATH to a file in a folder that this user can write.",
    );
  }
  refuseUnwritable(path);
  // It has secrets and drafts, which are not for every user of the machine; SQLite gives the files beside
  // it the same mode. One that is there keeps its own.
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
}

/**
 * SQLite opens a file that it can't write without a word, and fails at the first write.
 * @throws {DatabaseFault}
 */
export function refuseUnwritable(path: string): void {
  for (const needed of [path, dirname(path)]) {
    try {
      if (existsSync(needed)) accessSync(needed, constants.R_OK | constants.W_OK);
    } catch {
      throw unwritable(path);
    }
  }
}

/**
 * Refuses a file that is none of this program's databases, or newer than this program.
 * @throws {DatabaseFault}
 */
export function refuseForeignFile(path: string): void {
  try {
    lookAt(path);
  } catch (error) {
    throw faultOf(error, path) ?? error;
  }
}

function lookAt(path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    throw new DatabaseFault(`${path} is a folder. Set DATABASE_PATH to a file in it.`);
  }
  if (statSync(path).isFile() && statSync(path).size === 0) return;
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    const tables = tablesOf(connection);
    if (tables.length === 0) return;
    if (!tables.includes("__drizzle_migrations") || !tables.includes("dataset")) {
      throw new DatabaseFault(
        `${path} is a database of something else (its tables: ${tables.slice(0, 5).join(", ")}). ` +
          "Set DATABASE_PATH to a file of this program, or to one that doesn't exist yet.",
      );
    }
    if (newestApplied(connection) > newestKnownMigration()) {
      throw new DatabaseFault(
        `${path} was written by a newer version of this program. ` +
          "Start that version or a later one; the file was not touched.",
      );
    }
  } finally {
    connection.close();
  }
}

/** When the newest migration was written that the database has, or 0 for a new one. */
export function newestApplied(connection: Connection): number {
  const exists = connection
    .prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'")
    .get();
  if (exists === undefined) return 0;
  const newest = connection.prepare("select max(created_at) from __drizzle_migrations").pluck();
  return (newest.get() as number | null) ?? 0;
}

const tablesOf = (connection: Connection): string[] =>
  connection
    .prepare<[], { name: string }>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
    )
    .all()
    .map((row) => row.name);

let newestKnown: number | undefined;

/** When the newest migration was written that this program knows. */
export function newestKnownMigration(): number {
  if (newestKnown !== undefined) return newestKnown;
  const journal = JSON.parse(
    readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8"),
  ) as { entries: { when: number }[] };
  newestKnown = Math.max(...journal.entries.map((entry) => entry.when));
  return newestKnown;
}
