import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, create, type Headers, idsOf, read } from "../app-under-test.ts";
import { bearer, makeKey } from "./keys-client.ts";

const app: FastifyInstance = appUnderTest(t, { SEED: "false" });

let draft = "";
const headersOf: Record<string, Headers> = { none: {} };

t.before(async () => {
  draft = (await create(app, "items", { title: "A draft", kind: "other" })).id;
  for (const scope of ["read", "write", "admin"]) {
    headersOf[scope] = bearer((await makeKey(app, `A key to ${scope}`, [scope])).key);
  }
});

const statusOf = async (
  who: string,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  payload?: object,
): Promise<number> => {
  const headers = headersOf[who] ?? {};
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return answer.statusCode;
};

t.test("drafts are seen with any key, and not without", async (t) => {
  t.equal(await statusOf("none", "GET", `/items/${draft}`), 404);
  t.equal(await statusOf("none", "GET", "/items?state=draft"), 401);
  for (const who of ["read", "write", "admin"]) {
    t.equal(await statusOf(who, "GET", `/items/${draft}`), 200, who);
    t.same(await idsOf(app, "/items?state=draft", headersOf[who]), [draft], who);
    t.same(await idsOf(app, "/items", headersOf[who]), [], "lists default to what is published");
  }
});

t.test("writing needs the scope `write`", async (t) => {
  const topic = { name: "A topic" };
  t.equal(await statusOf("none", "POST", "/topics", topic), 401);
  t.equal(await statusOf("read", "POST", "/topics", topic), 403);
  for (const method of ["PUT", "PATCH", "DELETE"] as const) {
    const body = method === "DELETE" ? undefined : topic;
    t.equal(await statusOf("none", method, `/items/${draft}`, body), 401, method);
    t.equal(await statusOf("read", method, `/items/${draft}`, body), 403, method);
    t.equal(await statusOf("read", method, "/items/nowhere", body), 403, "before it is looked up");
  }
  t.same(await idsOf(app, "/topics"), [], "nothing was written");
  for (const who of ["write", "admin"]) {
    t.equal(await statusOf(who, "POST", "/topics", { name: `By ${who}` }), 201, who);
    const path = `/topics/by-${who}`;
    t.equal(await statusOf(who, "PATCH", path, { description: "x" }), 200, who);
    t.equal(await statusOf(who, "PUT", path, { name: `By ${who}` }), 200, who);
    t.equal(await statusOf(who, "DELETE", path), 204, who);
  }
});

t.test("keys need the scope `admin`", async (t) => {
  const key = { name: "Another", scopes: ["read"] };
  for (const [who, status] of [
    ["none", 401],
    ["read", 403],
    ["write", 403],
  ] as const) {
    t.equal(await statusOf(who, "GET", "/keys"), status, who);
    t.equal(await statusOf(who, "POST", "/keys", key), status, who);
    t.equal(await statusOf(who, "GET", "/keys/a-key-to-read"), status, who);
    t.equal(await statusOf(who, "DELETE", "/keys/a-key-to-read"), status, who);
    t.equal(await statusOf(who, "GET", "/keys/nobody"), status, "not even whether there is one");
  }
  t.equal(await statusOf("admin", "POST", "/keys", key), 201);
  t.equal(await statusOf("admin", "GET", "/keys"), 200);
  t.equal(await statusOf("admin", "DELETE", "/keys/another"), 204);
});

t.test("403 says which scope is missing and what the key has", async (t) => {
  const answer = await app.inject({
    method: "POST",
    url: "/topics",
    headers: headersOf["read"] ?? {},
  });
  const { detail, type } = answer.json<{ detail: string; type: string }>();
  t.equal(type, "/problems/not-allowed");
  t.match(detail, /`write`/);
  t.match(detail, /a-key-to-read/);
  t.match(detail, /`read`/);
  t.notOk(answer.headers["www-authenticate"], "another key would do, not another kind of login");
});

t.test("what a key has includes what follows from it", async (t) => {
  const answer = await app.inject({ url: "/keys", headers: headersOf["write"] ?? {} });
  const { detail } = answer.json<{ detail: string }>();
  t.equal(
    detail,
    "This needs a key with the scope `admin`; the key 'a-key-to-write' has `write`, `read`.",
  );
});

t.test("scopes come before the body is read", async (t) => {
  const headers = { ...headersOf["read"], "content-type": "application/json" };
  for (const url of ["/topics", "/keys"]) {
    const answer = await app.inject({ method: "POST", url, headers, payload: "{" });
    t.equal(answer.statusCode, 403, url);
  }
});

t.test("a key may create what is open to everybody", async (t) => {
  const headers = headersOf["write"] ?? {};
  const answer = await app.inject({
    method: "POST",
    url: "/items",
    headers,
    payload: { title: "Open", kind: "other", state: "published" },
  });
  t.equal(answer.statusCode, 201);
  t.equal((await read(app, "/items/open")).id, "open");
});
