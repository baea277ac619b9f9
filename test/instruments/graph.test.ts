import type { FastifyInstance } from "fastify";
import fc from "fast-check";
import t, { type Test } from "tap";
import { RELATION_INVERSES } from "../../src/vocabularies.ts";
import { appUnderTest, create, KEYED, patch, read, walk, write } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import type { ServedInstrument } from "../served-records.ts";
import type { ServedGraph } from "./graph-model.ts";
import { depthsFrom, edgesOf } from "./graph-model.ts";

/** `/instruments/{id}/graph`, against a plain walk over the records as they are served. */

const app: FastifyInstance = appUnderTest(t, { SEED: "false" });
const KINDS = ["amends", "cites", "implements", "plans"] as const;
const COUNT = 40;

const graph = (id: string, query = "", headers = {}) =>
  read<ServedGraph>(app, `/instruments/${id}/graph${query}`, headers);

const text = (edge: ServedGraph["edges"][number]) => JSON.stringify(edge);

t.before(async () => {
  const random = new SeededRandom(5);
  for (let i = 0; i < COUNT; i++) {
    await create(app, "instruments", {
      id: `n${i}`,
      title: `Number ${i}`,
      type: random.pick(["law", "rule", "judgment"]),
      state: random.chance(0.2) && i !== 1 ? "draft" : "published",
      events: random.chance(0.5)
        ? [
            { type: "adopted", date: "2020-01-01" },
            { type: "in_force", date: "2021-01-01" },
          ]
        : [],
    });
  }
  for (let i = 0; i < COUNT; i++) {
    const others = random.some(
      Array.from({ length: COUNT }, (_, j) => `n${j}`).filter((id) => id !== `n${i}`),
      0,
      2,
    );
    const relations = others.map((instrument) => ({
      type: random.pick(KINDS),
      instrument,
      locator: random.chance(0.5) ? `Article ${i}` : null,
      date: random.chance(0.3) ? "2020-07" : null,
    }));
    // The same two may be related more than once, at other places.
    const twice = relations.slice(0, 1).map((one) => ({ ...one, locator: "Another place" }));
    await patch(app, `/instruments/n${i}`, { relations: [...relations, ...twice] });
  }
});

const world = async (headers: Record<string, string>, day: string) => {
  const states = headers === KEYED ? "&state=draft,published" : "";
  const url = `/instruments?limit=200&on=${day}${states}`;
  return (await walk<ServedInstrument>(app, url, headers)).records;
};

t.test("what is reached, how far, and all between is as a plain walk finds it", async (t) => {
  let reached = 0;
  for (const [headers, day] of [
    [{}, "2020-06-01"],
    [KEYED, "2022-01-01"],
  ] as const) {
    const instruments = await world(headers, day);
    const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    const all = edgesOf(instruments);
    const asked = fc.record({
      id: fc.constantFrom(...byId.keys()),
      depth: fc.integer({ min: 1, max: 5 }),
      kinds: fc.subarray([...KINDS]),
      inverse: fc.boolean(),
    });
    const run = fc.asyncProperty(asked, async ({ id, depth, kinds, inverse }) => {
      const names = kinds.map((kind) => (inverse ? RELATION_INVERSES[kind] : kind));
      const relation = kinds.length === 0 ? "" : `&relation=${names.join(",")}`;
      const found = await graph(id, `?depth=${depth}&on=${day}${relation}`, headers);
      const edges = all.filter(
        ({ type }) => kinds.length === 0 || kinds.includes(type as (typeof KINDS)[number]),
      );
      const depths = depthsFrom(id, edges, depth);
      t.same(new Map(found.nodes.map((node) => [node.id, node.depth])), depths);
      t.same(
        found.edges.map(text).sort(),
        edges
          .filter(({ source, target }) => depths.has(source) && depths.has(target))
          .map(text)
          .sort(),
      );
      for (const { id: at, title, type, status, links } of found.nodes) {
        const record = byId.get(at);
        t.same(
          { title, type, status, links },
          {
            ...{ title: record?.title, type: record?.type, status: record?.status },
            links: { self: `/instruments/${at}` },
          },
        );
      }
      const sorted = found.nodes.map((node) => node.depth);
      t.same(
        sorted,
        [...sorted].sort((a, b) => a - b),
        "the nearest first",
      );
      t.same(
        [found.truncated, found.shown],
        [false, { nodes: found.nodes.length, edges: found.edges.length }],
      );
      reached += found.nodes.length;
    });
    await fc.assert(run, { numRuns: 120, seed: 3 });
  }
  t.ok(reached > 1000, `${reached} were reached`);
});

