import t from "tap";
import { appUnderTest, type Headers, KEYED, write } from "../app-under-test.ts";

const HERE = "https://app.example.org";
const THERE = "https://other.example.org";
const preflight = (origin: string, method = "PUT"): Headers => ({
  origin,
  "access-control-request-method": method,
  "access-control-request-headers": "authorization,content-type,if-match",
});

const listOf = (header: unknown) =>
  String(header ?? "")
    .split(",")
    .map((part) => part.trim().toLowerCase());

t.test("by default, scripts of every site may call", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const allowed = await app.inject({
    method: "OPTIONS",
    url: "/items/anything",
    headers: preflight(HERE),
  });
  t.equal(allowed.statusCode, 204);
  t.equal(allowed.headers["access-control-allow-origin"], "*");
  t.same(
    new Set(listOf(allowed.headers["access-control-allow-methods"])),
    new Set(["get", "head", "post", "put", "patch", "delete"]),
  );
  for (const name of ["authorization", "content-type", "if-match"]) {
    t.ok(listOf(allowed.headers["access-control-allow-headers"]).includes(name), name);
  }
  t.ok(Number(allowed.headers["access-control-max-age"]) > 0);
  t.equal(allowed.headers["access-control-allow-credentials"], undefined, "keys go in a header");
  t.match(allowed.headers.allow, "PATCH", "the path's own methods too");
  for (const [url, headers] of [
    ["/topics", { origin: HERE }],
    ["/topics", { origin: "null" }],
    ["/topics", {}],
    ["/nowhere", { origin: HERE }],
    ["/topics?nothing=1", { origin: HERE }],
    ["/keys", { origin: HERE }],
    ["/topics", { origin: HERE, authorization: "Bearer bad" }],
  ] as const) {
    const answer = await app.inject({ url, headers });
    t.equal(answer.headers["access-control-allow-origin"], "*", `${url}: errors can be read too`);
  }
});

t.test("a path that can't be decoded can be read by scripts too", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const answer = await app.inject({ url: "/items/%zz", headers: { origin: HERE } });
  t.equal(answer.statusCode, 400);
  t.equal(answer.headers["access-control-allow-origin"], "*");
  t.equal(answer.headers["x-content-type-options"], "nosniff");
});

t.test("scripts may read the headers that matter", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const answer = await app.inject({ url: "/topics", headers: { origin: HERE } });
  const exposed = listOf(answer.headers["access-control-expose-headers"]);
  for (const name of [
    ...["etag", "last-modified", "link", "location", "allow", "retry-after"],
    ...["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
  ]) {
    t.ok(exposed.includes(name), name);
  }
});

t.test("of a list of origins, each is answered for itself", async (t) => {
  const app = appUnderTest(t, { SEED: "false", CORS_ORIGIN: `${HERE}, http://localhost:5173` });
  await write(app, "POST", "/topics", { name: "A topic" });
  for (const origin of [HERE, "http://localhost:5173"]) {
    const answer = await app.inject({ url: "/topics", headers: { origin } });
    t.equal(answer.headers["access-control-allow-origin"], origin);
    const checked = { method: "OPTIONS", url: "/topics", headers: preflight(origin) } as const;
    t.equal((await app.inject(checked)).headers["access-control-allow-origin"], origin);
  }
  for (const origin of [
    THERE,
    "null",
    `${HERE}.evil.example`,
    HERE.toUpperCase(),
    `${HERE}:8443`,
  ]) {
    for (const request of [
      { url: "/topics", headers: { origin } },
      { url: "/topics", method: "OPTIONS", headers: preflight(origin) },
    ] as const) {
      const answer = await app.inject(request);
      t.equal(answer.headers["access-control-allow-origin"], undefined, origin);
    }
  }
});

t.test("with a list, Vary names Origin beside the rest", async (t) => {
  const app = appUnderTest(t, { SEED: "false", CORS_ORIGIN: HERE });
  await write(app, "POST", "/topics", { name: "A topic" });
  const rest = ["accept", "accept-encoding", "authorization", "origin"];
  for (const headers of [{}, { origin: HERE }, { origin: THERE }, { ...KEYED, origin: HERE }]) {
    for (const url of ["/topics", "/topics/a-topic"]) {
      const whole = await app.inject({ url, headers });
      t.same(listOf(whole.headers.vary).sort(), rest, `${url} ${JSON.stringify(headers)}`);
      const held = await app.inject({
        url,
        headers: { ...headers, "if-none-match": String(whole.headers.etag) },
      });
      t.equal(held.statusCode, 304);
      t.same(listOf(held.headers.vary).sort(), rest, "304 says the same");
    }
  }
});

t.test("with none, no site's scripts are let in", async (t) => {
  const app = appUnderTest(t, { SEED: "false", CORS_ORIGIN: "none" });
  for (const request of [
    { url: "/topics", headers: { origin: HERE } },
    { url: "/topics", method: "OPTIONS", headers: preflight(HERE) },
  ] as const) {
    const answer = await app.inject(request);
    t.ok(answer.statusCode < 300);
    t.equal(answer.headers["access-control-allow-origin"], undefined);
    t.equal(answer.headers["access-control-allow-methods"], undefined);
  }
});
