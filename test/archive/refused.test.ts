import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import t from "tap";
import { LONGEST_LINE } from "../../src/archive/format.ts";
import { Problem } from "../../src/problems/problems.ts";
import { create, patch, uncheckedApp, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { dump } from "../database-dump.ts";
import { SeededRandom } from "../seeded-random.ts";
import { archiveOf, linesOf, restoreInto, seal } from "./archives.ts";

/** What is no whole archive of right records is refused, and nothing of it is kept. */

type Row = Record<string, unknown>;

const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);
const whole = at("whole.gz");
let untouched: string;

t.before(async () => {
  const app = uncheckedApp(t, { DATABASE_PATH: at("source.db"), SEED: "false" });
  await create(app, "jurisdictions", { id: "XA", name: "Country", level: "country" });
  await create(app, "jurisdictions", { name: "Region", level: "subdivision", parent: "XA" });
  await create(app, "issuing-bodies", { name: "Office", kind: "regulator", jurisdiction: "XA" });
  const events = [
    { type: "adopted", date: "2020-05" },
    { type: "in_force", date: "2020-07-01" },
  ];
  const cited = [{ url: "https://law.example/1" }];
  await create(app, "instruments", { title: "A law", type: "law", events, citations: cited });
  const item = {
    title: "An item",
    kind: "legislation",
    date: "2020-05-03",
    instruments: ["a-law"],
  };
  await create(app, "items", { ...item, issuing_bodies: ["office"] });
  for (const name of ["One", "Two", "Three"]) await create(app, "topics", { name });
  await patch(app, "/topics/three", { description: "The last.", state: "published" });
  await write(app, "POST", "/topics/one/merge", { into: "two" });
  await write(app, "POST", "/topics/two/merge", { into: "three" });
  await archiveOf(at("source.db"), whole);
  // The database that each is to be restored into is made, and empty.
  await restoreInto(at("empty.db"), whole, true);
  untouched = dump(at("empty.db"));
});

/** The words with which a file is refused; null where it is not. */
async function refusalOf(file: string): Promise<string | null> {
  try {
    await restoreInto(at("empty.db"), file);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.message;
  }
}

t.test("one that was cut off anywhere", async (t) => {
  const bytes = readFileSync(whole);
  const random = new SeededRandom(3);
  const lengths = [
    1,
    9,
    10,
    bytes.length - 1,
    ...Array.from({ length: 20 }, () => random.between(1, bytes.length - 1)),
  ];
  for (const length of lengths) {
    writeFileSync(at("cut.gz"), bytes.subarray(0, length));
    t.match(await refusalOf(at("cut.gz")), /ends too early|damaged/, `${length} bytes`);
  }
  writeFileSync(at("cut.gz"), "");
  t.match(await refusalOf(at("cut.gz")), /is empty|ends too early/);
  t.equal(dump(at("empty.db")), untouched);
});

t.test("one in which a byte is another", async (t) => {
  const bytes = readFileSync(whole);
  const random = new SeededRandom(5);
  // What gzip says of the system that packed it, in bytes 4 to 9, is no part of the content.
  for (let i = 0; i < 60; i++) {
    const altered = Buffer.from(bytes);
    const place = random.between(10, bytes.length - 1);
    altered[place] = (altered[place] ?? 0) ^ (1 << random.between(0, 7));
    writeFileSync(at("altered.gz"), altered);
    t.match(await refusalOf(at("altered.gz")), /Nothing was restored/, `byte ${place}`);
  }
  t.equal(dump(at("empty.db")), untouched);
});

t.test("something else", async (t) => {
  const others: [string, string | Buffer, RegExp][] = [
    ["a text", "A letter.\n", /no file of gzip/],
    ["another program's", gzipSync("id,title\n1,A\n"), /no archive of legal developments/],
    ["no lines", gzipSync(""), /is empty/],
    ["one endless line", gzipSync(Buffer.alloc(LONGEST_LINE + 100, " ")), /has more than/],
    ["not UTF-8", gzipSync(Buffer.from([0xff, 0xfe, 0x0a])), /UTF-8/],
    ["two at once", Buffer.concat([readFileSync(whole), readFileSync(whole)]), /after the end/],
    [
      "with something behind it",
      Buffer.concat([readFileSync(whole), Buffer.from("and more")]),
      /damaged|after/,
    ],
  ];
  for (const [what, bytes, words] of others) {
    writeFileSync(at("other.gz"), bytes);
    t.match(await refusalOf(at("other.gz")), words, what);
  }
  t.equal(dump(at("empty.db")), untouched);
});

