import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/records/seed.ts";
import { Faults } from "../../src/problems/faults.ts";
import type { RowCondition, Sql } from "../../src/query/filter.ts";
import { isSetCondition } from "../../src/query/filter.ts";
import type { ListQuery } from "../../src/query/parameters.ts";
import { parseListQuery } from "../../src/query/parameters.ts";
import { planAmong, planCount, planKeys, planRows, planWalks } from "../../src/query/plan.ts";
import { resourceNamed, resources } from "../../src/resources/index.ts";

/** What sets in memory don't answer must be walks or look-ups along an index, at any size. */

const db = Database.open(":memory:");
t.teardown(() => db.close());
prepareDataset(db);
loadSeed(db);

const explain = ({ sql, parameters }: Sql): string[] =>
  db.reader.all(`explain query plan ${sql}`, ...parameters).map((row) => String(row["detail"]));

function parsed(name: string, parameters: Record<string, string>): ListQuery {
  const faults = new Faults();
  const context = { connection: db.reader, view: "public", day: "2020-08-01", faults } as const;
  const query = parseListQuery(resourceNamed(name), parameters, context);
  faults.throwIfAny();
  return query;
}

/** The filters of which the rows answer, each with its condition. */
const onRows = resources.flatMap(({ name, filters }) =>
  Object.entries(filters).flatMap(([filter, { example }]) => {
    const query = parsed(name, { [filter]: example });
    return query.conditions.flatMap((condition) =>
      isSetCondition(condition) ? [] : [{ url: `${name}?${filter}`, query, condition }],
    );
  }),
);

const scans = (plan: readonly string[]) =>
  plan.some((step) => /^SCAN [rxk]\b/.test(step) && !/USING (COVERING )?INDEX/.test(step));

const sorts = (plan: readonly string[]) =>
  plan.some((step) => step.startsWith("USE TEMP B-TREE FOR ORDER BY"));

/** All records of a state, with a look at each. */
const walks = (plan: readonly string[]) =>
  plan.some((step) => /^SEARCH [rx] USING (COVERING )?INDEX \w+ \(state=\?\)$/.test(step));

/** Thousands of citations have the position 1: an index of positions would find too many. */
const WITHOUT_INDEX = ["citations?position"];

const walksOf = (query: ListQuery, rows: readonly RowCondition[] = []): string[][] =>
  planWalks(query.resource, query.states, rows, query.sort, null).flat().map(explain);

t.test("what most lists are filtered by is answered from memory", async (t) => {
  const asked = onRows.map(({ url }) => url);
  for (const url of ["items?topic", "items?date", "items?kind", "instruments?status"]) {
    t.notOk(asked.includes(url), url);
  }
  t.ok(asked.includes("items?cited_url"));
});

t.test("a condition on rows is looked up by an index", async (t) => {
  for (const { url, query, condition } of onRows) {
    const keys = explain(planKeys(query.resource, query.states, condition));
    t.notOk(scans(keys), `${url}: ${keys.join("; ")}`);
    if (!WITHOUT_INDEX.includes(url)) t.notOk(walks(keys), `${url}: ${keys.join("; ")}`);
    const count = explain(planCount(query.resource, query.states, [condition]));
    t.notOk(scans(count), `${url} counted: ${count.join("; ")}`);
  }
});

t.test("a condition on rows is asked of the rows that are left, by their keys", async (t) => {
  for (const { url, query, condition } of onRows) {
    const [, first] = explain(planAmong("r.key", query.resource, [1, 2], [condition]));
    t.match(first, /^SEARCH r USING .*(INTEGER PRIMARY KEY|rowid=\?)/, url);
  }
});

t.test("a condition that holds for many is asked of each row of a walk", async (t) => {
  for (const { url, query, condition } of onRows) {
    for (const plan of walksOf(query, [condition])) {
      // Few places share one of these, and no two records an id: they are sorted, not walked to.
      if (/_native|iso|gb_t|within|\?id$|url|number|_at/.test(url)) continue;
      t.notOk(scans(plan), `${url}: ${plan.join("; ")}`);
    }
  }
});

t.test("each order is that of an index", async (t) => {
  for (const { name, sorts: orders } of resources) {
    for (const order of Object.keys(orders)) {
      for (const sort of [order, `-${order}`]) {
        for (const plan of walksOf(parsed(name, { sort }))) {
          t.notOk(scans(plan), `${name}?sort=${sort} reads no table without an index`);
          t.notOk(sorts(plan), `${name}?sort=${sort}: ${plan.join("; ")}`);
        }
      }
    }
  }
});

t.test("a page is read by its keys", async (t) => {
  for (const { name } of resources) {
    const query = parsed(name, {});
    const plan = explain(planRows(query.resource, [1, 2, 3], [], query.sort, null, 21));
    t.match(plan.join("; "), /SCAN j .*; SEARCH r USING INTEGER PRIMARY KEY/, name);
  }
});
