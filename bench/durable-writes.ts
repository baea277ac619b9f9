import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { loadSeed } from "../src/records/seed.ts";
import { Faults } from "../src/problems/faults.ts";
import { openUpToDate } from "../src/records/open-database.ts";
import { createRecord, patchRecord, writeTransaction } from "../src/records/write.ts";
import { resourceNamed } from "../src/resources/index.ts";
import { makeCatalogue } from "./catalogue.ts";
import { ItemMaker } from "./items.ts";
import { Random } from "./random.ts";

/** How many writes a second there are, each a durable transaction with its history. */

const WRITES = 2000;

export interface Written {
  created: number;
  patched: number;
  /** Rows of the same size put into a table without anything else, each durably. */
  bare: number;
}

/** Writes to a database of its own, with the seed, in the folder for temporary files. */
export function measureWrites(share: number): Written {
  const writes = Math.ceil(WRITES * share);
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-writes-"));
  const db = openUpToDate(join(folder, "writes.db"));
  try {
    loadSeed(db);
    const random = new Random(3);
    const catalogue = makeCatalogue(random, 1000);
    for (const { resource, records } of catalogue.added) {
      writeTransaction(db, null, (context) => {
        for (const body of records) {
          createRecord(context, resourceNamed(resource), { body, faults: new Faults() });
        }
      });
    }
    const maker = new ItemMaker(random, catalogue, writes);
    const bodies = Array.from({ length: writes }, () => maker.make());
    const items = resourceNamed("items");
    const ids: string[] = [];
    const created = perSecond(writes, (i) => {
      ids.push(
        writeTransaction(db, null, (context) =>
          createRecord(context, items, { body: bodies[i], faults: new Faults() }),
        ),
      );
    });
    const patched = perSecond(writes, (i) => {
      writeTransaction(db, null, (context) =>
        patchRecord(context, items, ids[i] as string, {
          body: { summary: `Written again, ${i}.` },
          faults: new Faults(),
          matches: () => true,
        }),
      );
    });
    return { created, patched, bare: bareWrites(join(folder, "bare.db"), bodies) };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

function bareWrites(path: string, bodies: readonly object[]): number {
  const connection = new SqliteConnection(path);
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = FULL");
  connection.exec("create table bare (id integer primary key, data text)");
  const insert = connection.prepare("insert into bare (data) values (?)");
  const texts = bodies.map((body) => JSON.stringify(body));
  const rate = perSecond(texts.length, (i) => insert.run(texts[i]));
  connection.close();
  return rate;
}

function perSecond(count: number, write: (index: number) => void): number {
  const started = performance.now();
  for (let i = 0; i < count; i++) write(i);
  return count / ((performance.now() - started) / 1000);
}

/** The figures as a line. */
export const reportWrites = ({ created, patched, bare }: Written): string =>
  `durable writes: ${created.toFixed(0)} items created a second, ${patched.toFixed(0)} changed; a bare insert of the same bytes: ${bare.toFixed(0)}, ratio ${(created / bare).toFixed(2)} and ${(patched / bare).toFixed(2)}`;