/** Alters an archive's lines, which stays whole in itself. */
function altered(change: (lines: Row[]) => unknown): string {
  const lines = linesOf(whole) as Row[];
  change(lines);
  seal(at("resealed.gz"), lines);
  return at("resealed.gz");
}

const rowOf = (lines: Row[], table: string, n = 0): Row =>
  lines.filter((line) => table in line)[n]?.[table] as Row;
const set =
  (table: string, values: Row, n = 0) =>
  (lines: Row[]) =>
    Object.assign(rowOf(lines, table, n), values);
const header = (values: Row) => (lines: Row[]) => Object.assign(lines[0] as Row, values);

t.test("sealed anew as it was it would be restored", async () => {
  await restoreInto(
    at("empty.db"),
    altered(() => undefined),
    true,
  );
});

const WRONG: [string, (lines: Row[]) => unknown, RegExp][] = [
  ["a newer form", header({ version: 2 }), /the form 2, .* newer version/],
  ["a newer schema", header({ schema: "9999_later" }), /'9999_later'.* newer version/],
  ["no identity", header({ identity: "x" }), /first line/],
  ["counts of other tables", header({ rows: { api_keys: 1 } }), /altered|count the tables/],
  ["keys", (lines) => lines.push({ api_keys: { key: 1 } }), /altered/],
  ["a column that is not", set("items", { secret: "x" }), /there is no column 'secret'/],
  ["no value where one must be", set("items", { title: null }), /'title' has no value/],
  ["a missing column", (lines) => delete rowOf(lines, "items")["kind"], /'kind' is missing/],
  ["a number for a text", set("items", { title: 5 }), /'title' is no text/],
  ["half a number", set("items", { revision: 1.5 }), /whole number/],
  ["half a character", set("items", { title: "\ud800" }), /Unicode/],
  ["an unknown kind", set("items", { kind: "poem" }), /can't be kept: CHECK/],
  ["a date that is none", set("items", { date: "2020-13" }), /is not a date/],
  ["a date with other days", set("items", { date_start: "1999-01-01" }), /is not from/],
  ["a time that is none", set("items", { created_at: "today" }), /is no time/],
  ["an id that is none", set("events", { id: "a/b" }), /is not valid: /],
  ["a name that is none", set("issuing_bodies", { acronym: "" }), /is not valid: /],
  ["an address that is none", set("citations", { url: "javascript:alert(1)" }), /is not valid: /],
  ["a link to nothing", set("item_instruments", { target: "nowhere" }), /names one of instruments/],
  ["an id twice", set("topics", { id: "office", key: 9 }, 0), /Nothing was restored/],
  ["a place above itself", set("jurisdictions", { parent: "region" }), /is above itself/],
  ["a circle of merges", set("tombstones", { merged_into: "one" }, 1), /merged into itself/],
  ["one that is there and deleted", set("tombstones", { id: "three" }, 1), /there and deleted/],
  ["aliases that are no list", set("instruments", { aliases: "{}" }), /is not the JSON/],
  ["history of nothing", set("changes", { resource: "poems" }), /no resource 'poems'/],
  ["history that can't be read", set("changes", { data: "[1" }), /is not the JSON/],
  ["an action that is none", set("changes", { action: "sing" }), /is no action/],
  ["a number out of range", set("items", { key: 2 ** 31 }), /out of range/],
  ["a number beyond the last", set("items", { key: 77 }), /beyond the last/],
  ["a row out of its place", (lines) => lines.push(lines.splice(1, 1)[0] as Row), /has no place/],
];

for (const [what, change, words] of WRONG) {
  t.test(`${what} is refused`, async (t) => {
    t.match(await refusalOf(altered(change)), words);
  });
}

t.test("after all that the empty database is as it was", async (t) => {
  t.equal(dump(at("empty.db")), untouched);
  await restoreInto(at("full.db"), whole);
  const before = dump(at("full.db"));
  await t.rejects(restoreInto(at("full.db"), whole), /into an empty database/);
  t.equal(dump(at("full.db")), before);
});
