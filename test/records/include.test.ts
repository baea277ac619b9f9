import type { FastifyInstance } from "fastify";
import t from "tap";
import type { Inclusion } from "../../src/query/include-parameter.ts";
import { inclusionsOf } from "../../src/query/include-parameter.ts";
import { resources } from "../../src/resources/index.ts";
import {
  appUnderTest,
  create,
  type Headers,
  KEYED,
  patch,
  read,
  write,
} from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import { addInstruments, addItems, addNames, seedNames } from "../synthetic-items.ts";

/** `include`: whole linked records in place of the small objects. */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Served = { [name: string]: Json } & { id: string };

interface Problem {
  errors: { parameter?: string; pointer?: string; detail: string; allowed?: string[] }[];
}

const app: FastifyInstance = appUnderTest(t);
const including = resources.filter((resource) => inclusionsOf(resource).length > 0);
const namesOf = (resource: (typeof resources)[number]) =>
  inclusionsOf(resource).map(({ field }) => field);

/** What a field has to show: each small object exchanged for what its own path answers. */
async function expected(
  value: Json,
  { linked, resource }: Inclusion,
  wholeOf: (path: string) => Promise<Served>,
): Promise<Json> {
  if (value === null) return null;
  const whole = (small: Json) => wholeOf(`/${resource.name}/${(small as Served).id}`);
  if (linked.shape === "one") return whole(value);
  const { shape, more } = linked;
  return Promise.all(
    (value as Served[]).map(async (element) => {
      if (shape !== "list") {
        return { ...element, [shape.listWith]: await whole(element[shape.listWith] ?? null) };
      }
      const said = Object.keys(more).map((name) => [name, element[name]]);
      return { ...(await whole(element)), ...Object.fromEntries(said) };
    }),
  );
}

t.before(async () => {
  const random = new SeededRandom(5);
  const named = seedNames();
  await addNames(app, random, named);
  await addInstruments(app, random, named, 15);
  await addItems(app, random, named, 25);
});

t.test("a whole record is what its own path answers, with what the link says of it", async (t) => {
  for (const [headers, states] of [
    [{}, ""],
    [KEYED, "&state=draft,published"],
  ] as [Headers, string][]) {
    const known = new Map<string, Promise<Served>>();
    const wholeOf = (path: string) => {
      const found = known.get(path) ?? read<Served>(app, path, headers);
      known.set(path, found);
      return found;
    };
    for (const resource of including) {
      const asked = resource.state === "none" ? "" : states;
      const url = `/${resource.name}?limit=100${asked}`;
      const small = await read<{ data: Served[] }>(app, url, headers);
      const names = namesOf(resource);
      const filled = await read<{ data: Served[] }>(app, `${url}&include=${names}`, headers);
      const wanted: Served[] = [];
      for (const record of small.data) {
        const whole: Served = { ...record };
        for (const inclusion of inclusionsOf(resource)) {
          const { field } = inclusion;
          whole[field] = await expected(record[field] ?? null, inclusion, wholeOf);
        }
        wanted.push(whole);
      }
      t.same(filled.data, wanted, url);
      t.same(
        filled.data.map((record) => Object.keys(record)),
        small.data.map((record) => Object.keys(record)),
        "the fields are in the same order",
      );
      for (const field of names) {
        const some = wanted.some((record) => JSON.stringify(record[field] ?? []).includes("/"));
        t.ok(some || headers !== KEYED, `${resource.name}: ${field} is met`);
      }
      const { id } = wanted[0] as Served;
      const one = await read(app, `/${resource.name}/${id}?include=${names}`, headers);
      t.same(one, wanted[0], "a single record too");
    }
  }
});

t.test("one name, several by comma, or repeated", async (t) => {
  const url = "/items?topic=apps&limit=5";
  const both = await read(app, `${url}&include=topics,issuing_bodies`);
  t.same(await read(app, `${url}&include=issuing_bodies&include=topics`), both);
  t.same(await read(app, `${url}&include=topics,%20issuing_bodies,topics`), both);
  const small = await read<{ data: Served[] }>(app, url);
  const one = await read<{ data: Served[] }>(app, `${url}&include=topics`);
  t.same(one.data[0]?.["issuing_bodies"], small.data[0]?.["issuing_bodies"]);
  t.notSame(one.data[0]?.["topics"], small.data[0]?.["topics"]);
});

