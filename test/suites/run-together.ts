import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { runsAlone } from "./alone.ts";

const TESTS = fileURLToPath(new URL("../", import.meta.url));

/** The tests of a folder that can share a process. */
const testsIn = (folder: string): string[] =>
  readdirSync(`${TESTS}${folder}`)
    .filter((name) => name.endsWith(".test.ts") && !runsAlone(name))
    .sort();

/**
 * Runs the tests of some folders in one process, one after the other: to load the program takes
 * longer than most tests do. Each can be run by itself as well.
 */
export async function runTogether(folders: readonly string[]): Promise<void> {
  const files = folders.flatMap((folder) => testsIn(folder).map((name) => `${folder}/${name}`));
  // None begins before all are there: tap takes a moment with nothing to do for the end.
  let begin: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    begin = resolve;
  });
  t.test(`the tests of ${folders.join(", ")}`, () => loaded);
  for (const file of files) await import(`../${file}`);
  begin();
}
