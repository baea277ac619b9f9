import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { appUnderTest, create, KEYED, read, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { archiveOf, linesOf, restoreInto, seal } from "./archives.ts";

/** What an archive keeps, and archives of older schemas. */

type Row = Record<string, unknown>;

const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);

t.before(async () => {
  const app = appUnderTest(t, { DATABASE_PATH: at("source.db"), SEED: "false" });
  await create(app, "topics", { name: "Kept", state: "published" });
  await create(app, "topics", { name: "Deleted", state: "published" });
  await write(app, "DELETE", "/topics/deleted");
  await create(app, "items", { title: "A draft", kind: "other", topics: ["kept"] });
});

/** Tables that no archive has: what follows from the others, and what must not leave. */
const LEFT_OUT = [
  /^__drizzle_migrations$/,
  /^(api_keys|dataset|idempotency_answers)$/,
  /^(sets|set_changes|.*_members)$/,
  /_text(_.*)?$/,
  /^(issuing_body|jurisdiction|topic)_names$/,
  /_ancestors$/,
  /_listings$/,
  /^instrument_statuses$/,
  /^reference_forms$/,
  /^webhook(s|_.*)$/,
];

t.test("each table is in the archive, or known to be left out", async (t) => {
  await archiveOf(at("source.db"), at("whole.gz"));
  const [header] = linesOf(at("whole.gz"));
  const kept = Object.keys(header?.["rows"] as Row);
  const connection = new SqliteConnection(at("source.db"), { readonly: true });
  const tables = connection
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all() as string[];
  const { cursor_secret } = connection.prepare("select * from dataset").get() as Row;
  connection.close();
  const isLeftOut = (name: string) => LEFT_OUT.some((pattern) => pattern.test(name));
  t.same(
    tables.filter((name) => kept.includes(name) === isLeftOut(name)),
    [],
  );
  t.notOk(JSON.stringify(linesOf(at("whole.gz"))).includes(String(cursor_secret)));
});

/** The header as a program before this one wrote it. */
function older(header: Row | undefined): Row {
  const { restorations, ...rows } = (header?.["rows"] ?? {}) as Row;
  t.equal(restorations, 0, "which it did not have");
  return { ...header, rows, schema: "0007_cheaper_writes" };
}

t.test("one of the newest schema but one", async (t) => {
  const [header, ...rows] = linesOf(at("whole.gz"));
  seal(at("older.gz"), [older(header), ...rows]);
  await restoreInto(at("newer.db"), at("older.gz"));
  await archiveOf(at("newer.db"), at("again.gz"));
  t.same(linesOf(at("again.gz")), [header, ...rows]);
});

t.test("one of the second schema, which had no history", async (t) => {
  await archiveOf(at("source.db"), at("bare.gz"), false);
  const [header = {}, ...rows] = linesOf(at("bare.gz")) as Row[];
  const later = /import|proposal|edition|development|mirror|restoration/;
  const known = (counts: unknown) =>
    Object.fromEntries(Object.entries(counts as Row).filter(([name]) => !later.test(name)));
  const earlier = rows.map((row) => {
    if (!("tombstones" in row)) return row;
    const { merged_into, merge_is_public, purged_at, ...known } = row["tombstones"] as Row;
    t.same([merged_into, merge_is_public, purged_at], [null, 0, null]);
    return { tombstones: known };
  });
  const counts = { rows: known(header["rows"]), sequences: known(header["sequences"]) };
  const second = { ...header, ...counts, schema: "0001_record_sets" };
  seal(at("second.gz"), [second, ...earlier]);
  await restoreInto(at("second.db"), at("second.gz"));
  const app = appUnderTest(t, { DATABASE_PATH: at("second.db"), SEED: "false" });
  t.match(await read(app, "/items/a-draft", KEYED), { state: "draft", topics: [{ id: "kept" }] });
  t.equal((await app.inject({ url: "/topics/deleted" })).statusCode, 410);
  await archiveOf(at("second.db"), at("third.gz"), false);
  t.same(linesOf(at("third.gz")), [header, ...rows]);
});

t.test("what is no row of its schema is refused with its line", async (t) => {
  const [header, ...rows] = linesOf(at("whole.gz"));
  const wrong = [
    { topics: { key: 1, id: "x", secret: "y" } },
    { topics: {} },
    { tombstones: {} },
    { "(topics) values (1); --": {} },
    { sqlite_schema: {} },
  ];
  for (const row of wrong) {
    seal(at("wrong.gz"), [older(header), row, ...rows.slice(1)]);
    await t.rejects(
      restoreInto(at("never.db"), at("wrong.gz")),
      { code: "invalid-request", message: /Line 2 of this archive is no row of its schema/ },
      JSON.stringify(row),
    );
  }
});
