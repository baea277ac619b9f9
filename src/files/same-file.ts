import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Where a file is, or will be when it is made: links are followed, also one to what is not there yet.
 * What replaces a link by a file would put it elsewhere than who made the link wants it.
 */
export function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return absolute;
    const folder = dirname(absolute);
    if (folder === absolute) return absolute;
    if (!lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink()) {
      return join(realPathOf(folder), basename(absolute));
    }
    return realPathOf(resolve(folder, readlinkSync(absolute)));
  }
}

/** Whether two paths name one file, by whatever links. */
export const isSameFile = (one: string, other: string): boolean =>
  realPathOf(one) === realPathOf(other);