t.test("together with fields", async (t) => {
  const { data } = await read<{ data: Served[] }>(
    app,
    "/items?instrument_exists=true&fields=instruments,id&include=instruments",
  );
  t.ok(data.length > 3);
  for (const record of data) {
    t.same(Object.keys(record), ["id", "instruments"]);
    const [first] = record["instruments"] as Served[];
    t.match(first, { id: String, title: String, events: Array, links: { self: String } });
  }
});

t.test("what can't be included is refused, with what can", async (t) => {
  const refusals: [string, object][] = [
    ["/items?include=instrument", { suggestion: "instruments", allowed: ["jurisdiction"] }],
    ["/items?include=title", { detail: /names no other records/ }],
    ["/items?include=citations", { detail: /names no other records/ }],
    ["/items?include=constructor", { detail: /nothing 'constructor'/ }],
    ["/items?include=", { detail: /empty/ }],
    ["/items?include=topics,", { detail: /empty/ }],
    ["/items?include=instruments.topics", { detail: /nothing/ }],
    ["/items?include=topics&fields=id", { detail: /`fields` leaves it out/ }],
    ["/topics/apps?include=parents", { suggestion: "parent", allowed: ["parent"] }],
    ["/topics/apps?include=parent&fields=name", { detail: /`fields` leaves it out/ }],
    ["/events?include=items", { suggestion: "item", allowed: ["instrument", "item"] }],
  ];
  for (const [url, fault] of refusals) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 400, url);
    const { errors } = answer.json<Problem>();
    t.equal(errors.length, 1, url);
    t.match(errors[0], { parameter: "include", ...fault }, url);
  }
  const none = await app.inject({ url: "/sources?include=items" });
  t.equal(none.statusCode, 400, "a source links to nothing");
  t.match(none.json(), { errors: [{ parameter: "include", allowed: Array }] });
});

t.test("what was read can be sent back, and changes nothing", async (t) => {
  for (const resource of including) {
    const names = namesOf(resource);
    const url = `/${resource.name}?limit=60&include=${names}${resource.state === "none" ? "" : "&state=draft,published"}`;
    const { data } = await read<{ data: Served[] }>(app, url, KEYED);
    for (const whole of data) {
      const path = `/${resource.name}/${whole.id}`;
      const before = await read(app, path, KEYED);
      const put = await write(app, "PUT", path, whole);
      t.equal(put.statusCode, 200, `${path}: ${put.body}`);
      t.same(put.json(), before, path);
    }
  }
});

t.test("a whole record in a link is not written", async (t) => {
  const path = "/items/2020-07-22-tc260-app-self-assessment";
  const item = await read<Served>(app, `${path}?include=issuing_bodies,jurisdiction`);
  const [body, ...bodies] = item["issuing_bodies"] as Served[];
  const renamed = [{ ...body, name: "Another name", role: "mentioned" }, ...bodies];
  const changed = await patch<Served>(app, path, { issuing_bodies: renamed });
  t.match(changed["issuing_bodies"], [{ id: body?.id, name: body?.["name"], role: "mentioned" }]);
  // What was not read with `include` is refused still: it would have no effect.
  for (const written of [
    { issuing_bodies: [{ id: "miit", kind: "court" }] },
    { issuing_bodies: [{ id: "miit", kind: "court", links: { self: "/topics/apps" } }] },
    { issuing_bodies: [{ ...body, colour: "red" }] },
    { jurisdiction: { id: "CN", level: "city" } },
    { topics: [{ id: "apps", parent: null }] },
  ]) {
    const answer = await write(app, "PATCH", path, written);
    t.equal(answer.statusCode, 400, JSON.stringify(written));
    t.match(answer.json(), { errors: [{ pointer: /\/(kind|colour|level|parent|links)$/ }] });
  }
  const relation = { type: "amends", instrument: { id: "criminal-law", number: "No. 1" } };
  const answer = await write(app, "PATCH", "/instruments/civil-code", { relations: [relation] });
  t.match(answer.json(), { errors: [{ pointer: "/relations/0/instrument/number" }] });
});

