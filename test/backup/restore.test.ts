import {
  copyFileSync,
  existsSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { StatementCache } from "../../src/db/database.ts";
import { noteRestoration } from "../../src/history/restorations.ts";
import { appUnderTest, create, type Headers, KEYED, read, write } from "../app-under-test.ts";
import { isPlainRefusal, run, serve } from "../commands/program.ts";
import { dump } from "../database-dump.ts";
import { seededBackup, titleIn } from "./seeded-backup.ts";

/** Backups that are put back, and what who followed the changes hears of it. */

const { path, folder, at, backup, restore } = seededBackup(t);

interface Followed {
  data: { seq: number }[];
  page: { reached: number };
}

t.test("where there is no database it is as it was", async (t) => {
  const restored = await restore(at("new.db"), "--json");
  t.equal(restored.code, 0, restored.stderr);
  const answer = JSON.parse(restored.stdout);
  t.match(answer, { kept: null, records: { items: 17 }, database: at("new.db") });
  t.ok(answer.next_change > answer.last_change);
  // That it was restored is written down, and moves the counters as a write does.
  const counters = /"(?:public_)?(?:revision|updated_at)":(?:\d+|"[^"]*"),?/g;
  const rest = (file: string) =>
    dump(file)
      .split("\nrestorations\n")[0]
      ?.replace(/(?<=\ndataset\n).*/, (row) => row.replaceAll(counters, ""));
  t.ok(rest(at("new.db"))?.includes("\nitems\n"));
  t.equal(rest(at("new.db")), rest(path));
  t.match(await run(["check"], { DATABASE_PATH: at("new.db") }), { code: 0 });
});

t.test("a database that is there is kept, and only replaced when asked", async (t) => {
  const database = at("replaced.db");
  copyFileSync(path, database);
  const connection = new SqliteConnection(database);
  connection.exec("update items set title = 'Later' where key = 1");
  connection.close();
  const refused = await restore(database);
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /--force/);
  const { mode } = statSync(database);
  const restored = await restore(database, "--force", "--json");
  t.equal(restored.code, 0, restored.stderr);
  const { kept } = JSON.parse(restored.stdout);
  t.equal(titleIn(kept), "Later");
  t.not(titleIn(database), "Later");
  t.equal(statSync(database).mode, mode);
});

t.test("no number that what is replaced gave is given again, however many it gave", async (t) => {
  const database = at("ahead.db");
  copyFileSync(path, database);
  const connection = new SqliteConnection(database);
  connection.exec("update changes set seq = 30000000 where seq = (select max(seq) from changes)");
  connection.close();
  const restored = await restore(database, "--force", "--json");
  t.equal(restored.code, 0, restored.stderr);
  const { last_change, next_change } = JSON.parse(restored.stdout);
  t.equal(next_change, 40_000_001);
  // Restored twice, from a backup that was restored: each says what it lost.
  const again = at("again.db");
  copyFileSync(database, again);
  const opened = new SqliteConnection(again);
  t.equal(noteRestoration(new StatementCache(opened), 0), next_change + 10_000_000);
  const rows = opened.prepare("select * from restorations order by begins_at").all();
  opened.close();
  t.match(rows, [
    { begins_at: 40_000_001, lost_after: last_change },
    { begins_at: 50_000_001, lost_after: 40_000_000 },
  ]);
  const app = appUnderTest(t, { DATABASE_PATH: again, SEED: "false" });
  const after = (seq: number, headers: Headers = KEYED) =>
    app.inject({ url: `/changes?after=${seq}`, headers });
  t.equal((await after(last_change)).statusCode, 200);
  t.equal((await after(last_change, {})).statusCode, 200);
  const lost = (ended: number, seq: number) =>
    new RegExp(
      `^On \\d{4}-\\S+Z this .* which ended with change ${ended}: change ${seq} was lost\\.`,
    );
  for (const [seq, ended] of [
    [last_change + 1, last_change],
    [39_999_999, last_change],
    [40_000_000, last_change],
    [40_000_001, 40_000_000],
    [50_000_000, 40_000_000],
  ] as const) {
    const told = await after(seq);
    t.equal(told.statusCode, 410, String(seq));
    t.match(told.json(), { detail: lost(ended, seq) }, String(seq));
    // Without a key one is told of the last change that one sees.
    t.match((await after(seq, {})).json(), { detail: lost(last_change, seq) }, String(seq));
  }
  t.match((await after(50_000_001)).json(), { detail: /There was no change 50000001 here/ });
});

