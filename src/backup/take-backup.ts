import { closeSync, openSync, rmSync, statSync } from "node:fs";
import SqliteConnection from "better-sqlite3";
import { CommandFault } from "../problems/command-fault.ts";
import type { Advance } from "../files/steps.ts";
import { faultOf } from "../db/faults.ts";
import { refuseForeignFile } from "../db/usable-file.ts";
import { NameTaken, writeWhole } from "../files/whole-file.ts";
import type { Contents } from "./verify.ts";
import { verifyDatabase } from "./verify.ts";

/** Pages that are copied at one go; signals and the line of progress have their turn in between. */
const AT_ONCE = 1000;

/** A backup that was written and verified. */
export interface Taken extends Contents {
  bytes: number;
}

/**
 * Copies a database, of one moment, while others read and write it, and verifies the copy. The file has its name
 * only when it is whole, right and on the disk.
 * @param replace whether a file of that name may be there
 * @throws {CommandFault} if it can't be read or written, or the copy is not right
 * @throws {DatabaseFault} if the source is none of this program's databases
 */
export async function takeBackup(
  database: string,
  file: string,
  { replace, signal, advance }: { replace: boolean; signal: AbortSignal; advance: Advance },
): Promise<Taken> {
  refuseForeignFile(database);
  try {
    return await writeWhole(file, replace, async (partial) => {
      await copyDatabase(database, partial, signal, advance);
      const contents = verifyDatabase(partial, advance);
      return { ...contents, bytes: statSync(partial).size };
    });
  } catch (error) {
    if (signal.aborted) throw new CommandFault("The backup was ended; nothing was written.");
    if (error instanceof NameTaken) throw new CommandFault(error.message);
    throw faultOf(error, file) ?? unwritable(error, file) ?? error;
  }
}

/**
 * Copies a database as one file with no other beside it. Its owner alone can read it, from its first byte:
 * whoever has it has the secrets of webhooks, the digests of API keys, and drafts.
 */
export async function copyDatabase(
  database: string,
  target: string,
  signal: AbortSignal,
  advance: Advance,
): Promise<void> {
  // One that was killed may have left something under this name.
  rmSync(target, { force: true });
  closeSync(openSync(target, "wx", 0o600));
  const source = new SqliteConnection(database, { readonly: true, fileMustExist: true });
  try {
    // While a transaction of this connection is open it reads one state. Without that SQLite begins the copy
    // anew whenever another process writes, and never ends: https://www.sqlite.org/c3ref/backup_finish.html
    source.exec("begin");
    source.prepare("select 1 from sqlite_schema").get();
    await source.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted();
        // Of the first step SQLite does not know yet how much there is.
        const size = pageSizeOf(source);
        advance({
          phase: "copying",
          done: (totalPages - remainingPages) * size,
          total: totalPages * size,
        });
        return AT_ONCE;
      },
    });
  } finally {
    source.close();
  }
  bringToOneFile(target);
}

/** Has SQLite keep nothing beside a database that nobody else has open. */
export function bringToOneFile(file: string): void {
  const connection = new SqliteConnection(file);
  try {
    connection.pragma("journal_mode = DELETE");
  } finally {
    connection.close();
  }
}

const pageSizeOf = (connection: SqliteConnection.Database): number =>
  connection.pragma("page_size", { simple: true }) as number;

/** What the file system says, in words; null for what it did not say. */
export function unwritable(error: unknown, file: string): CommandFault | null {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return null;
  return new CommandFault(
    code === "ENOENT"
      ? `There is no folder for '${file}'. Nothing was written.`
      : `'${file}' can't be written (${code}). Nothing was written.`,
  );
}