t.test("what is cut is the farthest, and it is said", async (t) => {
  const whole = await graph("n1", "?depth=5", KEYED);
  t.ok(whole.nodes.length > 10);
  for (const limit of [1, 2, 5, whole.nodes.length - 1, whole.nodes.length]) {
    const { nodes, edges, truncated, shown } = await graph("n1", `?depth=5&limit=${limit}`, KEYED);
    t.same(nodes, whole.nodes.slice(0, limit), "the first of the same order");
    const ids = nodes.map(({ id }) => id);
    t.same(
      edges,
      whole.edges.filter(({ source, target }) => ids.includes(source) && ids.includes(target)),
    );
    t.equal(truncated, limit < whole.nodes.length);
    t.same(shown, { nodes: limit, edges: edges.length });
  }
});

t.test("an instrument without relations is a graph of one", async (t) => {
  await create(app, "instruments", { id: "alone", title: "Alone", type: "judgment" });
  t.same(await graph("alone"), {
    nodes: [
      {
        ...{ id: "alone", title: "Alone", type: "judgment", status: null, depth: 0 },
        links: { self: "/instruments/alone" },
      },
    ],
    edges: [],
    truncated: false,
    shown: { nodes: 1, edges: 0 },
  });
});

t.test("more relations than are shown", async (t) => {
  const others = Array.from({ length: 7 }, (_, i) => `dense${i}`);
  for (const id of others) await create(app, "instruments", { id, title: id, type: "law" });
  for (const id of others) {
    const relations = others
      .filter((other) => other !== id)
      .flatMap((instrument) =>
        Array.from({ length: 150 }, (_, i) => ({ type: "cites", instrument, locator: `${i}` })),
      );
    await patch(app, `/instruments/${id}`, { relations });
  }
  const { nodes, edges, truncated, shown } = await graph("dense0", "?depth=1");
  t.equal(nodes.length, 7);
  t.equal(edges.length, 5000, "of 6300");
  t.same([truncated, shown], [true, { nodes: 7, edges: 5000 }]);
});

t.test("no way leads through a draft", async (t) => {
  const law = (id: string, more: object) =>
    create(app, "instruments", { id, title: id, type: "law", ...more });
  await law("way-a", {});
  await law("way-b", { state: "draft", relations: [{ type: "amends", instrument: "way-a" }] });
  await law("way-c", { relations: [{ type: "amends", instrument: "way-b" }] });
  const ids = async (id: string, headers = {}) =>
    (await graph(id, "?depth=5", headers)).nodes.map((node) => node.id);
  t.same(await ids("way-a"), ["way-a"]);
  t.same(await ids("way-c"), ["way-c"]);
  t.same((await graph("way-a")).edges, []);
  t.same(await ids("way-a", KEYED), ["way-a", "way-b", "way-c"]);
  t.equal((await app.inject({ url: "/instruments/way-b/graph" })).statusCode, 404);
  await patch(app, "/instruments/way-b", { state: "published" });
  t.same(await ids("way-a"), ["way-a", "way-b", "way-c"]);
  await patch(app, "/instruments/way-b", { state: "draft" });
  t.equal((await app.inject({ url: "/instruments/way-b/graph" })).statusCode, 410);
});

interface Fault {
  parameter: string;
  detail: string;
  suggestion?: string;
}

const faultsOf = async (query: string): Promise<Fault[]> => {
  const answer = await app.inject({ url: `/instruments/n1/graph?${query}` });
  if (answer.statusCode !== 400) throw new Error(`${query}: ${answer.statusCode}`);
  return answer.json<{ errors: Fault[] }>().errors;
};

