import { rmSync } from "node:fs";
import { Database } from "../../src/db/database.ts";
import type { Gazetteer } from "../../src/newsletters/gazetteer.ts";
import { gazetteerOf } from "../../src/newsletters/gazetteer.ts";
import { Titles } from "../../src/references/titles.ts";
import { seededDatabase } from "../seeded-database.ts";

/** The gazetteer of the seed; its database goes with the test. */
export async function gazetteerOfSeed(t: {
  teardown(handler: () => unknown): unknown;
}): Promise<Gazetteer> {
  const { folder, path } = seededDatabase();
  const db = Database.open(path);
  t.teardown(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const titles = new Titles(db);
  await titles.prepare();
  return db.snapshot(() => gazetteerOf(db.reader, titles));
}
