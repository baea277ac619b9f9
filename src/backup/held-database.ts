import { existsSync, readFileSync, statSync } from "node:fs";
import SqliteConnection from "better-sqlite3";
import { CommandFault } from "../problems/command-fault.ts";
import { isBusy } from "../db/database.ts";
import { faultOf, isDamage } from "../db/faults.ts";
import { refuseUnwritable } from "../db/usable-file.ts";

/** A database that is to be replaced, which nobody else can open until it is let go. */
export interface HeldDatabase {
  /** The number that it gave last to a change; null where that can't be told. */
  lastChange: number | null;
  letGo(): void;
}

/** Where there is none, or none that could be read. */
export const NOTHING: HeldDatabase = { lastChange: null, letGo: () => undefined };

/** For how long it waits for who has it open, in milliseconds. */
const PATIENCE = 1000;

/**
 * Brings a database to one file and locks it. Whoever waits for the lock finds another file in its place
 * when it gets it, and opens that (`openConnection`).
 * @throws {CommandFault} if anybody has it open
 * @throws {DatabaseFault} if this user may not write it
 */
export function holdDatabase(database: string): HeldDatabase {
  refuseUnwritable(database);
  const connection = new SqliteConnection(database);
  try {
    connection.pragma(`busy_timeout = ${PATIENCE}`);
    connection.pragma("journal_mode = DELETE");
    connection.exec("begin exclusive");
    // Somebody who opened it in between has it in WAL mode again, in which readers are not locked out.
    if (connection.pragma("journal_mode", { simple: true }) !== "delete") throw inUse(database);
    return { lastChange: lastChangeOf(connection), letGo: () => connection.close() };
  } catch (error) {
    connection.close();
    if (isBusy(error)) throw inUse(database);
    // A damaged one gives way: it is why somebody restores.
    if (!isDamage(error)) throw faultOf(error, database) ?? error;
    if (isLocked(database)) throw inUse(database);
    return NOTHING;
  }
}

/** Some of its pages may be damaged, and these. */
function lastChangeOf(connection: SqliteConnection.Database): number | null {
  const sql =
    "select max(seq) from changes union all select seq from sqlite_sequence where name = 'changes'";
  try {
    const found = connection.prepare(sql).pluck().all() as (number | null)[];
    return Math.max(...found.map((seq) => seq ?? 0));
  } catch {
    return null;
  }
}

/**
 * Whether another process has a lock on a file that SQLite can't read any more, and so can't tell of: each
 * that has a database open in WAL mode has one. By Linux's own list; elsewhere it is not known.
 */
function isLocked(database: string): boolean {
  if (!existsSync("/proc/locks")) return false;
  const inode = String(statSync(database).ino);
  const locks = readFileSync("/proc/locks", "utf8").split("\n");
  // A line is such as `1: POSIX  ADVISORY  READ 1234 fe:00:5678 0 EOF`.
  return locks.some((line) => line.trim().split(/\s+/)[5]?.split(":")[2] === inode);
}

const inUse = (database: string) =>
  new CommandFault(
    `${database} is in use: stop the service, and whatever else has it open, and restore again.`,
  );
