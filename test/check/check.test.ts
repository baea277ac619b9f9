import { readFileSync, writeFileSync } from "node:fs";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { CHECKS } from "../../src/check/faults.ts";
import { isPlainRefusal, run } from "../commands/program.ts";
import { dump } from "../database-dump.ts";
import { checkedDatabase } from "./checked-database.ts";

/** Everything that can be wrong with a database is found, said, and mended where a command can. */

const { path, check, spoilt } = checkedDatabase(t);

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
