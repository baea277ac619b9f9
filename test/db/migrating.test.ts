import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { isPlainRefusal, run, start, temporaryFolder } from "../commands/program.ts";
import { databaseAfter } from "./older-database.ts";

/** Databases of earlier versions are brought up to date by one process, and kept as they were. */

const folder = temporaryFolder(t);

function ask<T>(file: string, sql: string): T {
  const connection = new SqliteConnection(file, { readonly: true });
  try {
    return connection.prepare(sql).pluck().get() as T;
  } finally {
    connection.close();
  }
}

const besides = (name: string) =>
  readdirSync(folder).filter((each) => each.startsWith(`${name}.before-`));

t.test("what was there is copied first, as it was", async (t) => {
  const database = databaseAfter(3, folder, "kept.db");
  const applied = ask(database, "select count(*) from __drizzle_migrations");
  t.equal(applied, 3);
  const migrated = await run(["migrate"], { DATABASE_PATH: database });
  t.equal(migrated.code, 0, migrated.stderr);
  const [kept = ""] = besides("kept.db");
  t.match(migrated.stdout, kept);
  const copy = join(folder, kept);
  t.equal(ask(copy, "select count(*) from __drizzle_migrations"), 3);
  t.equal(ask(copy, "select count(*) from items"), 17);
  t.equal(ask(copy, "pragma integrity_check"), "ok");
  t.ok(ask<number>(database, "select count(*) from __drizzle_migrations") > 3);
  t.match(await run(["migrate"], { DATABASE_PATH: database }), { code: 0 });
  t.equal(besides("kept.db").length, 1, "and nothing where nothing is to be done");
  t.match(await run(["restore", copy, "--dry-run"], { DATABASE_PATH: database }), { code: 0 });
});

t.test("no copy where that is asked for, nor of a database without data", async (t) => {
  const database = databaseAfter(3, folder, "bare.db");
  t.match(await run(["migrate", "--no-backup"], { DATABASE_PATH: database }), { code: 0 });
  t.match(await run(["migrate"], { DATABASE_PATH: join(folder, "fresh.db") }), { code: 0 });
  t.same([...besides("bare.db"), ...besides("fresh.db")], []);
});

t.test("of several at once one does it, and all find it done", async (t) => {
  const database = databaseAfter(1, folder, "shared.db");
  const all = await Promise.all(
    Array.from({ length: 4 }, () => run(["migrate"], { DATABASE_PATH: database })),
  );
  for (const { code, stderr } of all) t.equal(code, 0, stderr);
  t.equal(all.filter(({ stdout }) => stdout.includes("is kept in")).length, 1);
  t.equal(
    ask(database, "select count(*) = count(distinct created_at) from __drizzle_migrations"),
    1,
    "each once",
  );
  t.equal(ask(database, "pragma integrity_check"), "ok");
});

t.test("one that would leave broken links is not made at all", async (t) => {
  const database = databaseAfter(3, folder, "broken.db");
  const connection = new SqliteConnection(database);
  connection.pragma("foreign_keys = off");
  connection.exec("update item_topics set target = 'nothing'");
  connection.close();
  const refused = await run(["migrate"], { DATABASE_PATH: database });
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /\d+ rows would refer to records that don't exist/);
  t.equal(ask(database, "select count(*) from __drizzle_migrations"), 3);
  t.ok(existsSync(database));
});

t.test("killed in the middle it is made wholly, or not at all", async (t) => {
  for (const delay of [150, 250, 350, 450, 600]) {
    const database = databaseAfter(1, folder, `killed-${delay}.db`);
    const child = start(["migrate"], { DATABASE_PATH: database });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill("SIGKILL");
    await ended;
    const count = ask<number>(database, "select count(*) from __drizzle_migrations");
    t.equal(ask(database, "pragma integrity_check"), "ok");
    const again = await run(["migrate"], { DATABASE_PATH: database });
    t.equal(again.code, 0, again.stderr);
    const all = ask<number>(database, "select count(*) from __drizzle_migrations");
    t.ok(count === 1 || count === all, `${count} of ${all} after ${delay} ms`);
    t.equal(ask(database, "select count(*) from items"), 17);
  }
});
