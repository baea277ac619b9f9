import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
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
  const other = new SqliteConnection(DATABASE_PATH);
  t.teardown(() => other.close());
  other.exec("begin immediate");
  const seeding = run(["seed"], { DATABASE_PATH });
  await sleep(7000);
  other.exec("rollback");
  const { code, stdout, stderr } = await seeding;
  t.equal(code, 0, stderr);
  t.match(stdout, /\d+ records/);
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
