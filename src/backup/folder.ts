import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { CommandFault } from "../problems/command-fault.ts";

/** What stands in a folder of backups: names say which database they are of, and when they were made. */

const TIME = /^\d{8}T\d{6}\.\d{3}Z\.db$/;

/** A file that a backup had under way, and what SQLite keeps beside it. */
const UNFINISHED =
  /^\d{8}T\d{6}\.\d{3}Z\.db\.(\d+)(?:-[0-9a-f]{8})?\.partial(?:-journal|-wal|-shm)?$/;

/** After so long without a write, in milliseconds, one of a process that is not here is no backup under way. */
const HOUR = 3_600_000;

/** And after so long none of any process: the number may be another one's by now. */
const DAY = 24 * HOUR;

const baseOf = (database: string): string => `${basename(database, extname(database))}-`;

/** Such names of one database stand in the order of time. */
export const nameAt = (database: string, time: Date): string =>
  `${baseOf(database)}${time.toISOString().replaceAll(/[-:]/g, "")}.db`;

/** The names in a folder that have a form, of those that are a database's; in their order. */
function namesIn(folder: string, database: string, form: RegExp): string[] {
  const base = baseOf(database);
  return readdirSync(folder)
    .filter((name) => name.startsWith(base) && form.test(name.slice(base.length)))
    .sort();
}

/**
 * Deletes a database's oldest backups.
 * @param made the name of the one that was just made, which is kept whatever the clock says
 * @param kept how many are left, with it
 * @returns the paths of what was deleted
 * @throws {CommandFault} if one can't be deleted
 */
export function deleteOldest(
  folder: string,
  database: string,
  made: string,
  kept: number,
): string[] {
  const others = namesIn(folder, database, TIME).filter((name) => name !== made);
  const old = others.slice(0, Math.max(0, others.length - (kept - 1)));
  return old.map((name) => {
    const path = join(folder, name);
    try {
      rmSync(path, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CommandFault(
        `${join(folder, made)} was written and verified, but '${path}' can't be deleted (${code}).`,
      );
    }
    return path;
  });
}

/** The names of a database's backups that are later than one that was just made. */
export const laterThan = (folder: string, database: string, made: string): string[] =>
  namesIn(folder, database, TIME).filter((name) => name > made);

/**
 * Removes what backups of a database that were killed have left in a folder. One that is under way, also of
 * another container or machine, whose processes can't be seen from here, is left.
 * @returns the paths of what was removed
 */
export function removeUnfinished(folder: string, database: string, now: Date): string[] {
  const base = baseOf(database);
  return namesIn(folder, database, UNFINISHED).flatMap((name) => {
    const owner = Number(UNFINISHED.exec(name.slice(base.length))?.[1]);
    const path = join(folder, name);
    const age = now.getTime() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    const isLeft = age > DAY || (age > HOUR && !isRunning(owner));
    return isLeft && isRemoved(path) ? [path] : [];
  });
}

/** One that can't be removed is no reason to make no backup. */
function isRemoved(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** This one has made nothing yet: what has its number is of an earlier one. */
function isRunning(id: number): boolean {
  if (id === process.pid) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
