import { chmodSync, chownSync, existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import SqliteConnection from "better-sqlite3";
import { CommandFault } from "../commands/fault.ts";
import type { Advance } from "../commands/progress.ts";
import { Database, isBusy } from "../db/database.ts";
import { faultOf } from "../db/faults.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { syncFile } from "../files/whole-file.ts";
import { noteRestoration } from "../history/restorations.ts";
import { bringToOneFile, copyDatabase, unwritable } from "./take-backup.ts";
import type { Contents } from "./verify.ts";
import { verifyDatabase } from "./verify.ts";

/** What was put back. */
export interface PutBack extends Contents {
  /** Where the database that was there is kept; null where there was none. */
  kept: string | null;
  /** The number that the next change gets. */
  next_change: number;
}

/**
 * Puts a backup in the place of a database, which is kept beside it. The backup is verified first; the place
 * has either file at every moment, whole.
 *
 * Changes that were made after the backup are lost, but others may have followed them. So the numbers that they
 * could have had are never given again, and who asks for what came after one of them is told (`restorations`).
 * @throws {CommandFault} if a service has the database open
 * @throws {DatabaseFault} if the backup is none, or damaged
 */
export async function putBack(
  backup: string,
  database: string,
  { signal, advance }: { signal: AbortSignal; advance: Advance },
): Promise<PutBack> {
  const contents = verifyDatabase(backup, advance);
  const partial = `${database}.${process.pid}.partial`;
  try {
    await copyDatabase(backup, partial, signal, advance);
    migrateDatabase(partial, { backUp: false });
    const before = close(database);
    const db = Database.open(partial);
    const next_change = db.transaction(() => noteRestoration(db.writer, before.last_change));
    db.close();
    bringToOneFile(partial);
    makeTheirs(partial, database);
    syncFile(partial);
    signal.throwIfAborted();
    const kept = existsSync(database) ? keep(database) : null;
    renameSync(partial, database);
    syncFile(dirname(database));
    return { ...contents, kept, next_change };
  } catch (error) {
    if (signal.aborted) throw new CommandFault("Nothing was restored: it was ended.");
    throw faultOf(error, database) ?? unwritable(error, database) ?? error;
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${partial}${end}`, { force: true });
  }
}

/**
 * Brings a database that is there to one file, which fails while anybody has it open. One that is so damaged
 * that it can't be opened is left as it is: it is why somebody restores.
 */
function close(database: string): { last_change: number } {
  const none = { last_change: 0 };
  if (!existsSync(database)) return none;
  const connection = new SqliteConnection(database);
  try {
    connection.pragma("busy_timeout = 1000");
    const last = connection.prepare("select max(seq) from changes").pluck().get() as number | null;
    connection.pragma("journal_mode = DELETE");
    return { last_change: last ?? 0 };
  } catch (error) {
    if (!isBusy(error)) return none;
    throw new CommandFault(
      `${database} is in use: stop the service, and whatever else has it open, and restore again.`,
    );
  } finally {
    connection.close();
  }
}

/** The service's user must be able to use it, also where another one restores. */
function makeTheirs(file: string, database: string): void {
  const isReplaced = existsSync(database);
  const { uid, gid, mode } = statSync(isReplaced ? database : dirname(database));
  chmodSync(file, isReplaced ? mode : 0o600);
  // Only who may do anything can give files away.
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}

/** Gives what is there another name; its own is not free at any moment. */
function keep(database: string): string {
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const kept = `${database}.replaced-${at}`;
  linkSync(database, kept);
  // A log that was left belongs to that file alone: SQLite would play it into the new one.
  for (const end of ["-wal", "-shm"]) {
    if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${kept}${end}`);
  }
  return kept;
}