t.test("a rehearsal changes nothing", async (t) => {
  const rehearsed = await restore(at("rehearsed.db"), "--dry-run");
  t.match(rehearsed, { code: 0, stdout: /backup\.db is whole: \d+ records/ });
  t.notOk(existsSync(at("rehearsed.db")));
});

t.test("a database in use is not replaced", async (t) => {
  const database = at("used.db");
  copyFileSync(path, database);
  const { child, ended } = await serve(t, { DATABASE_PATH: database });
  const refused = await restore(database, "--force");
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /in use/);
  child.kill("SIGTERM");
  await ended;
  t.match(await restore(database, "--force"), { code: 0 });
  t.same(
    readdirSync(folder).filter((name) => name.includes("partial")),
    [],
  );
});

t.test("a database that is damaged gives way", async (t) => {
  const database = at("broken.db");
  writeFileSync(database, "SQLite format 3\u0000 and then nothing of the kind".padEnd(8192, "x"));
  writeFileSync(`${database}-wal`, "a log of that one");
  const restored = await restore(database, "--force", "--json");
  t.equal(restored.code, 0, restored.stderr);
  t.match(JSON.parse(restored.stdout), { kept: /broken\.db\.replaced-/ });
  t.notOk(existsSync(`${database}-wal`), "its log is not played into the new one");
  t.match(await run(["check", "--quick"], { DATABASE_PATH: database }), { code: 0 });
});

t.test("what is no backup is refused, and changes nothing", async (t) => {
  copyFileSync(backup, at("cut.db"));
  truncateSync(at("cut.db"), Math.floor(statSync(backup).size / 2));
  writeFileSync(at("text.db"), "This is no database at all, though it is long enough.");
  writeFileSync(at("empty.db"), "");
  const refusals: [string, RegExp][] = [
    [at("cut.db"), /damaged/],
    [at("text.db"), /not a SQLite database/],
    [at("empty.db"), /empty/],
    [at("missing.db"), /no file/],
    [folder, /no file/],
  ];
  for (const [file, expected] of refusals) {
    const refused = await run(["restore", file], { DATABASE_PATH: at("never.db") });
    t.ok(isPlainRefusal(refused), refused.stderr);
    t.match(refused.stderr, expected);
  }
  t.notOk(existsSync(at("never.db")));
});

t.test("who holds an answer by its date is not told that what was lost is still so", async (t) => {
  const held = new Date().toUTCString();
  await sleep(1100);
  const database = at("held.db");
  copyFileSync(path, database);
  t.match(await restore(database, "--force"), { code: 0 });
  const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
  const headers = { "if-modified-since": held };
  t.equal((await app.inject({ url: "/items", headers })).statusCode, 200);
});

t.test(
  "who followed changes that were lost is told, also when others have their place",
  async (t) => {
    const database = at("followed.db");
    t.match(await restore(database), { code: 0 });
    const before = (await restoredChanges()).lost_after;
    const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
    const after = (seq: number) => app.inject({ url: `/changes?after=${seq}` });
    t.equal((await after(before)).statusCode, 200, "who has all that was kept goes on");
    for (const seq of [before + 1, before + 5000]) {
      const told = await after(seq);
      t.equal(told.statusCode, 410);
      t.match(told.json(), { type: "/problems/changes-lost", detail: /restored from a backup/ });
      const stream = await app.inject({
        url: "/changes/stream",
        headers: { "last-event-id": String(seq) },
      });
      t.equal(stream.statusCode, 410);
    }
    await create(app, "topics", { name: "After it", state: "published" });
    t.equal((await after(before + 1)).statusCode, 410);
    const { data, page } = await read<Followed>(app, `/changes?after=${before}`);
    t.match(data, [{ resource: "topics", action: "create" }]);
    t.ok(Number(data[0]?.seq) > before + 1_000_000);
    t.equal((await after(page.reached)).statusCode, 200);
    t.match((await after(page.reached + 1)).json(), { detail: /the last is/ });
    t.match(await write(app, "DELETE", "/topics/after-it"), { statusCode: 204 });
    t.match(await read(app, `/changes?after=${page.reached}`, KEYED), {
      data: [{ seq: page.reached + 1, action: "delete" }],
    });

    async function restoredChanges(): Promise<{ lost_after: number }> {
      const connection = new SqliteConnection(database, { readonly: true });
      const row = connection.prepare("select * from restorations").get() as { lost_after: number };
      connection.close();
      return row;
    }
  },
);
