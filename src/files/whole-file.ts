import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";

/** A file that must not be replaced was there when it was to get its name. */
export class NameTaken extends Error {
  constructor(file: string) {
    super(`There is a file '${file}' by now: --force replaces it.`);
  }
}

/**
 * Makes a file that has its name only when all of it is on the disk; nothing is left of one that failed.
 * @param replace whether a file of that name may be there
 * @param write fills the file at the path that it is given, which does not exist yet
 * @throws {NameTaken}
 */
export async function writeWhole<T>(
  file: string,
  replace: boolean,
  write: (partial: string) => Promise<T>,
): Promise<T> {
  const partial = partialOf(file);
  try {
    const result = await write(partial);
    syncFile(partial);
    if (replace) renameSync(partial, file);
    else nameNew(partial, file);
    syncFile(dirname(file));
    return result;
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * What a file is called until it is whole. The process's number tells who makes it; it is the same in many a
 * container, so that alone two could have one name.
 */
export const partialOf = (file: string): string =>
  `${file}.${process.pid}-${randomBytes(4).toString("hex")}.partial`;

/**
 * Gives a file its name unless that is taken by now; file systems without links can't do it at once.
 * @throws {NameTaken}
 */
export function nameNew(partial: string, file: string): void {
  try {
    linkSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" || existsSync(file)) {
      throw new NameTaken(file);
    }
    renameSync(partial, file);
  }
}

/** Has the disk take a file, or a folder's names, before it returns. */
export function syncFile(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
