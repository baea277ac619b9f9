import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { migrationsFolder } from "../paths.ts";

/** A database that can't be used, said for the person who starts the program. */
export class DatabaseFault extends Error {}

/**
 * Brings a database file to the newest schema; makes it if it is missing or empty.
 * A file that is not ours, or is newer than this program, is left as it was found.
 * @throws {DatabaseFault}
 */
export function migrateDatabase(path: string): void {
  refuseForeignFile(path);
  const connection = new SqliteConnection(path);
  try {
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = FULL");
    connection.pragma("busy_timeout = 60000");
    // Rebuilding a table with foreign keys on would fire ON DELETE CASCADE; the pragma has no
    // effect inside the migrator's transaction, so it is set before and the result is checked.
    connection.pragma("foreign_keys = OFF");
    const before = newestApplied(connection);
    migrate(drizzle(connection), { migrationsFolder });
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

function refuseForeignFile(path: string): void {
  if (!existsSync(path) || (statSync(path).isFile() && statSync(path).size === 0)) return;
  const connection = openToLook(path);
  try {
    const tables = tablesOf(connection, path);
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

function openToLook(path: string): Connection {
  try {
    return new SqliteConnection(path, { readonly: true });
  } catch (error) {
    throw new DatabaseFault(`${path} can't be opened: ${(error as Error).message}.`);
  }
}

function tablesOf(connection: Connection, path: string): string[] {
  try {
    return connection
      .prepare<[], { name: string }>(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
      )
      .all()
      .map((row) => row.name);
  } catch (error) {
    throw new DatabaseFault(
      `${path} is not a SQLite database (${(error as Error).message}). ` +
        "Set DATABASE_PATH to another file; this one was not touched.",
    );
  }
}

function newestKnownMigration(): number {
  const journal = JSON.parse(
    readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8"),
  ) as { entries: { when: number }[] };
  return Math.max(...journal.entries.map((entry) => entry.when));
}
