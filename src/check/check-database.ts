import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { copyDatabase } from "../backup/take-backup.ts";
import { CommandFault } from "../problems/command-fault.ts";
import type { Advance } from "../files/steps.ts";
import { faultOf, kindOf } from "../db/faults.ts";
import { refuseForeignFile } from "../db/usable-file.ts";
import { derivedFaults } from "./derived-faults.ts";
import type { Fault } from "./faults.ts";
import { storageFaults } from "./storage-faults.ts";

/**
 * Looks for what is wrong in a database, on a copy of one moment, so that a service can use it meanwhile.
 *
 * First what SQLite can tell: pages, indexes, links, the schema. Then everything that is derived from the
 * records is derived anew, by restoring what an archive of them would have, and compared: search, filters,
 * look-ups, derived columns, history. On the way each record has to be one that a client could write.
 * @param quick leaves the second part out, which takes about as long as restoring an archive
 * @throws {CommandFault} if it was ended, or there is no room for the copy
 * @throws {DatabaseFault} if the file is none of this program's databases
 */
export async function checkDatabase(
  path: string,
  { quick, signal, advance }: { quick: boolean; signal: AbortSignal; advance: Advance },
): Promise<Fault[]> {
  refuseForeignFile(path);
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), "legal-developments-check-"));
    const copy = join(folder, "copy.db");
    await copyDatabase(path, copy, signal, advance);
    advance({ phase: "verifying", done: 0, total: 1 });
    const faults = storageFaults(copy, folder);
    // Where anything else is wrong, what follows from it can't be told from what is wrong itself.
    if (quick || faults.some(({ check }) => check !== "indexes")) return faults;
    // An index that lacks rows would hide them from what is looked at next.
    const hidden = faults.length > 0 ? reindex(copy) : [];
    if (hidden.length > 0) return [...faults, ...hidden];
    return [...faults, ...(await derivedFaults(copy, join(folder, "anew.db"), signal, advance))];
  } catch (error) {
    if (signal.aborted) throw new CommandFault(`The check of ${path} was ended before its end.`);
    throw ofTemporaryFolder(error, path) ?? faultOf(error, path) ?? error;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with where the copy is, in words; null for what is another fault. */
function ofTemporaryFolder(error: unknown, path: string): CommandFault | null {
  const { code, syscall, cause } = error as NodeJS.ErrnoException;
  const isFull = code === "ENOSPC" || [error, cause].some((each) => kindOf(each) === "FULL");
  if (!isFull && syscall === undefined) return null;
  return new CommandFault(
    isFull
      ? `There is no room in ${tmpdir()} to check ${path}, which takes about three times its size. Make room, or set TMPDIR to a folder that has it.`
      : `${path} is checked on a copy in ${tmpdir()}, and that can't be written (${code}). Set TMPDIR to a folder that this user can write.`,
  );
}

/** Builds all indexes; returns why that can't be done, such as with a row that its index did not have. */
function reindex(path: string): Fault[] {
  const connection = new SqliteConnection(path);
  try {
    connection.exec("reindex");
    return [];
  } catch (error) {
    if (kindOf(error) !== "CONSTRAINT") throw error;
    return [{ check: "unique", detail: `An index can't be built: ${(error as Error).message}.` }];
  } finally {
    connection.close();
  }
}