t.test("each fault is named, with what would be right", async (t) => {
  for (const value of ["0", "-1", "6", "1.5", "x", "", "1e1", " 2", "99999999999999999999"]) {
    const [fault] = await faultsOf(`depth=${encodeURIComponent(value)}`);
    t.equal(fault?.parameter, "depth", value);
  }
  t.match(await faultsOf("depth=7&limit=5000"), [
    { parameter: "depth", suggestion: "5", detail: /from 1 to 5/ },
    { parameter: "limit", suggestion: "1000", detail: /from 1 to 1000/ },
  ]);
  t.match(await faultsOf("depth=1&depth=2"), [{ parameter: "depth" }]);
  t.match(await faultsOf("relation=amend"), [{ parameter: "relation", suggestion: "amends" }]);
  t.match(await faultsOf("relation=cites,cited-by"), [{ suggestion: "cited_by" }]);
  for (const query of ["relation=", "relation=cites,", "relation=%00"]) {
    t.match(await faultsOf(query), [{ parameter: "relation" }], query);
  }
  t.match(await faultsOf("on=2020-02-30"), [{ parameter: "on" }]);
  t.match(await faultsOf("relations=cites"), [{ parameter: "relations", suggestion: "relation" }]);
  t.match(await faultsOf("format=dots"), [{ parameter: "format", suggestion: "dot" }]);
  t.equal((await faultsOf("depth=9&relation=x&limit=0&on=x&format=x&y=1")).length, 6);
  const repeated = await graph("n1", "?relation=cites&relation=CITED_BY,amends");
  t.same(repeated, await graph("n1", "?relation=cites,amends"));
});

t.test("it is there where the instrument is", async (t) => {
  t.equal((await app.inject({ url: "/instruments/nowhere/graph" })).statusCode, 404);
  t.same(await graph("N1"), await graph("n1"), "case makes no difference");
  await create(app, "instruments", { id: "gone", title: "Gone", type: "law" });
  await write(app, "DELETE", "/instruments/gone");
  const gone = await app.inject({ url: "/instruments/gone/graph" });
  t.equal(gone.statusCode, 410);
  t.match(gone.json(), { detail: (await app.inject({ url: "/instruments/gone" })).json().detail });
});

/** What a cache goes by: a change of anything in it changes the tag. */
async function tagChanges(t: Test, url: string, change: () => Promise<unknown>): Promise<void> {
  const first = await app.inject({ url });
  const held = { "if-none-match": String(first.headers.etag) };
  t.equal((await app.inject({ url, headers: held })).statusCode, 304);
  await change();
  const next = await app.inject({ url, headers: held });
  t.equal(next.statusCode, 200);
  t.not(next.body, first.body);
}

t.test("it is cached as records are", async (t) => {
  const law = (id: string, more = {}) =>
    create(app, "instruments", { id, title: id, type: "law", ...more });
  await law("cached-a");
  await law("cached-b", { relations: [{ type: "amends", instrument: "cached-a" }] });
  const url = "/instruments/cached-a/graph";
  await tagChanges(t, url, () => patch(app, "/instruments/cached-b", { title: "Another" }));
  await tagChanges(t, url, () => patch(app, "/instruments/cached-b", { relations: [] }));
  const { headers } = await app.inject({ url });
  t.match(headers, {
    vary: /Accept.*Authorization/,
    "cache-control": "public, no-cache",
    etag: new RegExp(new Date().toISOString().slice(0, 10)),
  });
  const keyed = await app.inject({ url, headers: KEYED });
  t.equal(keyed.headers["cache-control"], "private, no-store");
  t.not(keyed.headers.etag, headers.etag);
  const tags = new Set([headers.etag]);
  for (const query of ["?format=dot", "?format=mermaid", "?format=graphml", "?on=2019-01-01"]) {
    tags.add((await app.inject({ url: `${url}${query}` })).headers.etag);
  }
  t.equal(tags.size, 5, "each form and day has a tag of its own");
  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
    const answer = await app.inject({ method, url, headers: KEYED, payload: {} });
    t.equal(answer.statusCode, 405);
    t.equal(answer.headers.allow, "GET, HEAD, OPTIONS");
  }
  const head = await app.inject({ method: "HEAD", url });
  t.equal(head.headers.etag, headers.etag);
  t.equal(head.body, "");
});
