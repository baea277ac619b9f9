import t from "tap";
import { Database, StatementCache } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/records/seed.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import { parseSearch } from "../../src/search/grammar.ts";
import { Leaves } from "../../src/search/leaves.ts";
import { Search } from "../../src/search/search.ts";
import { AllSets } from "../../src/sets/all-sets.ts";

/** What was prepared with turns for others must be all that a search then looks at. */

const db = Database.open(":memory:");
t.teardown(() => db.close());
prepareDataset(db);
loadSeed(db);

let looked = 0;
const { column } = StatementCache.prototype;
StatementCache.prototype.column = function (...parameters) {
  if (parameters[0].includes("match")) looked += 1;
  return column.apply(this, parameters);
};
t.teardown(() => Object.assign(StatementCache.prototype, { column }));

/** How often the index was asked while preparing, and then while combining. */
async function looksOf(resource: string, q: string): Promise<[before: number, after: number]> {
  const sets = new AllSets(db.reader);
  const search = new Search(sets, new Leaves(db.reader));
  const tree = parseSearch(q);
  looked = 0;
  await search.prepare(resourceNamed(resource), tree);
  const before = looked;
  db.snapshot(() => {
    sets.readAll();
    search.tiers(resourceNamed(resource), tree, "public");
  });
  return [before, looked - before];
}

t.test("a search looks at nothing that was not prepared", async (t) => {
  const searches = [
    "data",
    // Only names of what items link to have the first one.
    "工业和信息化部 data app",
    "MITT data law",
    "nobody data law app",
    "data nobody law",
    "-data law",
    "-nobody law",
    "nobody OR -nobody data",
    "nobody OR noone data law",
    "nobody OR data law",
    "d* l* a*",
    '"data security" law -app',
    "-a -b -c",
  ];
  for (const resource of ["items", "instruments", "events", "topics"]) {
    for (const q of searches) {
      const [before, after] = await looksOf(resource, q);
      t.equal(after, 0, `${resource}: ${q}, after ${before}`);
      t.ok(before > 0);
    }
  }
});

t.test(
  "of words that all must be there, none is looked for after one that is nowhere",
  async (t) => {
    const words = Array.from({ length: 2000 }, (_, i) => `nobody${i}`);
    const [one] = await looksOf("items", "nobody0");
    t.same(await looksOf("items", words.join(" ")), [one, 0]);
    const [any] = await looksOf("items", words.join(" OR "));
    t.equal(any, one * words.length, "as alternatives, all are");
  },
);

t.test("however many words there are, others have their turns", async (t) => {
  const sets = new AllSets(db.reader);
  const search = new Search(sets, new Leaves(db.reader));
  const without = Array.from({ length: 3000 }, (_, i) => `-nobody${i}`).join(" ");
  let [turns, isDone] = [0, false];
  const prepared = search.prepare(resourceNamed("items"), parseSearch(without)).then(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns += 1;
  }
  await prepared;
  t.ok(turns > 10, `${turns} turns`);
});
