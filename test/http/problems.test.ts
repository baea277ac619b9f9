import t from "tap";
import { PROBLEMS } from "../../src/problems/problems.ts";
import { appUnderTest, create, KEYED, patch, read, write } from "../app-under-test.ts";

const app = appUnderTest(t);

interface Answered {
  type: string;
  status: number;
  title: string;
  detail: string;
  instance: string;
  errors: object[];
}

t.test("every kind of problem is explained at its address", async (t) => {
  for (const [code, problem] of Object.entries(PROBLEMS)) {
    const answer = await app.inject({ url: `/problems/${code}` });
    t.equal(answer.statusCode, 200, code);
    t.same(answer.json(), { type: `/problems/${code}`, ...problem });
    t.match(answer.headers["cache-control"], /max-age/);
  }
});

t.test("a kind that is not there gets a suggestion", async (t) => {
  for (const code of ["not-fond", "__proto__", "constructor", "toString", "%E4%B8%AD"]) {
    const answer = await app.inject({ url: `/problems/${code}` });
    t.equal(answer.statusCode, 404, code);
  }
  const { detail } = (await app.inject({ url: "/problems/not-fond" })).json<Answered>();
  t.match(detail, /Did you mean 'not-found'/);
});

t.test("each cause has its kind, and its instance is the path", async (t) => {
  const { id } = await create(app, "topics", { name: "To be deleted" });
  await write(app, "DELETE", `/topics/${id}`);
  const ask = (url: string, headers = {}) => app.inject({ url, headers });
  const topic = "/topics/apps";
  const cases: [string, Promise<{ body: string; headers: object }>, string][] = [
    ["invalid-request", ask("/items?limit=0"), "/items"],
    ["not-authenticated", app.inject({ method: "POST", url: "/items" }), "/items"],
    ["not-found", ask("/items/nowhere?fields=id"), "/items/nowhere"],
    ["not-found", ask("/nowhere?a=b"), "/nowhere"],
    ["method-not-allowed", app.inject({ method: "DELETE", url: "/items" }), "/items"],
    ["not-acceptable", ask("/items", { accept: "image/png" }), "/items"],
    ["conflict", write(app, "POST", "/topics", { id: "apps", name: "Taken" }), "/topics"],
    ["gone", ask(`/topics/${id}`), `/topics/${id}`],
    ["precondition-failed", write(app, "PATCH", topic, {}, { "if-match": '"99"' }), topic],
    [
      "unsupported-media-type",
      write(app, "POST", "/items", "<a/>", { "content-type": "application/xml" }),
      "/items",
    ],
  ];
  for (const [code, asked, instance] of cases) {
    const body = JSON.parse((await asked).body) as Answered;
    t.equal(body.type, `/problems/${code}`, body.detail);
    t.equal(body.instance, instance, code);
    t.ok(body.detail.length > 10, body.detail);
    t.equal(body.title, PROBLEMS[code as keyof typeof PROBLEMS].title);
  }
});

t.test("text/plain is no JSON", async (t) => {
  const answer = await write(app, "POST", "/topics", '{"name": "x"}', {
    "content-type": "text/plain",
  });
  t.equal(answer.statusCode, 415, answer.body);
});

t.test("a DELETE whose client always says JSON is a DELETE", async (t) => {
  const { id } = await create(app, "topics", { name: "Plainly deleted" });
  const headers = { "content-type": "application/json" };
  const answer = await write(app, "DELETE", `/topics/${id}`, undefined, headers);
  t.equal(answer.statusCode, 204, answer.body);
});

t.test("a request with hostile names is refused like any other", async (t) => {
  for (const query of [
    "__proto__=x",
    "constructor=x",
    "topic[]=apps",
    "topic[$ne]=x",
    "=x",
    "%00=x",
  ]) {
    const answer = await app.inject({ url: `/items?${query}` });
    t.equal(answer.statusCode, 400, `${query}: ${answer.body.slice(0, 200)}`);
  }
  for (const name of ["__proto__", "constructor"]) {
    const body = `{"name": "x", "${name}": {"prototype": 1}}`;
    const answer = await write(app, "POST", "/topics", body);
    t.equal(answer.statusCode, 400);
    t.notMatch(answer.json<Answered>().detail, /not valid JSON/, "it is JSON: say what is wrong");
  }
  t.equal(Object.hasOwn(Object.prototype, "prototype"), false);
});

t.test("no value of a record can make the service fail", async (t) => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const odd = '{"toString": null}';
  for (const value of [odd, deep, `[${odd}]`, `[{"id": ${odd}}]`, `{"id": ${deep}}`]) {
    for (const field of [
      "id",
      "title",
      "kind",
      "date",
      "jurisdiction",
      "issuing_bodies",
      "topics",
      "citations",
      "sources",
      "language",
      "state",
      "links",
      "other",
    ]) {
      const body = `{"title": "x", "kind": "other", "${field}": ${value}}`;
      const answer = await write(app, "POST", "/items", body);
      t.ok(answer.statusCode === 400, `${field} ${value.slice(0, 30)}: ${answer.statusCode}`);
    }
  }
});

t.test("an answer about many faults is no larger than what was sent, by far", async (t) => {
  // What was asked for in 100 kB took seconds and 25 MB: anybody could stop the service so.
  const names = Array.from({ length: 20_000 }, (_, i) => i).join("&");
  const values = names.replaceAll("&", ",");
  for (const query of [names, `fields=${values}`, `sort=${values}`]) {
    const began = Date.now();
    const answer = await app.inject({ url: `/items?${query}` });
    t.equal(answer.statusCode, 400);
    t.ok(answer.body.length < 500_000, `${query.slice(0, 20)}: ${answer.body.length} bytes`);
    t.ok(Date.now() - began < 1_000, `${query.slice(0, 20)}: ${Date.now() - began} ms`);
  }
  const fields = Object.fromEntries(names.split("&").map((name) => [`x${name}`, 1]));
  const answer = await write(app, "POST", "/items", { title: "x", kind: "other", ...fields });
  t.equal(answer.statusCode, 400);
  t.ok(answer.body.length < 1_000_000, `${answer.body.length} bytes`);
});

t.test("a `?` within a query stays in the link to the next page", async (t) => {
  // RFC 3986 §3.4 lets it stand there as it is.
  const answer = await app.inject({ url: "/items?fields=id&cited_url_not=http://a/?b=1&limit=1" });
  const next = /^<([^>]+)>/.exec(String(answer.headers.link))?.[1] ?? "";
  t.match(next, "cited_url_not=http://a/?b=1&limit=1");
  const page = await read<{ data: object[] }>(app, next);
  t.equal(page.data.length, 1);
});

t.test("If-Match that can't be read is refused, and nothing is written", async (t) => {
  const before = await read<{ revision: number }>(app, "/topics/apps");
  for (const value of [
    "garbage",
    "",
    '"x"',
    '"1',
    "1",
    '"-1"',
    '"1"x',
    '"1", garbage',
    `"${"9".repeat(400)}"`,
  ]) {
    const answer = await write(
      app,
      "PATCH",
      "/topics/apps",
      { description: "x" },
      { "if-match": value },
    );
    t.ok([400, 412].includes(answer.statusCode), `${value}: ${answer.statusCode}`);
  }
  t.equal((await read<{ revision: number }>(app, "/topics/apps", KEYED)).revision, before.revision);
  await patch(app, "/topics/apps", { description: "Now" });
});
