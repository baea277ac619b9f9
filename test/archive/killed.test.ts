import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { run, start, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";
import { archiveOf } from "./archives.ts";

/** What is left of a restoring that is killed. */

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const archive = join(folder, "all.gz");

function countsIn(file: string): { items: number; changes: number } {
  const connection = new SqliteConnection(file);
  const count = (table: string) =>
    connection.prepare(`select count(*) from ${table}`).pluck().get() as number;
  try {
    t.equal(connection.pragma("integrity_check", { simple: true }), "ok");
    return { items: count("items"), changes: count("changes") };
  } finally {
    connection.close();
  }
}

t.test("all or nothing, and nothing is in the way of doing it again", async (t) => {
  await archiveOf(path, archive);
  const environment = { DATABASE_PATH: join(folder, "restored.db") };
  await run(["migrate"], environment);
  // The time of a rehearsal says when it writes, and when it is about to be done.
  const begun = Date.now();
  t.match(await run(["import", archive, "--dry-run"], environment), { code: 0 });
  const time = Date.now() - begun;
  for (const part of [0.5, 0.9]) {
    const child = start(["import", archive], environment);
    const ended = new Promise((resolve) => child.once("close", resolve));
    await setTimeout(part * time);
    child.kill("SIGKILL");
    await ended;
    const { items, changes } = countsIn(environment.DATABASE_PATH);
    t.ok(items === 0 ? changes === 0 : items === 17 && changes > 5900, `${items} and ${changes}`);
  }
  const { items } = countsIn(environment.DATABASE_PATH);
  t.equal((await run(["import", archive], environment)).code, items === 0 ? 0 : 1);
  t.match(countsIn(environment.DATABASE_PATH), { items: 17 });
});
