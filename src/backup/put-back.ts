import { chmodSync, chownSync, existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { CommandFault } from "../problems/command-fault.ts";
import type { Advance } from "../files/steps.ts";
import { BESIDE } from "../db/beside.ts";
import { Database } from "../db/database.ts";
import { faultOf } from "../db/faults.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { NameTaken, nameNew, partialOf, syncFile } from "../files/whole-file.ts";
import { noteRestoration } from "../history/restorations.ts";
import { holdDatabase, NOTHING } from "./held-database.ts";
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
 * @param mayReplace whether a database may be there
 * @throws {CommandFault} if anybody has the database open, or there is one that may not be replaced
 * @throws {DatabaseFault} if the backup is none, or damaged, or if the database may not be written
 */
export async function putBack(
  backup: string,
  database: string,
  { mayReplace, signal, advance }: { mayReplace: boolean; signal: AbortSignal; advance: Advance },
): Promise<PutBack> {
  const contents = verifyDatabase(backup, advance);
  const partial = partialOf(database);
  try {
    await copyDatabase(backup, partial, signal, advance);
    migrateDatabase(partial, { backUp: false });
    signal.throwIfAborted();
    return { ...contents, ...replace(database, partial, mayReplace) };
  } catch (error) {
    if (signal.aborted) throw new CommandFault("Nothing was restored: it was ended.");
    if (error instanceof NameTaken) throw new CommandFault(error.message);
    throw faultOf(error, database) ?? unwritable(error, database) ?? error;
  } finally {
    for (const end of ["", ...BESIDE]) rmSync(`${partial}${end}`, { force: true });
  }
}

/** Puts a file in the place of a database, which nobody else opens meanwhile. */
function replace(
  database: string,
  partial: string,
  mayReplace: boolean,
): Pick<PutBack, "kept" | "next_change"> {
  // What is made from here on is another one's, and locked by nobody.
  const isThere = existsSync(database);
  // Since the command looked somebody may have made one.
  if (isThere && !mayReplace) throw new NameTaken(database);
  const held = isThere ? holdDatabase(database) : NOTHING;
  try {
    const db = Database.open(partial);
    const next_change = db.transaction(() => noteRestoration(db.writer, held.lastChange));
    db.close();
    bringToOneFile(partial);
    makeTheirs(partial, database);
    syncFile(partial);
    if (!isThere && existsSync(database)) throw new NameTaken(database);
    const kept = keep(database, isThere);
    if (isThere) renameSync(partial, database);
    else nameNew(partial, database);
    syncFile(dirname(database));
    return { kept, next_change };
  } finally {
    held.letGo();
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

/**
 * Gives what is there another name; that of the database is not free at any moment.
 * @returns the name; null where there was nothing
 */
function keep(database: string, isThere: boolean): string | null {
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const kept = `${database}.replaced-${at}`;
  if (isThere) linkSync(database, kept);
  // A log that was left belongs to that file alone: SQLite would play it into any that has its name.
  for (const end of BESIDE) {
    if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${kept}${end}`);
  }
  return isThere ? kept : null;
}
