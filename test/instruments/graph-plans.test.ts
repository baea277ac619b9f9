import t from "tap";
import { StatementCache } from "../../src/db/database.ts";
import { KEYED, read, uncheckedApp } from "../app-under-test.ts";
import type { ServedGraph } from "./graph-model.ts";

/** What a graph, a timeline and the search for circles cost must not grow with all that there is. */

interface Seen {
  connection: StatementCache;
  parameters: unknown[];
}

const app = uncheckedApp(t);
const statements = new Map<string, Seen>();
let count = 0;

t.before(async () => {
  await app.ready();
  const { all, get, iterateArrays } = StatementCache.prototype;
  t.teardown(() => Object.assign(StatementCache.prototype, { all, get, iterateArrays }));
  const noting = <F extends (sql: string, ...parameters: never[]) => unknown>(method: F): F =>
    function (this: StatementCache, sql: string, ...parameters: never[]) {
      count++;
      if (!sql.startsWith("explain")) statements.set(sql, { connection: this, parameters });
      return method.call(this, sql, ...parameters);
    } as F;
  Object.assign(StatementCache.prototype, {
    all: noting(all),
    get: noting(get),
    iterateArrays: noting(iterateArrays),
  });
});

const plansOf = (about: RegExp): [sql: string, plan: string][] =>
  [...statements]
    .filter(([sql]) => about.test(sql))
    .map(([sql, { connection, parameters }]) => {
      const steps = connection.all(`explain query plan ${sql}`, ...(parameters as never[]));
      return [sql, steps.map(({ detail }) => String(detail)).join("; ")];
    });

const LAW = "/instruments/criminal-law";

t.test("a graph is walked along indexes, without a sort", async (t) => {
  for (const query of ["", "?relation=amends", "?depth=5&limit=1000"]) {
    await read(app, `${LAW}/graph${query}`);
  }
  const walks = plansOf(/cross join instrument_relations x/);
  t.equal(walks.length, 6, "outward, inward and between, of all kinds and of some");
  for (const [sql, plan] of walks) {
    t.match(plan, /^SCAN j VIRTUAL TABLE.*; SEARCH x USING /, sql);
    t.match(
      plan,
      /SEARCH x USING (PRIMARY KEY \(owner=\?\)|INDEX instrument_relations_by_target \(target=\?\)|COVERING INDEX instrument_relations_by_target \(target=\?\))/,
    );
    if (sql.startsWith("select t.id")) t.match(plan, /SEARCH t USING .*\(id=\?\)/, sql);
    t.notMatch(plan, /TEMP B-TREE FOR ORDER|SCAN (x|t)\b|state=\?/, sql);
  }
  const [[, nodes = ""] = []] = plansOf(/select t\.id, t\.title, t\.type,\s+\(select s\.status/);
  t.match(nodes, /SEARCH t USING INDEX .*\(id=\?\)/);
  t.match(nodes, /SEARCH s USING .*\(owner=\? AND view=\? AND from_day<\?\)/);
});

t.test("a graph costs as many statements as it is deep, however wide", async (t) => {
  const costOf = async (url: string) => {
    const before = count;
    const { nodes } = await read<ServedGraph>(app, url);
    return { nodes: nodes.length, cost: count - before };
  };
  const narrow = await costOf(`${LAW}/graph?depth=1&relation=amends`);
  const wide = await costOf(
    "/instruments/industrial-internet-task-force-work-plan-2020/graph?depth=1",
  );
  t.ok(wide.nodes > narrow.nodes);
  t.equal(wide.cost, narrow.cost);
  const deep = await costOf("/instruments/state-council-legislative-work-plan-2019/graph?depth=2");
  t.equal(deep.cost, narrow.cost + 2, "two more for each step");
});

t.test("a timeline looks its events up", async (t) => {
  await read(app, `${LAW}/timeline`);
  const [[, plan = ""] = []] = plansOf(/r\.date_start from events r/);
  t.match(plan, /^SEARCH r USING INDEX events_by_instrument \(instrument=\?\)$/);
});

t.test("circles are looked for along what one instrument says of the next", async (t) => {
  const answer = await app.inject({
    ...{ method: "PATCH", url: LAW, headers: KEYED },
    payload: { relations: [{ type: "part_of", instrument: "civil-code" }] },
  });
  t.equal(answer.statusCode, 200);
  const [[, plan = ""] = []] = plansOf(/with recursive reached/);
  t.match(plan, /SCAN r; SEARCH x USING PRIMARY KEY \(owner=\?\)/);
  t.notMatch(plan, /SCAN x\b/);
});