t.test("nothing that a link says has the name of a field of the record", (t) => {
  for (const resource of including) {
    for (const { field, linked, resource: target } of inclusionsOf(resource)) {
      const members = Object.keys(linked.more);
      t.same(
        members.filter((name) => name in target.fields),
        [],
        `${resource.name}: ${field}`,
      );
    }
  }
  t.end();
});

t.test("an answer follows what it includes", async (t) => {
  const urls = [
    "/events?limit=3&include=instrument",
    "/items?instrument=civil-code&include=instruments",
  ];
  for (const url of [...urls, ...urls]) {
    // Twice before, so that it is kept.
    for (let i = 0; i < 2; i++) await read(app, url);
    const before = await app.inject({ url });
    const number = `No. ${Math.random()}`;
    const instrument = url.startsWith("/items")
      ? "civil-code"
      : (before.json<{ data: { instrument: Served }[] }>().data[0]?.instrument.id ?? "");
    await patch(app, `/instruments/${instrument}`, { number });
    const etag = String(before.headers.etag);
    const after = await app.inject({ url, headers: { "if-none-match": etag } });
    t.equal(after.statusCode, 200, url);
    t.ok(after.body.includes(number), "the new number is shown");
  }
});

t.test("a status is that of the day, and so is the tag", async (t) => {
  const url = "/items?instrument=data-security-law&fields=instruments&include=instruments";
  const path = "/items/2020-07-02-npcsc-data-security-law-draft?include=instruments";
  const statusesOf = (records: Served[]) =>
    records
      .flatMap((record) => record["instruments"] as Served[])
      .filter(({ id }) => id === "data-security-law")
      .map(({ status }) => status);
  for (const [on, status] of [
    ["2020-07-10", "open_for_comment"],
    ["2020-09-01", "draft"],
  ] as const) {
    const { data } = await read<{ data: Served[] }>(app, `${url}&on=${on}`);
    t.ok(data.length > 0);
    for (const each of statusesOf(data)) t.equal(each, status, on);
    t.same(statusesOf([await read<Served>(app, `${path}&on=${on}`)]), [status], on);
  }
  const tagOf = async (asked: string) => (await app.inject({ url: asked })).headers.etag;
  const plain = path.split("?", 1)[0] ?? "";
  for (const asked of [`${url}&`, `${path}&`]) {
    t.not(await tagOf(`${asked}on=2020-07-10`), await tagOf(`${asked}on=2020-09-01`), asked);
  }
  t.equal(
    await tagOf(`${plain}?on=2020-07-10`),
    await tagOf(`${plain}?on=2020-09-01`),
    "without it, the day makes no difference",
  );
  const today = new Date().toISOString().slice(0, 10);
  for (const [name, depends] of [
    ["instrument", true],
    ["item", false],
  ] as const) {
    const { id } = (await read<{ data: Served[] }>(app, "/events?item_exists=true"))
      .data[0] as Served;
    for (const list of ["/events", `/events/${id}`]) {
      const etag = String(await tagOf(`${list}?include=${name}`));
      t.equal(etag.includes(today), depends, `${list} ${name}: a status is that of today`);
    }
  }
});

t.test("what would be too much for one answer is refused", async (t) => {
  const aliases = Array.from({ length: 900 }, (_, i) => `${i} ${"x".repeat(480)}`);
  const large = await create(app, "instruments", { title: "Large", type: "law", aliases });
  const relations = Array.from({ length: 100 }, (_, i) => ({
    type: "cites",
    instrument: large.id,
    locator: `Article ${i}`,
  }));
  const citing = await create(app, "instruments", { title: "Citing", type: "law", relations });
  for (const url of [`/instruments/${citing.id}?`, `/instruments?id=${citing.id}&`]) {
    const answer = await app.inject({ url: `${url}include=relations` });
    t.equal(answer.statusCode, 400);
    t.match(answer.json(), { errors: [{ parameter: "include", detail: /too much/ }] });
    t.equal((await app.inject({ url: `${url}include=topics` })).statusCode, 200);
  }
});
