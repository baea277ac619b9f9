import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/db/seed.ts";
import { Faults } from "../../src/problems/faults.ts";
import type { Sql } from "../../src/query/filter.ts";
import { scopesOf } from "../../src/query/listed-filter.ts";
import { parseListQuery } from "../../src/query/parameters.ts";
import { planCount, planPage } from "../../src/query/plan.ts";
import { createRecord, writeTransaction } from "../../src/records/write.ts";
import { resourceNamed, resources } from "../../src/resources/index.ts";
import { SeededRandom } from "../seeded-random.ts";
import { randomItem, seedNames } from "../synthetic-items.ts";

/** Lists must be walks along an index, at any size: SQLite is asked how it would run them. */

const db = Database.open(":memory:");
t.teardown(() => db.close());
prepareDataset(db);
loadSeed(db);
writeTransaction(db, (context) => {
  const random = new SeededRandom(5);
  for (let i = 0; i < 3000; i++) {
    const body = randomItem(random, seedNames());
    createRecord(context, resourceNamed("items"), { body, faults: new Faults() });
  }
});

/** As many rows as in a large database, where the choice of plan matters. */
const MANY = 1_000_000;

/** @param found how many records each condition is said to select */
function plansOf(resourceName: string, parameters: Record<string, string>, found = MANY) {
  const resource = resourceNamed(resourceName);
  const faults = new Faults();
  const context = { connection: db.reader, view: "public", day: "2020-08-01", faults } as const;
  const query = parseListQuery(resource, parameters, context);
  faults.throwIfAny();
  const scopes = scopesOf({ view: "public", states: query.states });
  const counted = () => found;
  const explain = ({ sql, parameters }: Sql): string[] =>
    db.reader.all(`explain query plan ${sql}`, ...parameters).map((row) => String(row["detail"]));
  return {
    page: explain(planPage(resource, query, scopes, null, counted)),
    count: explain(planCount(resource, query, scopes, counted)),
  };
}

const scans = (plan: readonly string[]) =>
  plan.some((step) => /^SCAN [rdx]\b/.test(step) && !/USING (COVERING )?INDEX/.test(step));

/** Sorting the few rows of merged pages is no sort of the table. */
const sorts = (plan: readonly string[]) =>
  plan.some(
    (step, i) =>
      step === "USE TEMP B-TREE FOR ORDER BY" && !plan[i - 1]?.startsWith("SCAN (subquery-"),
  );

/** A walk along the whole order, with a look at each row until the page is full. */
const walks = (plan: readonly string[]) =>
  plan.some((step) => /^SEARCH r USING (COVERING )?INDEX \w+ \(state=\?\)$/.test(step));

const filtersOf = (name: string, found: number) =>
  Object.entries(resourceNamed(name).filters).map(([filter, { example }]) => ({
    url: `${name}?${filter}`,
    ...plansOf(name, { [filter]: example }, found),
  }));

/** Few places share one of these, and no two an id: they are sorted, not walked to. */
const SORTED = `
  jurisdictions?gb_t_2260 jurisdictions?id jurisdictions?iso_3166 jurisdictions?name_native
  jurisdictions?within`;

/** Thousands of citations have the position 1: an index of positions would find too many. */
const WITHOUT_INDEX = ["citations?position"];

const words = (text: string) => text.trim().split(/\s+/).filter(Boolean).sort();

t.test("no filter reads a table without an index", async (t) => {
  for (const { name } of resources) {
    for (const found of [1, MANY]) {
      for (const { url, page, count } of filtersOf(name, found)) {
        t.notOk(scans(page), `${url}: ${page.join("; ")}`);
        t.notOk(scans(count), `${url} counted: ${count.join("; ")}`);
      }
    }
  }
});

t.test("a filter that selects few records looks at those, and not at every one", async (t) => {
  for (const { name } of resources) {
    for (const { url, page, count } of filtersOf(name, 1)) {
      if (WITHOUT_INDEX.includes(url)) continue;
      t.notOk(walks(page), `${url}: ${page.join("; ")}`);
      t.notOk(walks(count), `${url} counted: ${count.join("; ")}`);
    }
  }
});

t.test("a filter that selects many walks the order, and sorts nothing", async (t) => {
  const sorted = resources.flatMap(({ name }) =>
    filtersOf(name, MANY).flatMap(({ url, page }) => (sorts(page) ? [url] : [])),
  );
  t.same(sorted.sort(), words(SORTED));
});

t.test("what lists are kept by is walked in the default order", async (t) => {
  for (const { name, listings } of resources) {
    for (const filter of Object.keys(listings?.sources ?? {})) {
      const example = resourceNamed(name).filters[filter]?.example;
      if (example === undefined) continue;
      const { page } = plansOf(name, { [filter]: example });
      t.notOk(sorts(page), `${name}?${filter}: ${page.join("; ")}`);
      t.match(page.join(), /SEARCH d USING (COVERING INDEX|PRIMARY KEY)/, `${name}?${filter}`);
    }
  }
});

t.test("orders", async (t) => {
  for (const { name, sorts: orders } of resources) {
    for (const order of Object.keys(orders)) {
      for (const sort of [order, `-${order}`]) {
        const { page } = plansOf(name, { sort });
        t.notOk(scans(page), `${name}?sort=${sort} reads no table without an index`);
        t.notOk(sorts(page), `${name}?sort=${sort}: ${page.join("; ")}`);
      }
    }
  }
});
