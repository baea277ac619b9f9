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

interface OnRows {
  url: string;
  query: ListQuery;
  condition: RowCondition;
}

function onRowsOf(name: string, parameters: Record<string, string>): OnRows[] {
  const query = parsed(name, parameters);
  return query.conditions.flatMap((condition) =>
    isSetCondition(condition)
      ? []
      : [{ url: `${name}?${Object.keys(parameters).join("&")}`, query, condition }],
  );
}

/** The filters of which the rows answer, each with its condition. */
const onRows = resources.flatMap(({ name, filters }) =>
  Object.entries(filters).flatMap(([filter, { example }]) => onRowsOf(name, { [filter]: example })),
);

/** Conditions that no index has in one order: ranges, several of them, and what isn't so. */
const tried = resources.flatMap(({ name }) => {
  const several = [
    { updated_at: "1999-01-01,1999-01-02" },
    { created_at_not: "1999-01-01,1999-01-02" },
    { created_at_gte: "2020-01-01" },
  ];
  const dates =
    name === "citations" || name === "sources"
      ? [{ published_on: "1999,2001-02" }, { published_on_not: "1999,2001-02" }]
      : [];
  const positions = name === "citations" ? [{ position_gte: "7" }, { position_not: "1" }] : [];
  return [...several, ...dates, ...positions].flatMap((each) =>
    onRowsOf(name, each as unknown as Record<string, string>),
  );
});

const scans = (plan: readonly string[]) =>
  plan.some((step) => /^SCAN [rxk]\b/.test(step) && !/USING (COVERING )?INDEX/.test(step));

const sorts = (plan: readonly string[]) =>
  plan.some((step) => step.startsWith("USE TEMP B-TREE FOR ORDER BY"));

/** All records of a state, with a look at each. */
const walks = (plan: readonly string[]) =>
  plan.some((step) => /^SEARCH [rx] USING (COVERING )?INDEX \w+ \(state=\?\)$/.test(step));

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
    t.notOk(walks(keys), `${url}: ${keys.join("; ")}`);
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
      if (/_native|iso|gb_t|\?id$|url|number/.test(url)) continue;
      t.notOk(scans(plan), `${url}: ${plan.join("; ")}`);
    }
  }
});

t.test("ranges and what isn't so are looked up by an index too", async (t) => {
  for (const { url, query, condition } of tried) {
    const { sql, parameters, lookUp = condition.lacks } = condition;
    const keys = explain(planKeys(query.resource, query.states, { sql, parameters, lookUp }));
    t.notOk(scans(keys) || walks(keys), `${url}: ${keys.join("; ")}`);
    // No index begins with a position, but one has them all.
    const read = /position/.test(url)
      ? /SCAN x USING COVERING INDEX/
      : /SEARCH x USING .*_at[<>]|_on/;
    t.match(keys.join("; "), read, url);
  }
});

t.test(
  "a walk on which conditions are tried gives each row, so that it can be ended",
  async (t) => {
    for (const { url, query, condition } of tried) {
      const rows = (conditions: readonly RowCondition[]) =>
        planWalks(query.resource, query.states, conditions, query.sort, null)
          .flat()
          .flatMap(({ sql, parameters }) => db.reader.all(sql, ...parameters)).length;
      t.equal(rows([condition]), rows([]), url);
      for (const plan of walksOf(query, [condition])) {
        t.notOk(scans(plan) || sorts(plan), `${url}: ${plan.join("; ")}`);
      }
    }
  },
);

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
