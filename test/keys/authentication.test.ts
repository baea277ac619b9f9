import type { LightMyRequestResponse } from "fastify";
import t, { type Test } from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";
import { bearer, makeKey } from "./keys-client.ts";

const app = appUnderTest(t, { SEED: "false" });

const refusedAs401 = (t: Test, answer: LightMyRequestResponse, message: string): void => {
  t.equal(answer.statusCode, 401, `${message}: ${answer.body}`);
  t.match(answer.headers["www-authenticate"], /^Bearer realm="/, message);
  t.equal(answer.headers["content-type"], "application/problem+json; charset=utf-8");
  const { detail } = answer.json<{ detail: string }>();
  t.match(detail, /Authorization: Bearer/, "it says what to send");
};

t.test("without a key, what needs one is 401 and says how", async (t) => {
  for (const [method, url] of [
    ["POST", "/items"],
    ["PUT", "/items/x"],
    ["PATCH", "/items/x"],
    ["DELETE", "/items/x"],
    ["POST", "/keys"],
    ["GET", "/keys"],
    ["GET", "/keys/x"],
    ["DELETE", "/keys/x"],
    ["GET", "/items?state=draft"],
  ] as const) {
    refusedAs401(t, await app.inject({ method, url }), `${method} ${url}`);
  }
});

t.test("a bad key is 401 everywhere, on reads too", async (t) => {
  const { key } = await makeKey(app, "Good");
  const bad = [
    "Bearer nobody-has-this-key",
    `Bearer ${key}x`,
    `Bearer ${key.slice(0, -1)}`,
    `Bearer ${key.toUpperCase()}`,
    `Bearer ${key} ${key}`,
    `Bearer ${key}, Bearer ${key}`,
    `Basic ${Buffer.from(`user:${key}`).toString("base64")}`,
    `Token ${key}`,
    `Basic Bearer ${key}`,
    `xBearer ${key}`,
    `Bearer${key}`,
    key,
    "Bearer",
    "Bearer ",
    "",
    "bearer\t",
    "\u00ff\u00fe",
    "x".repeat(60_000),
  ];
  for (const authorization of bad) {
    const answer = await app.inject({ url: "/items", headers: { authorization } });
    refusedAs401(t, answer, authorization.slice(0, 40));
  }
  const headers = { authorization: "Bearer nobody-has-this-key" };
  for (const url of ["/", "/openapi.json", "/items/nowhere", "/nowhere", "/keys", "/docs"]) {
    refusedAs401(t, await app.inject({ url, headers }), url);
  }
});

t.test("the scheme's case does not matter (RFC 9110 §11.1)", async (t) => {
  const { key } = await makeKey(app, "Shouting");
  for (const scheme of ["bearer", "BEARER", "Bearer "]) {
    const answer = await app.inject({
      url: "/items",
      headers: { authorization: `${scheme} ${key}` },
    });
    t.equal(answer.statusCode, 200, scheme);
  }
});

t.test("who is asking is settled before anything else is looked at", async (t) => {
  const json = { "content-type": "application/json" };
  const ask = (url: string, headers: Record<string, string>, payload = "{") =>
    app.inject({ method: "POST", url, headers, payload });
  for (const url of ["/items", "/keys"]) {
    refusedAs401(t, await ask(url, json), "broken JSON");
    refusedAs401(t, await ask(url, { "content-type": "text/plain" }), "a wrong media type");
    refusedAs401(t, await ask(url, { ...json, accept: "image/png" }), "not acceptable");
    refusedAs401(t, await ask(url, json, "x".repeat(2_000_000)), "too large");
    refusedAs401(t, await ask(`${url}?nothing=1`, json), "an unknown parameter");
  }
  refusedAs401(
    t,
    await app.inject({ url: "/items?nothing=1&limit=0", headers: bearer("bad") }),
    "a bad query with a bad key",
  );
});

t.test("the operator's own key is an administrator's", async (t) => {
  t.equal((await app.inject({ url: "/keys", headers: KEYED })).statusCode, 200);
  const plain = appUnderTest(t, { SEED: "false", ADMIN_KEY: undefined });
  t.equal((await plain.inject({ url: "/keys", headers: KEYED })).statusCode, 401);
  t.equal((await plain.inject({ url: "/items" })).statusCode, 200);
});
