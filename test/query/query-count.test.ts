import type { FastifyInstance } from "fastify";
import t from "tap";
import { inclusionsOf } from "../../src/query/include-parameter.ts";
import type { Resource } from "../../src/resources/define.ts";
import { resources } from "../../src/resources/index.ts";
import { create, KEYED, read, uncheckedApp } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import { recordStatements } from "../statement-record.ts";
import { addInstruments, addItems, seedNames } from "../synthetic-items.ts";

/** How many statements a page costs must depend on the resource and not on the length of the page. */

const random = new SeededRandom(2);
const statements = recordStatements(t);
const app = uncheckedApp(t);

interface Counted {
  records: number;
  statements: number;
}

/** Everything kept between requests hangs on the data set's revision and names: both are moved. */
async function cold(app: FastifyInstance): Promise<void> {
  const topic = await read<{ id: string; name: string }>(app, "/topics/sdk");
  const name = topic.name === "SDK one" ? "SDK two" : "SDK one";
  await app.inject({ method: "PATCH", url: "/topics/sdk", headers: KEYED, payload: { name } });
}

async function costOf(url: string, headers: Record<string, string>): Promise<Counted> {
  await cold(app);
  const before = statements.length;
  const { data } = await read<{ data: object[] }>(app, url, headers);
  return { records: data.length, statements: statements.length - before };
}

t.test("a longer page costs no more statements", async (t) => {
  const named = seedNames();
  await addInstruments(app, random, named, 230);
  await addItems(app, random, named, 280);
  for (let i = 0; i < 3; i++) await create(app, "sources", { title: `Source ${i}` });
  for (const resource of ["items", "instruments", "events", "citations", "issuing-bodies"]) {
    // A resource's first list reads the sets of its records into memory.
    await read(app, `/${resource}`);
    for (const headers of [{}, KEYED]) {
      const costs: Counted[] = [];
      for (const limit of [1, 2, 20, 200]) {
        costs.push(await costOf(`/${resource}?limit=${limit}`, headers));
      }
      t.same(
        costs.map(({ records }) => records),
        [1, 2, 20, 200].map((limit) => Math.min(limit, costs.at(-1)?.records ?? 0)),
        `${resource}: pages are full`,
      );
      const [one = 0, ...others] = costs.map((cost) => cost.statements);
      t.ok(one > 3, `${one} statements were seen for a page of ${resource}`);
      for (const other of others) t.equal(other, one, resource);
    }
  }
});

t.test("nor does what it includes", async (t) => {
  const listUrl = ({ name, state }: Resource, limit: number) =>
    `/${name}?limit=${limit}${state === "none" ? "" : "&state=draft,published"}`;
  for (const resource of resources) {
    const inclusions = inclusionsOf(resource);
    if (inclusions.length === 0) continue;
    const names = inclusions.map(({ field }) => field);
    const targets = new Set(inclusions.map((inclusion) => inclusion.resource));
    let most = (await costOf(listUrl(resource, 200), KEYED)).statements;
    // Of each resource that is linked to, the versions are looked up, and the records are read.
    for (const target of targets) most += (await costOf(listUrl(target, 20), KEYED)).statements + 1;
    const costs: number[] = [];
    for (const limit of [1, 2, 20, 60, 200]) {
      const cost = await costOf(`${listUrl(resource, limit)}&include=${names}`, KEYED);
      costs.push(cost.statements);
      t.ok(cost.statements <= most, `${resource.name}: ${cost.statements} of ${most} for ${limit}`);
    }
    // What a page of the same resource holds need not be read again, and may be all there is.
    if (!targets.has(resource)) t.equal(costs.at(-1), costs.at(-2), resource.name);
  }
});

t.test("a page that is asked for again is not read again", async (t) => {
  const { statements: first } = await costOf("/items?limit=50", {});
  const before = statements.length;
  await read(app, "/items?limit=50");
  t.ok(
    statements.length - before < first / 2,
    `${statements.length - before} statements after ${first}`,
  );
});
