import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { checkDatabase } from "../../src/check/check-database.ts";
import { CHECKS, type Fault } from "../../src/check/faults.ts";
import { mendDatabase } from "../../src/check/mend-database.ts";
import { isPlainRefusal, run, start, temporaryFolder } from "../commands/program.ts";
import { appUnderTest, create, write } from "../app-under-test.ts";
import { dump } from "../database-dump.ts";
import { seededDatabase } from "../seeded-database.ts";

/** Everything that can be wrong with a database is found, said, and mended where a command can. */

const folder = temporaryFolder(t);
const path = join(folder, "right.db");

t.before(async () => {
  const app = appUnderTest({ teardown: () => undefined }, { DATABASE_PATH: path, SEED: "false" });
  const make = (resource: string, body: object) =>
    create(app, resource, { state: "published", ...body });
  await create(app, "jurisdictions", { id: "XX", name: "A country", level: "country" });
  await make("issuing-bodies", { name: "The Office", kind: "ministry", jurisdiction: "XX" });
  await make("topics", { id: "above", name: "Above" });
  await make("topics", { id: "below", name: "Below", parent: "above" });
  for (let n = 1; n <= 6; n++) {
    await make("instruments", {
      id: `law-${n}`,
      title: `Law of the number ${n}`,
      number: `Regulation (EU) 2020/${1000 + n}`,
      type: "law",
      jurisdiction: "XX",
      events: [{ type: "in_force", date: "2020-08-01" }],
    });
    await make("items", {
      title: `Item of the number ${n}`,
      kind: "legislation",
      date: "2020-07-22",
      topics: ["below"],
      issuing_bodies: [{ id: "the-office" }],
      instruments: [`law-${n}`],
      citations: [{ url: `https://example.org/${n}`, title: `Source ${n}` }],
    });
  }
  await app.close();
});

/** What the command finds, without starting a process for it; that it says so is a test below. */
async function check(database: string, ...words: string[]): Promise<Fault[]> {
  if (words.includes("--mend")) mendDatabase(database);
  const asked = {
    quick: words.includes("--quick"),
    signal: new AbortController().signal,
    advance: () => undefined,
  };
  return await checkDatabase(database, asked);
}

/** A copy of the seeded database with something done to it that the program would never do. */
function spoilt(name: string, how: (connection: SqliteConnection.Database) => void): string {
  const database = join(folder, `${name}.db`);
  copyFileSync(path, database);
  const connection = new SqliteConnection(database);
  connection.pragma("foreign_keys = off");
  how(connection);
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
  return database;
}

const sql = (text: string) => (connection: SqliteConnection.Database) => connection.exec(text);

/** Does something while an index is declared otherwise; what comes of it a fault of a disk might leave. */
function whileDeclared(
  connection: SqliteConnection.Database,
  name: string,
  otherwise: (sql: string) => string,
  act: () => void,
): void {
  const made = connection.prepare("select sql from sqlite_schema where name = ?").pluck().get(name);
  const declare = (sql: string) => {
    connection.pragma("writable_schema = on");
    connection.prepare("update sqlite_schema set sql = ? where name = ?").run(sql, name);
    connection.pragma("writable_schema = reset");
  };
  connection.unsafeMode();
  declare(otherwise(String(made)));
  act();
  declare(String(made));
}

/** Takes the rows of an index away. */
function emptyIndex(connection: SqliteConnection.Database): void {
  const name = "changes_by_at";
  const none = (sql: string) => `${sql} where 0`;
  whileDeclared(connection, name, none, () => connection.exec(`reindex ${name}`));
}

/** Makes two topics of one id, of which the index of ids has both, or does not know one. */
function repeat(connection: SqliteConnection.Database, isKnown: boolean): void {
  const columns = connection
    .prepare("select group_concat(name) from pragma_table_info('topics') where name <> 'key'")
    .pluck()
    .get();
  const copy = `insert into topics (${columns}) select ${columns} from topics where id = 'above'`;
  const otherwise = (sql: string) => (isKnown ? sql.replace("UNIQUE", "") : `${sql} where 0`);
  whileDeclared(connection, "topics_id_unique", otherwise, () => connection.exec(copy));
}

