import { rmSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { run, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";

interface Test {
  teardown(handler: () => unknown): unknown;
  before(handler: () => Promise<void>): unknown;
}

/** A database with the seed and a backup of it, in a folder that is gone after the tests. */
export function seededBackup(t: Test) {
  const { folder: seeded, path } = seededDatabase();
  t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
  const folder = temporaryFolder(t);
  const at = (name: string) => join(folder, name);
  const backup = at("backup.db");
  t.before(async () => {
    const made = await run(["backup", backup], { DATABASE_PATH: path });
    if (made.code !== 0) throw new Error(made.stderr);
  });
  const restore = (database: string, ...more: string[]) =>
    run(["restore", backup, ...more], { DATABASE_PATH: database });
  return { path, folder, at, backup, restore };
}

/** The title of the first item in a file. */
export function titleIn(file: string): unknown {
  const opened = new SqliteConnection(file, { readonly: true });
  const title = opened.prepare("select title from items where key = 1").pluck().get();
  opened.close();
  return title;
}
