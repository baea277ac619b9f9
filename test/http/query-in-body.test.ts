import type { FastifyInstance } from "fastify";
import t, { type Test } from "tap";
import { inclusionsOf } from "../../src/query/include-parameter.ts";
import { filterParameters } from "../../src/query/parameters.ts";
import type { Resource } from "../../src/resources/define.ts";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, type Headers, KEYED, read } from "../app-under-test.ts";

/** `POST /{resource}/query`: the parameters of a list as JSON. */

const app: FastifyInstance = appUnderTest(t);

interface Page {
  data: { id: string }[];
  page: { limit: number; total?: number; next: string | null };
}

interface Fault {
  parameter?: string;
  pointer?: string;
  detail: string;
  allowed?: string[];
  suggestion?: string;
}

const post = (resource: string, body: object | string, headers: Headers = {}) =>
  app.inject({
    method: "POST",
    url: `/${resource}/query`,
    headers: { "content-type": "application/json", ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });

type Body = Record<string, unknown>;

/** The same query in a URL, written independently of the program: quoted where commas are split. */
function urlOf(resource: Resource, body: Body): string {
  const filters = filterParameters(resource);
  const pairs = Object.entries(body).flatMap(([name, value]) => {
    const filter = filters.get(name)?.filter;
    const quote = (text: string) =>
      filter && filter.splits !== false && /[,"]/.test(text)
        ? `"${text.replaceAll('"', '""')}"`
        : text;
    return [value].flat().map((each) => `${name}=${encodeURIComponent(quote(String(each)))}`);
  });
  return `/${resource.name}?${pairs.join("&")}`;
}

async function sameAnswer(t: Test, resource: Resource, body: Body, headers: Headers) {
  const url = urlOf(resource, body);
  const got = await app.inject({ url, headers });
  const posted = await post(resource.name, body, headers);
  const refused = "state" in body && headers !== KEYED;
  t.equal(got.statusCode, refused ? 401 : 200, `${url} ${got.body.slice(0, 300)}`);
  t.equal(posted.statusCode, got.statusCode, `${url} ${posted.body.slice(0, 300)}`);
  if (!refused) t.equal(posted.body, got.body, url);
}

/** A query for each parameter that a resource has, by the documented example. */
function queriesOf(resource: Resource): Body[] {
  const byFilter = [...filterParameters(resource)].flatMap(
    ([name, { filter, operator }]): Body[] => {
      if (operator === "exists") return [{ [name]: true }, { [name]: "false" }];
      const values = filter.splits === false ? [filter.example] : filter.example.split(",");
      const [first = ""] = values;
      if (operator === "gte" || operator === "lte") return [{ [name]: first }];
      const number = Number(first);
      return [
        { [name]: first },
        { [name]: values },
        { [name]: [first, first] },
        ...(String(number) === first ? [{ [name]: number }, { [name]: [number] }] : []),
      ];
    },
  );
  const names = inclusionsOf(resource).map(({ field }) => field);
  const [first = "id", second = "id"] = Object.keys(resource.fields);
  return [
    {},
    ...byFilter,
    ...Object.keys(resource.sorts).map((name) => ({ sort: `-${name}`, limit: 3 })),
    { sort: Object.keys(resource.sorts).slice(0, 3), limit: "7", count: "none" },
    { fields: [first, second, "id"], limit: 200, format: "json" },
    ...(names.length === 0 ? [] : [{ include: names, limit: 30 }, { include: names[0] }]),
    ...(resource.takesDay ? [{ on: "2020-08-01", limit: 50 }] : []),
    ...(resource.state === "none" ? [] : [{ state: ["draft", "published"], limit: 200 }]),
  ];
}

for (const resource of resources) {
  t.test(`${resource.name}: the same answer as GET`, async (t) => {
    const queries = queriesOf(resource);
    t.ok(queries.length > 10);
    for (const body of queries) {
      for (const headers of [{}, KEYED]) await sameAnswer(t, resource, body, headers);
    }
  });

  t.test(`${resource.name}: walked by page.next`, async (t) => {
    const ids: string[] = [];
    let cursor: string | null = null;
    const query = { limit: 97, sort: "id", count: "none" };
    do {
      const answer = await post(resource.name, { ...query, ...(cursor ? { cursor } : {}) });
      t.equal(answer.statusCode, 200);
      t.equal(answer.headers.link, undefined, "no Link can carry a body");
      const { data, page } = answer.json<Page>();
      ids.push(...data.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null && ids.length < 500);
    const { page } = await read<Page>(app, `/${resource.name}?limit=1`);
    if (cursor === null) t.equal(ids.length, page.total);
    t.equal(new Set(ids).size, ids.length);
  });
}

t.test("a comma and a quote belong to the value", async (t) => {
  const title = 'Laws, rules, and "guides"';
  const source = await create(app, "sources", { title, publisher: 'A, B and "C", Ltd' });
  for (const body of [
    { publisher: 'A, B and "C", Ltd' },
    { publisher: ['A, B and "C", Ltd'] },
    { title: [title, "Another, with a comma"] },
  ]) {
    const { data } = (await post("sources", body)).json<Page>();
    t.same(
      data.map(({ id }) => id),
      [source.id],
      JSON.stringify(body),
    );
  }
  const missed = await post("items", { topic: "apps,consent" });
  t.match(missed.json(), { errors: [{ pointer: "/topic", detail: /'apps,consent'/ }] });
});

t.test("every fault is named by its place in the body", async (t) => {
  const answer = await post("items", {
    topc: "apps",
    topic: ["apps", "personal-info"],
    authority: "MITTT",
    authority_not: ["miit", null, {}, ["x"]],
    kind: [],
    date_gte: ["2020", "2021"],
    date_exists: "maybe",
    year: [2020, 20200],
    sort: ["-date", "titel"],
    fields: ["id", "tite"],
    include: ["instrument", "topics"],
    limit: 500,
    count: true,
    cursor: 5,
    on: "2020-13-01",
    language: "en,de",
    id: "",
    "a/b~c": 1.5,
    source: 2 ** 60,
  });
  t.equal(answer.statusCode, 400);
  const { errors } = answer.json<{ errors: Fault[] }>();
  t.same(
    errors.filter(({ parameter }) => parameter !== undefined),
    [],
  );
  const at = (pointer: string) => errors.find((error) => error.pointer === pointer);
  t.match(at("/topc"), { suggestion: "topic" });
  t.match(at("/topic/1"), { suggestion: "personal-information" });
  t.ok(at("/authority"));
  t.match(at("/authority_not/1"), { detail: /this is null/ });
  t.match(at("/authority_not/2"), { detail: /this is an object/ });
  t.match(at("/authority_not/3"), { detail: /this is an array/ });
  t.match(at("/kind"), { detail: /empty array/ });
  t.match(at("/date_gte"), { detail: /one value/ });
  t.match(at("/date_exists"), { allowed: ["true", "false"] });
  t.match(at("/year/1"), { detail: /not a year/ });
  t.match(at("/sort/1"), { suggestion: "title" });
  t.match(at("/fields/1"), { suggestion: "title" });
  t.match(at("/include/0"), { suggestion: "instruments" });
  t.match(at("/include/1"), { detail: /`fields` leaves it out/ });
  const repeated = await app.inject({
    method: "POST",
    url: "/items/query",
    payload: { include: ["topics", "topics", "bad"] },
  });
  t.match(repeated.json(), { errors: [{ pointer: "/include/2" }] });
  t.match(at("/limit"), { suggestion: "200" });
  t.ok(at("/count"));
  t.match(at("/on"), { detail: /not a day/ });
  t.match(at("/id"), { detail: /empty/ });
  t.ok(at("/a~1b~0c"));
  t.match(at("/source"), { detail: /as a string/ });
});

t.test("a cursor of another query, and what is too much, are faults of the body too", async (t) => {
  const { page } = (await post("items", { limit: 1 })).json<Page>();
  for (const body of [
    { limit: 1, kind: "case", cursor: page.next },
    { cursor: "x" },
    { cursor: `${page.next}A` },
  ]) {
    const answer = await post("items", body);
    t.equal(answer.statusCode, 400);
    t.match(answer.json(), { errors: [{ pointer: "/cursor" }] });
  }
  const url = await app.inject({ url: "/items?cursor=x" });
  t.match(url.json(), { errors: [{ parameter: "cursor" }] });
});

t.test("a list of names has no commas in it", async (t) => {
  for (const name of ["sort", "fields", "state"]) {
    const answer = await post("items", { [name]: "id,title" }, KEYED);
    t.match(answer.json(), { errors: [{ pointer: `/${name}`, detail: /\["id","title"\]/ }] });
  }
});

t.test("the URL's own parameters are refused", async (t) => {
  const answer = await app.inject({
    method: "POST",
    url: "/items/query?limit=5&topic=apps",
    payload: { limit: 5, topc: "x" },
  });
  t.equal(answer.statusCode, 400);
  t.same(
    answer.json<{ errors: Fault[] }>().errors.map(({ parameter, pointer }) => parameter ?? pointer),
    ["limit", "topic", "/topc"],
  );
});

t.test("a body that is no query", async (t) => {
  for (const body of ["[]", "null", "5", '"topic"', "[[]]", '[{"topic":"apps"}]']) {
    const answer = await post("items", body);
    t.equal(answer.statusCode, 400, body);
    t.match(answer.json(), { errors: [{ pointer: "", detail: /JSON object/ }] }, body);
  }
  for (const body of [
    "",
    "{",
    "topic=apps",
    '{"__proto__": {"topic": "apps"}}',
    '{"topic": {"__proto__": 1}}',
    '{"topic": "apps"',
    `{"topic": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    `{"topic": ${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`,
  ]) {
    const answer = await post("items", body);
    t.equal(answer.statusCode, 400, body.slice(0, 40));
  }
  for (const name of ["constructor", "toString", "hasOwnProperty", "length"]) {
    const answer = await post("items", { [name]: "x" });
    t.match(answer.json(), { errors: [{ pointer: `/${name}` }] });
  }
  const bare = await app.inject({ method: "POST", url: "/items/query" });
  t.equal(bare.statusCode, 400);
  for (const type of [
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/merge-patch+json",
    "application/json; charset=utf-16",
  ]) {
    const answer = await post("items", '{"limit": 5}', { "content-type": type });
    t.equal(answer.statusCode, 415, type);
  }
  const large = await post("items", { title: "x".repeat(2 ** 20) });
  t.equal(large.statusCode, 413);
  const long = await post("items", { language: "x".repeat(900_000) });
  t.match(long.json(), { errors: [{ pointer: "/language", detail: /at most 2000/ }] });
});

t.test("drafts need a key here too", async (t) => {
  const draft = await create(app, "items", { title: "A draft", kind: "other" });
  const open = await post("items", { state: "draft" });
  t.equal(open.statusCode, 401);
  const { data } = (await post("items", { state: "draft", id: draft.id }, KEYED)).json<Page>();
  t.equal(data.length, 1);
  t.equal((await post("items", { id: draft.id })).json<Page>().data.length, 0);
  t.equal((await post("items", {}, { authorization: "Bearer bad" })).statusCode, 401);
});

t.test("an answer is kept by nobody", async (t) => {
  for (const [headers, expected] of [
    [{}, "no-store"],
    [KEYED, "private, no-store"],
  ] as [Headers, string][]) {
    const answer = await post("items", { limit: 1 }, headers);
    t.equal(answer.statusCode, 200);
    t.equal(answer.headers["cache-control"], expected);
    t.equal(answer.headers.etag, undefined);
    t.equal(answer.headers["last-modified"], undefined);
    t.match(answer.headers.vary, /Accept, Accept-Encoding, Authorization/);
    const held = await post("items", { limit: 1 }, { ...headers, "if-none-match": "*" });
    t.equal(held.statusCode, 400, "it has no tag that could be held");
  }
});

t.test("`query` is a route and no record", async (t) => {
  const named = await app.inject({
    method: "POST",
    url: "/topics",
    headers: KEYED,
    payload: { id: "Query", name: "Query" },
  });
  t.equal(named.statusCode, 400);
  const derived = await create(app, "topics", { name: "Query" });
  t.equal(derived.id, "query-2");
});

t.test("many values", async (t) => {
  const { data } = await read<Page>(app, "/jurisdictions?limit=200&sort=-name");
  const ids = data.map(({ id }) => id);
  const many = [...ids, ...Array.from({ length: 1800 }, (_, i) => `nowhere-${i}`)];
  t.equal(many.length, 2000);
  const answer = await post("jurisdictions", { id: many, limit: 200, sort: "-name" });
  t.equal(answer.statusCode, 200, answer.body.slice(0, 300));
  t.same(
    answer.json<Page>().data.map(({ id }) => id),
    ids,
  );
  t.equal(answer.json<Page>().page.total, 200);
  const not = await post("jurisdictions", { id_not: many, limit: 1 });
  const { page } = await read<Page>(app, "/jurisdictions?limit=1");
  t.equal(not.json<Page>().page.total, (page.total ?? 0) - 200);
  const places = Array.from({ length: 2000 }, (_, i) => ids[i % ids.length]);
  t.equal((await post("items", { jurisdiction: places, topic: "apps" })).statusCode, 200);

  const refusals: [string, object, RegExp][] = [
    ["/id", { id: [...many, "one-more"] }, /at most 2000 values, not 2001/],
    ["/id", { id: Array.from({ length: 150_000 }, () => 1) }, /at most 2000 values/],
    ["/topic_all", { topic_all: Array.from({ length: 501 }, () => "apps") }, /at most 500/],
    ["/date", { date: Array.from({ length: 51 }, () => "2020") }, /at most 50 values, not 51/],
    ["/created_at", { created_at: Array.from({ length: 51 }, () => "2020-01-01") }, /at most 50 /],
  ];
  for (const [pointer, body, detail] of refusals) {
    const refused = await post("items", body);
    t.equal(refused.statusCode, 400);
    t.match(refused.json(), { errors: [{ pointer, detail }] });
  }
  const wrong = await post("items", { topic: many.map((id) => `x-${id}`) });
  t.equal(wrong.statusCode, 400);
  t.equal(wrong.json<{ errors: Fault[] }>().errors.length, 100, "the first are named");
});
