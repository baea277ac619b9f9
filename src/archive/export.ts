import { createWriteStream, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { CommandFault } from "../problems/command-fault.ts";
import type { Advance } from "../files/steps.ts";
import { NameTaken, writeWhole } from "../files/whole-file.ts";
import { openUpToDate } from "../records/open-database.ts";
import { rowsIn } from "./format.ts";
import { contentOf, TooLong } from "./lines.ts";
import type { Written } from "./write-archive.ts";
import { writeArchive } from "./write-archive.ts";

/** What was written, and how many bytes the file has. */
interface Exported extends Written {
  bytes: number;
}

/** How it is written. */
interface Exporting {
  history: boolean;
  /** Whether a file of that name may be there. */
  force?: boolean;
  signal: AbortSignal;
  advance: Advance;
}

/**
 * Writes all that a database has into an archive. A file has its name only when all of it is on the disk.
 * @param target the path of a file, or where to write
 * @throws {CommandFault} if it can't be written
 */
export async function exportTo(
  database: string,
  target: string | Writable,
  { history, force = false, signal, advance }: Exporting,
): Promise<Exported> {
  // A database from before there was history begins it; one that is up to date is left alone.
  openUpToDate(database).close();
  const content = contentOf(database, history);
  const total = rowsIn(content.header);
  const write = (output: Writable) =>
    writeArchive(content, output, (done) => advance({ phase: "writing", done, total }), signal);
  try {
    if (typeof target !== "string") return { ...(await write(target)), bytes: 0 };
    return await writeWhole(target, force, async (partial) => {
      // It has drafts and newsletters, which are not for every user of the machine.
      const output = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
      const written = await write(output);
      return { ...written, bytes: statSync(partial).size };
    });
  } catch (error) {
    throw inWords(error) ?? error;
  } finally {
    content.close();
  }
}

/** What can go wrong outside of the program, in words; null for what is its own fault. */
function inWords(error: unknown): CommandFault | null {
  if (error instanceof TooLong || error instanceof NameTaken)
    return new CommandFault(error.message);
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof CommandFault || syscall === undefined) return null;
  return new CommandFault(
    path === undefined
      ? `The rest of the archive can't be written (${code}): what was written is no whole one.`
      : `'${path}' can't be written (${code}). Nothing was written.`,
  );
}
