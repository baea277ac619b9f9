import { chmodSync, closeSync, openSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import type { MigrationMeta } from "drizzle-orm/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { syncFile } from "../files/whole-file.ts";
import { migrationsFolder } from "../paths.ts";
import { DatabaseFault, faultOf } from "./faults.ts";
import { makeWritable, newestApplied, refuseForeignFile } from "./usable-file.ts";

/** How a database is brought to the newest schema. */
export interface Migrating {
  /** The folder of the migrations, for who wants an older schema. */
  migrations?: string;
  /** Whether a database that has data is copied first, to a file beside it. */
  backUp?: boolean;
}

/** How long who begins waits for another process that migrates or writes, in milliseconds. */
export const PATIENCE = 60_000;

/**
 * Brings a database file to the newest schema; makes it, and its folder, if it is missing or empty.
 * A file that is not ours, or is newer than this program, is left as it was found.
 *
 * All migrations are one transaction that holds the write lock from its beginning, so that of two
 * processes only one makes them. It is not drizzle's own `migrate()`, which looks what is to be done
 * before it locks, and would do it twice; the files and the table are as that has them.
 * @returns the file that what was there is kept in; null where nothing had to be kept
 * @throws {DatabaseFault}
 */
export function migrateDatabase(path: string, options: Migrating = {}): string | null {
  try {
    refuseForeignFile(path);
    makeWritable(path);
    return migrateFile(path, options);
  } catch (error) {
    throw faultOf(error, path) ?? error;
  }
}

function migrateFile(path: string, options: Migrating): string | null {
  const { migrations: folder = migrationsFolder, backUp = true } = options;
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const connection = new SqliteConnection(path);
  try {
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = FULL");
    connection.pragma(`busy_timeout = ${PATIENCE}`);
    // Rebuilding a table with foreign keys on would fire ON DELETE CASCADE; the pragma has no
    // effect inside a transaction, so it is set before and the result is checked.
    connection.pragma("foreign_keys = OFF");
    const isDone = () => dueOf(connection, migrations).length === 0;
    if (isDone()) return null;
    connection.exec("begin immediate");
    try {
      const due = dueOf(connection, migrations);
      const isKept = backUp && due.length > 0 && hasData(connection);
      const kept = isKept ? keepAsItIs(path, due) : null;
      apply(connection, path, due);
      connection.exec("commit");
      return kept;
    } catch (error) {
      if (connection.inTransaction) connection.exec("rollback");
      throw error;
    }
  } finally {
    connection.close();
  }
}

const dueOf = (connection: Connection, migrations: readonly MigrationMeta[]): MigrationMeta[] => {
  const newest = newestApplied(connection);
  return migrations.filter(({ folderMillis }) => folderMillis > newest);
};

/** @throws {DatabaseFault} if rows would refer to what is not there: then nothing is changed */
function apply(connection: Connection, path: string, due: readonly MigrationMeta[]): void {
  connection.exec(
    "create table if not exists __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)",
  );
  const note = connection.prepare(
    "insert into __drizzle_migrations (hash, created_at) values (?, ?)",
  );
  for (const { sql, hash, folderMillis } of due) {
    for (const statement of sql) connection.exec(statement);
    note.run(hash, folderMillis);
  }
  const broken = due.length > 0 ? (connection.pragma("foreign_key_check") as unknown[]) : [];
  if (broken.length === 0) return;
  throw new DatabaseFault(
    `${path}: after the migration ${broken.length} rows would refer to records that don't exist, so it was not made. Restore a backup, or ask \`check\` which they are.`,
  );
}

/** Whether there is anything that a migration could lose. */
function hasData(connection: Connection): boolean {
  const table = connection.prepare("select 1 from sqlite_schema where name = 'dataset'").get();
  return table !== undefined && connection.prepare("select 1 from dataset").get() !== undefined;
}

/**
 * Copies a database as it is before a migration. The caller holds the write lock, so that nothing that
 * others write is missing from it; they can read meanwhile.
 * @returns the copy's path
 * @throws {DatabaseFault} if there is no room
 */
function keepAsItIs(path: string, due: readonly MigrationMeta[]): string {
  const copy = `${path}.before-${new Date(due[0]?.folderMillis ?? 0).toISOString().slice(0, 10)}`;
  const needed = statSync(path).size;
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < 2 * needed) {
    throw new DatabaseFault(
      `${path} is migrated after it was copied to ${copy}. That and the migration need ${megabytes(2 * needed)} MB, and there are ${megabytes(bavail * bsize)}: make room, or keep a backup elsewhere and run \`legal-developments migrate --no-backup\`.`,
    );
  }
  rmSync(copy, { force: true });
  // Nobody may read it before it has the rights of what it is a copy of; SQLite fills an empty file.
  closeSync(openSync(copy, "wx", 0o600));
  const reader = new SqliteConnection(path, { readonly: true });
  try {
    reader.prepare("vacuum into ?").run(copy);
    chmodSync(copy, statSync(path).mode);
    // SQLite leaves it to the caller: https://www.sqlite.org/lang_vacuum.html#vacuuminto
    syncFile(copy);
    syncFile(dirname(copy));
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  } finally {
    reader.close();
  }
  return copy;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(0);
