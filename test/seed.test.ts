import type { FastifyInstance } from "fastify";
import t from "tap";
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";

const KEY = "a-key-for-the-tests-of-32-characters-or-more";
const app: FastifyInstance = buildApp(
  readConfig({ DATABASE_PATH: ":memory:", LOG_LEVEL: "silent", ADMIN_KEY: KEY }),
);
t.teardown(() => app.close());

interface ListPage {
  data: { id: string }[];
  page: { next: string | null; total: number };
}

const get = (url: string) => app.inject({ url });
const ids = async (url: string) =>
  (await get(url)).json<{ data: { id: string }[] }>().data.map(({ id }) => id);

t.test("items on personal information", async (t) => {
  const found = await ids("/items?topic=personal-information");
  t.equal(found.length, 9);
  t.ok(found.includes("2020-07-22-tc260-app-self-assessment"));
  t.ok(found.includes("2020-07-29-guangdong-npc-public-interest-litigation"));
});

t.test("a misspelt acronym finds the same items as the right one", async (t) => {
  const right = await ids("/items?authority=MIIT");
  t.ok(right.length >= 4);
  t.same(await ids("/items?authority=MITT"), right);
  t.same(await ids(`/items?authority=${encodeURIComponent("工信部")}`), right);
});

t.test("a place includes what is below it", async (t) => {
  t.same((await ids("/items?jurisdiction=CN-GD")).sort(), [
    "2020-07-15-shenzhen-justice-bureau-data-regulations",
    "2020-07-29-guangdong-npc-public-interest-litigation",
    "2020-zhanjiang-dark-net-personal-information",
  ]);
});

t.test("an unknown topic is refused with the nearest one", async (t) => {
  const answer = await get("/items?topic=personal-info");
  t.equal(answer.statusCode, 400);
  t.match(answer.headers["content-type"], "application/problem+json");
  t.match(answer.json(), {
    errors: [{ parameter: "topic", suggestion: "personal-information" }],
  });
});

t.test("every fault of a query is named at once", async (t) => {
  const answer = await get("/items?topc=apps&limit=0&sort=dat&kind=law");
  t.equal(answer.statusCode, 400);
  const { errors } = answer.json<{ errors: { parameter: string }[] }>();
  t.same(errors.map(({ parameter }) => parameter).sort(), ["kind", "limit", "sort", "topc"]);
});

t.test("walking the pages meets each item once", async (t) => {
  for (const sort of ["-date", "date", "title", "-id", "date,-title"]) {
    const seen: string[] = [];
    let url: string | null = `/items?limit=4&sort=${sort}`;
    while (url !== null) {
      const answer = await get(url);
      const page: ListPage = answer.json();
      t.equal(page.page.total, 17);
      seen.push(...page.data.map(({ id }) => id));
      url = page.page.next && `/items?limit=4&sort=${sort}&cursor=${page.page.next}`;
    }
    t.equal(seen.length, 17, sort);
    t.equal(new Set(seen).size, 17, sort);
    const undated = "2020-zhanjiang-dark-net-personal-information";
    if (sort.startsWith("date") || sort === "-date") t.equal(seen.at(-1), undated, sort);
  }
});

t.test("what was read can be sent back, and changes nothing", async (t) => {
  const headers = { authorization: `Bearer ${KEY}` };
  for (const path of [
    "/items/2020-07-22-tc260-app-self-assessment",
    "/instruments/criminal-law-amendment-xi",
    "/instruments/criminal-law",
    "/issuing-bodies/miit",
    "/jurisdictions/CN-GD",
    "/topics/personal-information",
    "/sources/china-data-law-developments-2020-07",
  ]) {
    const before = (await get(path)).json<object>();
    const answer = await app.inject({ method: "PUT", url: path, headers, payload: before });
    t.equal(answer.statusCode, 200, answer.body);
    t.same(answer.json(), before, path);
  }
});

t.test("a draft is not there for a client without a key", async (t) => {
  const headers = { authorization: `Bearer ${KEY}` };
  const created = await app.inject({
    method: "POST",
    url: "/items",
    headers,
    payload: { title: "A draft", kind: "other", topics: ["apps"] },
  });
  t.equal(created.statusCode, 201, created.body);
  const { location } = created.headers;
  t.equal((await get(String(location))).statusCode, 404);
  t.notOk((await ids("/items?topic=apps")).some((id) => `/items/${id}` === location));
  t.equal((await get("/items?state=draft")).statusCode, 401);
  const drafts = await app.inject({ url: "/items?state=draft", headers });
  t.equal(drafts.json<{ data: unknown[] }>().data.length, 1);
  const gone = await app.inject({ method: "DELETE", url: String(location), headers });
  t.equal(gone.statusCode, 204);
  t.equal((await get(String(location))).statusCode, 404);
  t.equal((await app.inject({ url: String(location), headers })).statusCode, 410);
});

t.test(
  "a day on which Tianjin's measures are in force, and one on which they no longer are",
  async (t) => {
    const id = "tianjin-interim-measures-public-data-opening";
    t.ok((await ids("/instruments?in_force_on=2020-08-01")).includes(id));
    t.notOk((await ids("/instruments?in_force_on=2022-08-01")).includes(id));
  },
);

test304("/items?topic=apps");
test304("/items/2020-07-22-tc260-app-self-assessment");

function test304(url: string): void {
  t.test(`${url} is answered with 304 until the data changes`, async (t) => {
    const etag = String((await get(url)).headers.etag);
    const headers = { "if-none-match": `"x", ${etag}` };
    const held = await app.inject({ url, headers });
    t.equal(held.statusCode, 304);
    t.equal(held.body, "");
    t.equal(held.headers.etag, etag);
    const patched = await app.inject({
      method: "PATCH",
      url: "/topics/apps",
      headers: { authorization: `Bearer ${KEY}` },
      payload: { description: `Changed for ${url}` },
    });
    t.equal(patched.statusCode, 200, patched.body);
    t.equal((await app.inject({ url, headers })).statusCode, 200);
  });
}

t.test("of two writers with one tag exactly one wins", async (t) => {
  const url = "/topics/sdk";
  const headers = {
    authorization: `Bearer ${KEY}`,
    "if-match": String((await get(url)).headers.etag),
  };
  const write = (description: string) =>
    app.inject({ method: "PATCH", url, headers, payload: { description } });
  const answers = await Promise.all([write("One"), write("Two")]);
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 412]);
});

t.test("a path says which methods it has", async (t) => {
  const options = await app.inject({ method: "OPTIONS", url: "/items" });
  t.equal(options.statusCode, 204);
  t.equal(options.headers.allow, "GET, HEAD, POST, OPTIONS");
  const refused = await app.inject({ method: "DELETE", url: "/items" });
  t.equal(refused.statusCode, 405);
  t.equal(refused.headers.allow, "GET, HEAD, POST, OPTIONS");
  t.match(refused.headers["content-type"], "application/problem+json");
  const url = "/items/2020-07-22-tc260-app-self-assessment";
  t.equal((await app.inject({ method: "POST", url, payload: "{" })).statusCode, 405);
  const head = await app.inject({ method: "HEAD", url });
  t.equal(head.statusCode, 200);
  t.equal(head.headers.etag, (await get(url)).headers.etag);
});
