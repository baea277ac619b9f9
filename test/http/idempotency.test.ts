import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, create, type Headers, KEYED, read, write } from "../app-under-test.ts";
import { bearer, makeKey } from "../keys/keys-client.ts";
import { heldCounts } from "./held-counts.ts";
import { empty, post, withDatabase } from "./idempotency-client.ts";
import { exchange, listen } from "./raw-exchange.ts";

const total = async (app: FastifyInstance, list: string) =>
  (await read<{ page: { total: number } }>(app, list, KEYED)).page.total;

/** The headers that a handler says. */
const said = (headers: Record<string, unknown>) =>
  ["content-type", "location", "etag", "cache-control", "vary"].map((name) => headers[name]);

t.test("a repeat gets the same answer and writes nothing", async (t) => {
  const app = empty(t);
  const body = { name: "Once" };
  const first = await post(app, "/topics", "one", body);
  t.equal(first.statusCode, 201);
  t.equal(first.headers["idempotency-replayed"], undefined);
  await write(app, "PATCH", "/topics/once", { description: "Changed since." });
  const changes = () => read<{ data: unknown[] }>(app, "/changes?limit=200", KEYED);
  const before = (await changes()).data.length;
  const again = await post(app, "/topics", "one", body);
  t.equal(again.statusCode, 201);
  t.equal(again.headers["idempotency-replayed"], "true");
  t.equal(again.body, first.body, "as it was then");
  t.same(said(again.headers), said(first.headers));
  t.equal(await total(app, "/topics"), 1);
  t.equal((await changes()).data.length, before, "nothing was noted of the repeat");
  t.equal((await post(app, "/topics", "two", body)).json<{ id: string }>().id, "once-2");
});

t.test("every POST that writes hears it", async (t) => {
  const app = appUnderTest(t);
  const twice = async (url: string, body?: object, more?: Headers) => {
    const key = `key of ${url}`.replaceAll(/[ /]/g, "-");
    const first = await post(app, url, key, body, more);
    const again = await post(app, url, key, body, more);
    t.ok(first.statusCode < 300, `${url}: ${first.body}`);
    t.equal(again.statusCode, first.statusCode, url);
    t.equal(again.body, first.body, url);
    t.equal(again.headers["idempotency-replayed"], "true", url);
    return first;
  };
  const made = await twice("/items", { title: "Twice", kind: "other", topics: ["apps"] });
  const { id } = made.json<{ id: string }>();
  await write(app, "PATCH", `/items/${id}`, { title: "Changed" });
  await twice(`/items/${id}/revisions/1/restore`, undefined, { "if-match": '"2"' });
  await create(app, "topics", { id: "one", name: "One" });
  await create(app, "topics", { id: "other", name: "Other" });
  await twice("/topics/one/merge", { into: "other" });
  await write(app, "DELETE", `/items/${id}`);
  const purged = await twice(`/items/${id}/purge`);
  t.equal(purged.statusCode, 204);
  const source = await create(app, "sources", { title: "An edition" });
  await twice(`/sources/${source.id}/publish`);
});

t.test("another request with the same key is refused", async (t) => {
  const app = empty(t);
  await create(app, "topics", { id: "x", name: "X" });
  await create(app, "topics", { id: "y", name: "Y" });
  const first = { name: "First" };
  await post(app, "/topics", "same", first);
  const others: [string, string, object, Headers][] = [
    ["another body", "/topics", { name: "Second" }, {}],
    ["the same in other bytes", "/topics", { name: "First", state: "published" }, {}],
    ["another path", "/sources", { title: "First" }, {}],
    ["another precondition", "/topics/x/merge", { into: "y" }, { "if-match": '"1"' }],
  ];
  for (const [name, url, body, more] of others) {
    const answer = await post(app, url, "same", body, more);
    t.equal(answer.statusCode, 422, name);
    const problem = answer.json<{ type: string; errors: { parameter: string }[] }>();
    t.equal(problem.type, "/problems/key-reused");
    t.equal(problem.errors[0]?.parameter, "Idempotency-Key");
  }
  t.equal((await post(app, "/topics", "same", first)).statusCode, 201, "the first still holds");
});

