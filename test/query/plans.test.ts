import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/db/seed.ts";
import { Faults } from "../../src/problems/faults.ts";
import { scopesOf } from "../../src/query/filters.ts";
import { parseListQuery } from "../../src/query/parameters.ts";
import type { Statement } from "../../src/query/plan.ts";
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

function plansOf(resourceName: string, parameters: Record<string, string>) {
  const resource = resourceNamed(resourceName);
  const faults = new Faults();
  const context = { connection: db.reader, view: "public", day: "2020-08-01", faults } as const;
  const query = parseListQuery(resource, parameters, context);
  faults.throwIfAny();
  const scopes = scopesOf({ view: "public", states: query.states });
  // As many rows as in a large database, where the choice of plan matters.
  const many = () => 1_000_000;
  const explain = ({ sql, parameters }: Statement): string[] =>
    db.reader.all(`explain query plan ${sql}`, ...parameters).map((row) => String(row["detail"]));
  return {
    page: explain(planPage(resource, query, scopes, null, many)),
    count: explain(planCount(resource, query, scopes, many)),
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

const filtersOf = (name: string) =>
  Object.entries(resourceNamed(name).filters).map(([filter, { example }]) => ({
    url: `${name}?${filter}`,
    ...plansOf(name, { [filter]: example }),
  }));

/**
 * Filters that look at each published record in the default order until the page is full. That is
 * right where many match; where few do, the whole table is read, although most of these columns
 * have an index. A filter that no longer does so has to leave this list.
 */
const WALKED = `
  items?instrument_status items?kind items?cited_url items?created_at items?updated_at
  instruments?type instruments?status instruments?in_force_on instruments?number
  instruments?title instruments?title_native instruments?url instruments?id
  instruments?created_at instruments?updated_at
  issuing-bodies?name_native issuing-bodies?acronym issuing-bodies?kind
  issuing-bodies?jurisdiction issuing-bodies?website issuing-bodies?succeeded_by
  issuing-bodies?id issuing-bodies?created_at issuing-bodies?updated_at
  topics?within topics?id topics?created_at topics?updated_at
  events?type events?note events?created_at events?updated_at
  citations?item citations?instrument citations?position citations?url
  citations?url_normalized citations?cited_host citations?text citations?title
  citations?publisher citations?archived_url citations?locator citations?updated_at
  sources?title sources?url sources?created_at sources?updated_at`;

/** Few records match, and they are sorted: no walk in order would be shorter. */
const SORTED = `
  issuing-bodies?active_from issuing-bodies?active_to
  jurisdictions?name_native jurisdictions?within jurisdictions?iso_3166 jurisdictions?gb_t_2260
  jurisdictions?id jurisdictions?created_at jurisdictions?updated_at citations?published_on`;

const words = (text: string) => text.trim().split(/\s+/).sort();

t.test("filters", async (t) => {
  const plans = resources.flatMap(({ name }) => filtersOf(name));
  for (const { url, page, count } of plans) {
    t.notOk(scans(page), `${url} reads no table without an index: ${page.join("; ")}`);
    t.notOk(scans(count), `${url} counts no table without an index: ${count.join("; ")}`);
  }
  const where = (is: (plan: string[]) => boolean) =>
    plans.flatMap(({ url, page }) => (is(page) ? [url] : [])).sort();
  t.same(where(walks), words(WALKED), "only these walk the whole order");
  t.same(where(sorts), words(SORTED), "only these sort what they find");
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
  for (const { name, sorts: orders, state } of resources) {
    for (const order of Object.keys(orders)) {
      for (const sort of [order, `-${order}`]) {
        const { page } = plansOf(name, { sort });
        t.notOk(scans(page), `${name}?sort=${sort} reads no table without an index`);
        // No index has the id right after the state: with `sort=id` the whole table is sorted.
        const known = order === "id" && state !== "none";
        t.equal(sorts(page), known, `${name}?sort=${sort}: ${page.join("; ")}`);
      }
    }
  }
});
