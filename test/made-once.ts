import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";

/** Who is at it longer than this, in milliseconds, was cut off. */
const PATIENCE = 120_000;

/**
 * Makes a file or folder that test files share, once for all of them: who comes while another
 * process is at it waits.
 * @param path where it is when it is whole
 * @param make makes it elsewhere and moves it there
 */
export function makeOnce(path: string, make: () => void): void {
  const lock = `${path}.making`;
  while (!existsSync(path)) {
    if (taken(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      continue;
    }
    try {
      if (!existsSync(path)) make();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** Whether another process is at it; if not, this one is now. */
function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return false;
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > PATIENCE) rmSync(lock, { recursive: true, force: true });
    return true;
  }
}