t.test("keys are each API key's own", async (t) => {
  const app = empty(t);
  const one = bearer((await makeKey(app, "One", ["write"])).key);
  const two = bearer((await makeKey(app, "Two", ["write"])).key);
  for (const key of [one, two]) {
    const answer = await post(app, "/topics", "same", { name: "Theirs" }, key);
    t.equal(answer.statusCode, 201);
    t.equal(answer.headers["idempotency-replayed"], undefined);
  }
  t.equal(await total(app, "/topics"), 2);
  const { key } = await makeKey(app, "Reader", ["read"]);
  t.equal((await post(app, "/topics", "same", { name: "Theirs" }, bearer(key))).statusCode, 403);
});

t.test("what was refused can be mended and sent with the same key", async (t) => {
  const app = empty(t);
  t.equal((await post(app, "/topics", "mended", { title: "Wrong" })).statusCode, 400);
  t.equal((await post(app, "/topics", "mended", { name: "Right" })).statusCode, 201);
  t.equal((await post(app, "/topics", "mended", { title: "Wrong" })).statusCode, 422);
});

t.test("of repeats at the same time one writes", async (t) => {
  const app = empty(t);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => post(app, "/topics", "at-once", { name: "At once" })),
  );
  for (const answer of all) {
    t.ok([201, 409].includes(answer.statusCode), answer.body);
    if (answer.statusCode === 201) continue;
    t.equal(answer.json<{ type: string }>().type, "/problems/under-way");
    t.ok(Number(answer.headers["retry-after"]) > 0);
  }
  t.equal(await total(app, "/topics"), 1);
});

t.test(
  "while the first is under way, a repeat is told so and another request refused",
  async (t) => {
    const { app, path } = withDatabase(t);
    await app.ready();
    const other = new SqliteConnection(path);
    other.exec("begin immediate");
    const first = post(app, "/topics", "waits", { name: "Waits" });
    await sleep(200);
    t.equal((await post(app, "/topics", "waits", { name: "Waits" })).statusCode, 409);
    t.equal((await post(app, "/topics", "waits", { name: "Else" })).statusCode, 422);
    other.exec("rollback");
    other.close();
    t.equal((await first).statusCode, 201);
    const again = await post(app, "/topics", "waits", { name: "Waits" });
    t.equal(again.headers["idempotency-replayed"], "true");
  },
);

t.test("a key is checked, with quotes or without", async (t) => {
  const app = empty(t);
  const body = { name: "Quoted" };
  t.equal((await post(app, "/topics", '"quo-ted"', body)).statusCode, 201);
  t.equal((await post(app, "/topics", "quo-ted", body)).headers["idempotency-replayed"], "true");
  const wrong = ["", '""', "x".repeat(256), "with space", "ümlaut", '"open', '"a"b"', "a\\b"];
  for (const key of wrong) {
    const answer = await post(app, "/topics", key, body);
    t.equal(answer.statusCode, 400, key);
    t.match(answer.json(), { errors: [{ parameter: "Idempotency-Key" }] });
  }
  t.equal((await post(app, "/topics", "y".repeat(255), body)).statusCode, 201);
});

