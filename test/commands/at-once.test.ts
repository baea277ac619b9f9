import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { fill, openUpToDate } from "../../src/records/open-database.ts";
import { seededDatabase } from "../seeded-database.ts";
import { isPlainRefusal, run, serve, temporaryFolder } from "./program.ts";

/** Several processes that open one database at the same moment. */

t.test("who only opens a database waits for nobody who writes it", async (t) => {
  const { folder, path: DATABASE_PATH } = seededDatabase();
  t.teardown(() => rmSync(folder, { recursive: true }));
  const other = new SqliteConnection(DATABASE_PATH);
  t.teardown(() => other.close());
  other.exec("begin immediate");
  const { url } = await serve(t, { DATABASE_PATH });
  t.equal((await fetch(`${url}/items?limit=1`)).status, 200);
  const exported = await run(["export", join(folder, "all.gz")], { DATABASE_PATH });
  t.equal(exported.code, 0, exported.stderr);
  other.exec("rollback");
});

t.test("who has to write waits for longer than a request would", async (t) => {
  const DATABASE_PATH = join(temporaryFolder(t), "it.db");
  t.match(await run(["migrate"], { DATABASE_PATH }), { code: 0 });
  const db = openUpToDate(DATABASE_PATH);
  t.teardown(() => db.close());
  const lock = `const Connection = require("better-sqlite3");
    const other = new Connection(${JSON.stringify(DATABASE_PATH)});
    other.exec("begin immediate");
    require("node:worker_threads").parentPort.postMessage("locked");
    setTimeout(() => other.close(), 6500);`;
  const worker = new Worker(lock, { eval: true, execArgv: [] });
  await once(worker, "message");
  const begun = performance.now();
  t.ok(fill(db) > 5000);
  t.ok(performance.now() - begun > 5000, "a request gives up after five seconds");
  await worker.terminate();
});

t.test("of services that begin at once on a new file one fills it, and all serve it", async (t) => {
  const DATABASE_PATH = join(temporaryFolder(t), "new.db");
  const services = await Promise.all([1, 2, 3].map(() => serve(t, { DATABASE_PATH })));
  const totals = await Promise.all(
    services.map(async ({ url }) => {
      const answer = await fetch(`${url}/items?limit=1`);
      return ((await answer.json()) as { page: { total: number } }).page.total;
    }),
  );
  t.same(totals, [17, 17, 17]);
});

t.test("what somebody filled meanwhile is not filled with the seed", async (t) => {
  const DATABASE_PATH = join(temporaryFolder(t), "it.db");
  t.match(await run(["migrate"], { DATABASE_PATH }), { code: 0 });
  const runs = await Promise.all([1, 2].map(() => run(["seed"], { DATABASE_PATH })));
  const codes = runs.map(({ code }) => code).sort();
  t.same(codes, [0, 1]);
  t.ok(runs.some((each) => isPlainRefusal(each) && /has records already/.test(each.stderr)));
});
