import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Database } from "../src/db/database.ts";
import { loadSeed } from "../src/records/seed.ts";
import { Faults } from "../src/problems/faults.ts";
import { openUpToDate } from "../src/records/open-database.ts";
import { createRecord, writeTransaction } from "../src/records/write.ts";
import { resourceNamed } from "../src/resources/index.ts";
import { makeCatalogue } from "./catalogue.ts";
import { ItemMaker } from "./items.ts";
import { wholeNumber } from "./options.ts";
import { Random } from "./random.ts";

/** Any number; another one makes other data. */
const SEED = 20_200_731;

/** Records in one transaction. */
const AT_ONCE = 5000;

/**
 * Makes a database with the seed and a number of synthetic items, all by the code that serves
 * writes. The same number gives the same items everywhere.
 */
export function makeDatabase(path: string, items: number, log: (line: string) => void): void {
  const started = performance.now();
  // Under another name until it is whole: an interrupted run must not be taken for a database.
  const partial = `${path}.partial`;
  for (const end of ["", "-wal", "-shm"]) rmSync(`${partial}${end}`, { force: true });
  const db = openUpToDate(partial);
  try {
    const seeded = loadSeed(db);
    const random = new Random(SEED);
    const catalogue = makeCatalogue(random, items);
    for (const { resource, records } of catalogue.added) {
      create(db, resource, records.length, (index) => records[index], log);
    }
    const maker = new ItemMaker(random, catalogue, items);
    create(db, "items", items, () => maker.make(), log);
    log(`${seeded} records of the seed and ${items} items`);
  } finally {
    db.close();
  }
  renameSync(partial, path);
  log(`${path}: ${secondsSince(started)} s, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
}

/** Creates records of one resource, some thousands in a transaction. */
function create(
  db: Database,
  name: string,
  count: number,
  bodyOf: (index: number) => unknown,
  log: (line: string) => void,
): void {
  const resource = resourceNamed(name);
  const started = performance.now();
  for (let done = 0; done < count; done += AT_ONCE) {
    writeTransaction(db, null, (context) => {
      for (let index = done; index < Math.min(done + AT_ONCE, count); index++) {
        createRecord(context, resource, { body: bodyOf(index), faults: new Faults() });
      }
    });
    if (done > 0 && done % (10 * AT_ONCE) === 0) {
      log(`${done} ${name} in ${secondsSince(started)} s`);
    }
  }
}

const secondsSince = (started: number) => ((performance.now() - started) / 1000).toFixed(1);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { items: { type: "string", default: "200000" } },
  });
  const [path] = positionals;
  if (path === undefined || existsSync(path)) {
    console.error("usage: tsx bench/make-database.ts PATH [--items N], PATH being a new file");
    process.exitCode = 1;
  } else {
    makeDatabase(path, wholeNumber("items", values.items, 1, 10_000_000), console.log);
  }
}