t.test(
  "a key in quotes may have spaces, and quotes and backslashes that are escaped",
  async (t) => {
    const app = empty(t);
    const ask = (key: string) => post(app, "/topics", key, { name: "Quoted" });
    const isNew = async (key: string) => {
      const answer = await ask(key);
      t.equal(answer.statusCode, 201, `${key}: ${answer.body}`);
      return answer.headers["idempotency-replayed"] === undefined;
    };
    for (const key of [
      '"a key"',
      '"a \\"key\\""',
      '"back\\\\slash"',
      '"~!#[]"',
      `"${"z".repeat(255)}"`,
    ]) {
      t.equal(await isNew(key), true, key);
      t.equal(await isNew(key), false, key);
    }
    t.equal(await isNew("z".repeat(255)), false, "quotes don't count");
    t.equal(await isNew(`"${'\\"'.repeat(255)}"`), true, "nor do backslashes that escape");
    const wrong: [key: string, detail: RegExp][] = [
      [`"${"z".repeat(256)}"`, /1 to 255 characters, and this has 256/],
      ['""', /this has 0/],
      ['"a\\b"', /ASCII without spaces, quotes and backslashes, or a string in double quotes/],
      ['"ümlaut"', /ASCII/],
      ['x"a"', /ASCII/],
      ['"a"x', /ASCII/],
      ["a\tb", /ASCII/],
      ["b ümlaut", /ASCII/],
      ["ümlaut-b", /ASCII/],
    ];
    for (const [key, detail] of wrong) {
      const answer = await ask(key);
      t.equal(answer.statusCode, 400, key);
      t.match(answer.json(), { detail, errors: [{ parameter: "Idempotency-Key", detail }] }, key);
    }
  },
);

t.test("a request has one key", async (t) => {
  const app = empty(t);
  const port = await listen(app);
  const ask = (...headers: string[]) =>
    exchange(
      port,
      [
        ...["POST /topics HTTP/1.1", "Host: x", `Authorization: ${KEYED.authorization}`],
        ...["Content-Type: application/json", "Content-Length: 12", ...headers],
        '\r\n{"name":"A"}',
      ].join("\r\n"),
    );
  const twice = await ask("Idempotency-Key: a", "idempotency-KEY: a");
  t.equal(twice.status, 400);
  t.match(twice.body, /Idempotency-Key is there 2 times; send one\./);
  t.equal((await ask("X-Name: Idempotency-Key", "Idempotency-Key: a")).status, 201);
});

t.test("where it can do nothing it is refused and not ignored", async (t) => {
  const app = empty(t);
  await create(app, "topics", { id: "it", name: "It" });
  const csv = { "content-type": "text/csv" };
  const requests: [
    string,
    "POST" | "PUT" | "PATCH" | "DELETE",
    string,
    object | string,
    Headers,
    RegExp,
  ][] = [
    ["a query", "POST", "/topics/query", {}, {}, /this writes nothing/],
    ["a look-up", "POST", "/citations/lookup", { text: "x" }, {}, /this writes nothing/],
    ["an import", "POST", "/imports?resource=topics", "name\nx\n", csv, /can't be heard here\. \w/],
    ["PUT", "PUT", "/topics/it", { name: "It" }, {}, /for POST\. .* a repeat of PUT is safe/],
    ["PATCH", "PATCH", "/topics/it", {}, {}, /for POST\. A merge patch/],
  ];
  for (const [name, method, url, body, more, detail] of requests) {
    const headers = { "idempotency-key": "x", ...more };
    const answer = await write(app, method, url, body, headers);
    t.equal(answer.statusCode, 400, `${name}: ${answer.body}`);
    t.match(answer.json(), { errors: [{ parameter: "Idempotency-Key", detail }] }, name);
  }
  for (const url of ["/topics", "/topics/it"]) {
    t.equal((await app.inject({ url, headers: { "idempotency-key": "x" } })).statusCode, 400);
  }
});

t.test("what is nowhere is nowhere, whatever key it has", async (t) => {
  const app = empty(t);
  t.equal((await post(app, "/nothing", "a", {})).statusCode, 404);
});

t.test("who hung up before it began can send it again", async (t) => {
  const { app, hangUp } = await heldCounts(t);
  await create(app, "topics", { id: "it", name: "It" });
  await write(app, "DELETE", "/topics/it");
  const head = `Host: x\r\nAuthorization: ${KEYED.authorization}\r\nIdempotency-Key: gone`;
  await hangUp(`POST /topics/it/purge HTTP/1.1\r\n${head}\r\n\r\n`);
  t.equal((await post(app, "/topics/it/purge", "gone")).statusCode, 204);
});