/** What is done, which checks fail, what they say, and whether `--mend` mends it. */
const CASES: [string, (c: SqliteConnection.Database) => void, string[], RegExp, boolean][] = [
  ["index", emptyIndex, ["indexes"], /changes_by_at/, true],
  [
    "repeated",
    (connection) => repeat(connection, true),
    ["unique"],
    /^2 rows of topics have \{"id":"above"\}\.$/,
    false,
  ],
  [
    "hidden",
    (connection) => repeat(connection, false),
    ["indexes", "unique"],
    /can't be built: UNIQUE constraint failed: topics\.id/,
    false,
  ],
  ["aliases", sql("update topics set aliases = '{'"), ["records"], /aliases/, false],
  ["trigger", sql("drop trigger items_update_noted"), ["schema"], /items_update_noted/, false],
  ["table", sql("create table more (x)"), ["schema"], /table more, which is none/, false],
  [
    "link",
    sql(
      "update item_topics set target = 'nothing' where owner = (select min(owner) from item_topics)",
    ),
    ["links"],
    /item_topics names a row of topics/,
    false,
  ],
  ["record", sql("update items set title = '' where key = 1"), ["records"], /not valid/, false],
  [
    "state",
    sql("update events set state = 'draft' where key = 1"),
    ["columns"],
    /events lacks/,
    false,
  ],
  [
    "ancestors",
    sql("delete from topic_ancestors where record <> ancestor"),
    ["columns"],
    /topic_ancestors lacks/,
    false,
  ],
  [
    "member",
    sql("delete from item_members where record = 3"),
    ["filters"],
    /item_members lacks \d+ rows, such as/,
    true,
  ],
  [
    "surplus",
    sql(
      "insert into item_members select 3, number from sets where resource = 'items' and number not in (select set_number from item_members where record = 3) limit 1",
    ),
    ["filters"],
    /should not have \{/,
    true,
  ],
  ["words", sql("delete from items_text where rowid = 5"), ["search"], /items_text lacks/, true],
  [
    "forms",
    sql("delete from reference_forms where resource = 'instruments'"),
    ["references"],
    /reference_forms lacks/,
    true,
  ],
  [
    "unnoted",
    sql("update items set title = 'Other' where key = 4"),
    ["history", "search"],
    /changes lacks/,
    true,
  ],
];

t.test("a database that is right", async (t) => {
  const before = readFileSync(path);
  t.same(await check(path), []);
  t.same(await check(path, "--quick"), []);
  t.ok(readFileSync(path).equals(before), "and it was not touched");
  const told = await run(["check"], { DATABASE_PATH: path });
  t.match(told, { code: 0, stdout: /all is right/ });
});

for (const [name, spoil, expected, words, isMended] of CASES) {
  t.test(`${name}: ${expected.join(", ")}`, async (t) => {
    const database = spoilt(name, spoil);
    const faults = await check(database);
    t.same(
      [...new Set(faults.map((fault) => fault.check))].sort(),
      expected,
      JSON.stringify(faults),
    );
    t.ok(
      faults.some(({ detail }) => words.test(detail)),
      JSON.stringify(faults),
    );
    if (!isMended) return;
    t.same(await check(database, "--mend"), []);
  });
}

t.test("records that were taken away by hand are found, and noted as deleted", async (t) => {
  const database = spoilt("vanished", (connection) => {
    connection.pragma("foreign_keys = on");
    connection.exec("delete from items where key = 2; delete from citations where key = 3");
  });
  const before = await check(database);
  const gone = before.filter((fault) => fault.check === "history").map(({ detail }) => detail);
  t.match(gone, [
    /^\/items\/2020-07-22-item-of-the-number-2: not there, and no change says/,
    /^\/citations\/.* and 1 more: not there/,
  ]);
  t.same(await check(database, "--mend"), []);
  const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
  const id = "2020-07-22-item-of-the-number-2";
  t.equal((await app.inject({ url: `/items/${id}` })).statusCode, 410);
  t.equal((await app.inject({ url: "/items?q=number" })).json().page.total, 5);
  const again = await write(app, "POST", "/items", { id, title: "Again", kind: "other" });
  t.equal(again.statusCode, 409, "its id is not given again");
  const { data } = (await app.inject({ url: "/changes?limit=1000" })).json();
  const last = data.filter((change: { id: string }) => change.id === id).at(-1);
  t.match(last, { action: "delete", data: null, resource: "items" });
});

t.test("what is wrong in words, and how to mend it", async (t) => {
  const database = spoilt("words", sql("delete from item_members where record = 3"));
  const told = await run(["check"], { DATABASE_PATH: database });
  t.equal(told.code, 2);
  t.match(told.stdout, /^filters: it is not so that filters and facets find what they should\./);
  t.match(told.stdout, /^ {2}item_members lacks \d+ rows, such as \{/m);
  t.match(told.stdout, /^ {2}To mend it: `legal-developments check --mend`/m);
  const json = await run(["check", "--json"], { DATABASE_PATH: database });
  t.equal(json.code, 2);
  t.match(JSON.parse(json.stdout), {
    database,
    faults: [{ check: "filters", mend: CHECKS.filters.mend }],
  });
  t.match(await run(["check", "--mend"], { DATABASE_PATH: database }), { code: 0 });
});

t.test("a page that is damaged", async (t) => {
  const database = spoilt("page", () => undefined);
  const bytes = readFileSync(database);
  const connection = new SqliteConnection(database, { readonly: true });
  const page = connection
    .prepare("select rootpage from sqlite_schema where name = 'items'")
    .pluck()
    .get() as number;
  connection.close();
  bytes.fill(0xa5, 4096 * (page - 1), 4096 * page);
  writeFileSync(database, bytes);
  const faults = await check(database);
  t.ok(faults.length > 0);
  t.ok(
    faults.some((fault) => fault.check === "pages"),
    JSON.stringify(faults.slice(0, 3)),
  );
});

/** What the answers that were given go by. */
const counters = (database: string) => {
  const connection = new SqliteConnection(database, { readonly: true });
  const row = connection
    .prepare("select revision, public_revision, labels_version, derived_by from dataset")
    .get();
  connection.close();
  return row as Record<"revision" | "public_revision" | "labels_version", number>;
};

t.test("what was answered before is not right any more after mending", async (t) => {
  const database = spoilt("answered", sql("delete from item_members where record = 3"));
  const before = counters(database);
  t.same(await check(database, "--mend"), []);
  const after = counters(database);
  for (const name of ["revision", "public_revision", "labels_version"] as const) {
    t.ok(after[name] > before[name], name);
  }
});

t.test("what can't be mended is left as it was, and says what to do", async (t) => {
  const cases = [
    [
      (connection: SqliteConnection.Database) => repeat(connection, false),
      /topics.*only one may have|only one may have.*topics/,
    ],
    [sql("update topics set aliases = '{'"), /can't be derived.*`legal-developments check`/],
  ] as const;
  for (const [spoil, words] of cases) {
    const database = spoilt("unmended", spoil);
    const before = counters(database);
    const ended = await run(["check", "--mend"], { DATABASE_PATH: database });
    t.ok(isPlainRefusal(ended), ended.stderr);
    t.match(ended.stderr, words);
    t.same(counters(database), before, "it is derived as it was, so that a service can start");
  }
});

t.test("a check that is ended, or has nowhere to put a copy", async (t) => {
  const asked = { quick: false, advance: () => undefined };
  const signal = AbortSignal.abort();
  await t.rejects(checkDatabase(path, { ...asked, signal }), /right\.db was ended/);
  const ending = new AbortController();
  const advance = ({ phase }: { phase: string }) => phase === "verifying" && ending.abort();
  const { signal: later } = ending;
  await t.rejects(checkDatabase(path, { ...asked, signal: later, advance }), /was ended/);
  const missing = join(folder, "missing");
  const refused = await run(["check"], { DATABASE_PATH: path, TMPDIR: missing });
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /missing.*Set TMPDIR/);
});

t.test("a signal ends it at once in its long part, and nothing is left", async (t) => {
  const TMPDIR = join(folder, "temporary");
  mkdirSync(TMPDIR);
  const seeded = seededDatabase();
  t.teardown(() => rmSync(seeded.folder, { recursive: true }));
  const child = start(["check"], { DATABASE_PATH: seeded.path, TMPDIR });
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const ended = once(child, "close");
  const isDeriving = () =>
    readdirSync(TMPDIR).some((name) => existsSync(join(TMPDIR, name, "anew.db")));
  while (!isDeriving() && child.exitCode === null) await setTimeout(2);
  child.kill("SIGTERM");
  t.same(await ended, [1, null]);
  t.match(said, /was ended before its end/);
  t.same(readdirSync(TMPDIR), []);
});

t.test("mending what is right changes nothing but the counters", async (t) => {
  const database = spoilt("right", () => undefined);
  const seen = () =>
    dump(database)
      .split("\n")
      .filter((line) => !/^\{"(seq|id|segid|number|record)":\d/.test(line));
  const before = seen();
  t.same(await check(database, "--mend"), []);
  t.same(seen(), before);
});
