import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { migrationsFolder } from "../paths.ts";

/** A database that can't be used, said for the person who starts the program. */
export class DatabaseFault extends Error {}

/**
 * Brings a database file to the newest schema; makes it, and its folder, if it is missing or empty.
 * A file that is not ours, or is newer than this program, is left as it was found.
 * @param migrations the folder of the migrations, for who wants an older schema
 * @throws {DatabaseFault}
 */
export function migrateDatabase(path: string, migrations = migrationsFolder): void {
  try {
    refuseForeignFile(path);
    makeWritable(path);
    migrateFile(path, migrations);
  } catch (error) {
    throw faultOf(error, path) ?? error;
  }
}

function migrateFile(path: string, migrations: string): void {
  const connection = new SqliteConnection(path);
  try {
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = FULL");
    connection.pragma("busy_timeout = 60000");
    // Rebuilding a table with foreign keys on would fire ON DELETE CASCADE; the pragma has no
    // effect inside the migrator's transaction, so it is set before and the result is checked.
    connection.pragma("foreign_keys = OFF");
    const before = newestApplied(connection);
    migrate(drizzle(connection), { migrationsFolder: migrations });
    // It reads the whole database, so it is made only where something was rebuilt.
    const changed = newestApplied(connection) !== before;
    const broken = changed ? (connection.pragma("foreign_key_check") as unknown[]) : [];
    if (broken.length > 0) {
      throw new DatabaseFault(
        `${path}: ${broken.length} rows refer to records that don't exist. Restore a backup.`,
      );
    }
  } finally {
    connection.close();
  }
}

/** Makes the folder of a database that is missing, or refuses a path where none can be. */
function makeWritable(path: string): void {
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
}

/** SQLite opens a file that it can't write without a word, and fails at the first write. */
function refuseUnwritable(path: string): void {
  for (const needed of [path, dirname(path)]) {
    try {
      if (existsSync(needed)) accessSync(needed, constants.R_OK | constants.W_OK);
    } catch {
      throw unwritable(path);
    }
  }
}

const unwritable = (path: string) =>
  new DatabaseFault(
    `${path} can't be read and written by this user. Give them the file and its folder, in which ` +
      "SQLite keeps files beside it, or set DATABASE_PATH to another file.",
  );

/** What SQLite says of a whole file, in words; null for what is no fault of the file. */
function faultOf(error: unknown, path: string): DatabaseFault | null {
  if (!(error instanceof SqliteConnection.SqliteError)) return null;
  // `SQLITE_CANTOPEN_ISDIR` and the like are kinds of what comes before the second `_`.
  switch (error.code.split("_", 2)[1]) {
    case "NOTADB":
      return new DatabaseFault(
        `${path} is not a SQLite database (${error.message}). ` +
          "Set DATABASE_PATH to another file; this one was not touched.",
      );
    case "CORRUPT":
      return new DatabaseFault(`${path} is damaged (${error.message}). Restore a backup.`);
    case "CANTOPEN":
    case "READONLY":
    case "PERM":
      return unwritable(path);
    case "BUSY":
    case "LOCKED":
      return new DatabaseFault(
        `${path} is being written by another process (${error.message}). Try again when it is done.`,
      );
    case "FULL":
      return new DatabaseFault(`${path}: the disk is full. Make room, and start again.`);
    default:
      return null;
  }
}

function refuseForeignFile(path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    throw new DatabaseFault(`${path} is a folder. Set DATABASE_PATH to a file in it.`);
  }
  if (statSync(path).isFile() && statSync(path).size === 0) return;
  // Even looking needs the files that SQLite keeps beside a database.
  refuseUnwritable(path);
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
function newestApplied(connection: Connection): number {
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
