import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { loadSeed } from "../src/records/seed.ts";
import { openUpToDate } from "../src/records/open-database.ts";
import { makeOnce } from "./made-once.ts";

/**
 * A database with the seed, in a new folder. Filling one takes longer than most tests do, so it is
 * done once for a state of the sources, and copied.
 */
export function seededDatabase(): { folder: string; path: string } {
  const template = join(tmpdir(), `legal-developments-seeded-${stateOfSources()}.db`);
  makeOnce(template, () => make(template));
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-test-"));
  const path = join(folder, "seeded.db");
  copyFileSync(template, path);
  // Two data sets are told apart by these.
  const copy = new SqliteConnection(path);
  copy
    .prepare("update dataset set cursor_secret = ?, identity = ?")
    .run(randomBytes(32).toString("hex"), randomBytes(16).toString("hex"));
  copy.close();
  return { folder, path };
}

function make(template: string): void {
  const path = join(mkdtempSync(join(tmpdir(), "legal-developments-seed-")), "seeded.db");
  const db = openUpToDate(path);
  loadSeed(db);
  db.writer.connection.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  renameSync(path, template);
}

/** Whatever could make another database of the seed. */
function stateOfSources(): string {
  const hash = createHash("sha256").update(process.version);
  for (const folder of ["src", "seed", "migrations"]) {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
    for (const name of names) {
      if (!/\.(ts|json|sql)$/.test(name)) continue;
      hash.update(name).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
