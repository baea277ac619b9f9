import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Database } from "../src/db/database.ts";
import { loadSeed } from "../src/records/seed.ts";
import { ndjsonRows } from "../src/imports/bulk.ts";
import { parseOptions } from "../src/imports/parameters.ts";
import { Faults } from "../src/problems/faults.ts";
import { openUpToDate } from "../src/records/open-database.ts";
import { createRecord, writeTransaction } from "../src/records/write.ts";
import { resourceNamed } from "../src/resources/index.ts";
import { makeCatalogue } from "./catalogue.ts";
import { ItemMaker } from "./items.ts";
import { wholeNumber } from "./options.ts";
import { Random } from "./random.ts";

/** How fast a file of items is imported, with history, search and sets. */

export interface Imported {
  items: number;
  /** Seconds by the clock, and of processor time of all threads. */
  wall: number;
  processor: number;
  /** The most memory that the process had, in bytes. */
  peakMemory: number;
}

/**
 * Imports a file of so many items into a database with the seed and what the items name.
 * @param path of the database, which is new and stays; null for one that is gone afterwards
 */
export async function measureImport(items: number, path: string | null): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-bulk-"));
  const db = openUpToDate(path ?? join(folder, "bulk.db"));
  try {
    const file = join(folder, "items.ndjson");
    await prepare(db, [file], items);
    const options = parseOptions(ndjsonRows, { resource: "items" }, new Faults());
    const job = { db, file, options, writtenBy: null, advance: () => undefined };
    const started = performance.now();
    const before = process.cpuUsage();
    const { isComplete, words } = await ndjsonRows.run(job);
    if (!isComplete) throw new Error(words);
    const { user, system } = process.cpuUsage(before);
    return {
      items,
      wall: (performance.now() - started) / 1000,
      processor: (user + system) / 1_000_000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** Fills a database with the seed and what items name, and files with so many items each. */
export async function prepare(
  db: Database,
  files: readonly string[],
  items: number,
): Promise<void> {
  loadSeed(db);
  const random = new Random(11);
  const catalogue = makeCatalogue(random, items);
  for (const { resource, records } of catalogue.added) {
    writeTransaction(db, null, (context) => {
      for (const body of records) {
        createRecord(context, resourceNamed(resource), { body, faults: new Faults() });
      }
    });
  }
  const maker = new ItemMaker(random, catalogue, items);
  for (const file of files) {
    const out = createWriteStream(file);
    for (let i = 0; i < items; i++) {
      if (!out.write(`${JSON.stringify(maker.make())}\n`)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
  }
}

/** The figures as a line. */
export function reportImport({ items, wall, processor, peakMemory }: Imported): string {
  const perMinute = (seconds: number) => ((items / seconds) * 60).toFixed(0);
  return `import of ${items} items: ${wall.toFixed(1)} s, ${perMinute(wall)} a minute; ${processor.toFixed(1)} s of processor time, ${perMinute(processor)} a minute of it; the process had at most ${(peakMemory / 1e6).toFixed(0)} MB`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: { items: { type: "string", default: "20000" }, database: { type: "string" } },
  });
  const items = wholeNumber("items", values.items, 1, 10_000_000);
  console.log(reportImport(await measureImport(items, values.database ?? null)));
}
