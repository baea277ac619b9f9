import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, type Headers, KEYED } from "../app-under-test.ts";
import { bearer, makeKey } from "../keys/keys-client.ts";

const limited = (t: Parameters<typeof appUnderTest>[0], environment: NodeJS.ProcessEnv = {}) =>
  appUnderTest(t, { SEED: "false", RATE_LIMIT: "5", ...environment });

type Request = {
  url?: string;
  method?: "GET" | "POST" | "OPTIONS";
  headers?: Headers;
  remoteAddress?: string;
  payload?: string;
};

/** The statuses of the same request, asked one after the other. */
async function statuses(app: FastifyInstance, times: number, request: Request): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    found.push((await app.inject({ url: "/topics", ...request })).statusCode);
  }
  return found;
}

t.test("each answer says what is left, and the one too many when to go on", async (t) => {
  const app = limited(t);
  for (const left of [4, 3, 2, 1, 0]) {
    const { statusCode, headers } = await app.inject({ url: "/topics" });
    t.equal(statusCode, 200);
    t.equal(Number(headers["ratelimit-limit"]), 5);
    t.equal(Number(headers["ratelimit-remaining"]), left);
    const reset = Number(headers["ratelimit-reset"]);
    t.ok(reset > 0 && reset <= 60, String(reset));
    t.equal(headers["retry-after"], undefined);
  }
  const refused = await app.inject({ url: "/topics" });
  t.equal(refused.statusCode, 429);
  t.equal(refused.headers["content-type"], "application/problem+json; charset=utf-8");
  const wait = Number(refused.headers["retry-after"]);
  t.ok(Number.isInteger(wait) && wait > 0 && wait <= 60, String(refused.headers["retry-after"]));
  t.equal(Number(refused.headers["ratelimit-remaining"]), 0);
  const { type, detail } = refused.json<{ type: string; detail: string }>();
  t.equal(type, "/problems/rate-limited");
  t.match(detail, /At most 5 requests a minute/);
});

t.test("each key and each address counts for itself", async (t) => {
  const app = limited(t);
  const one = bearer((await makeKey(app, "One")).key);
  const two = bearer((await makeKey(app, "Two")).key);
  const full = [200, 200, 200, 200, 200, 429];
  t.same(await statuses(app, 6, { headers: one }), full);
  t.same(await statuses(app, 6, { headers: two }), full);
  t.same(await statuses(app, 6, {}), full, "without a key, by address");
  t.same(await statuses(app, 6, { remoteAddress: "192.0.2.1" }), full);
  t.same(await statuses(app, 6, { remoteAddress: "192.0.2.2" }), full);
  t.same(await statuses(app, 1, { headers: one, remoteAddress: "192.0.2.3" }), [429], "anywhere");
});

t.test("of an IPv6 address the network counts, a client has 2^64 of those", async (t) => {
  const app = limited(t);
  const from = (remoteAddress: string) => statuses(app, 1, { remoteAddress });
  for (let i = 1; i <= 5; i++) t.same(await from(`2001:db8:0:1::${i}`), [200]);
  t.same(await from("2001:db8:0:1:ffff:ffff:ffff:ffff"), [429]);
  t.same(await from("2001:db8::1:abcd:0:0:1"), [429], "however it is written");
  t.same(await from("2001:db8:0:2::1"), [200], "another network");
});

t.test("an IPv4 address counts for itself on a socket of both families too", async (t) => {
  // Listening on `::`, Node gives 192.0.2.1 as ::ffff:192.0.2.1.
  const app = limited(t);
  const full = [200, 200, 200, 200, 200, 429];
  t.same(await statuses(app, 6, { remoteAddress: "::ffff:192.0.2.1" }), full);
  t.same(await statuses(app, 6, { remoteAddress: "::ffff:192.0.2.2" }), full);
  t.same(await statuses(app, 1, { remoteAddress: "::1" }), [200]);
});

t.test("refusals count too, or guessing keys would be free", async (t) => {
  const refusals: [string, Request, number][] = [
    ["a bad key", { headers: { authorization: "Bearer guessed" } }, 401],
    ["no key", { method: "POST" }, 401],
    ["an unknown path", { url: "/nowhere" }, 404],
    ["a type that can't be given", { headers: { accept: "image/png" } }, 406],
    ["a bad query", { url: "/topics?nothing=1" }, 400],
  ];
  const app = limited(t);
  for (const [index, [name, request, status]] of refusals.entries()) {
    const found = await statuses(app, 6, { ...request, remoteAddress: `192.0.2.${index}` });
    t.same(found, [...new Array<number>(5).fill(status), 429], name);
  }
});

t.test("probes are not counted", async (t) => {
  const app = limited(t);
  for (const url of ["/health/live", "/health/ready"]) {
    t.same(await statuses(app, 8, { url }), new Array(8).fill(200), url);
    t.equal((await app.inject({ url })).headers["ratelimit-limit"], undefined);
  }
  t.same(await statuses(app, 5, {}), new Array(5).fill(200), "and take nothing from the rest");
  t.same(await statuses(app, 1, { url: "/health/live" }), [200], "nor the rest from them");
});

t.test(
  "a browser's preflight is not counted, or a script would see a broken network",
  async (t) => {
    const app = limited(t);
    await statuses(app, 6, {});
    const answer = await app.inject({
      method: "OPTIONS",
      url: "/topics",
      headers: { origin: "https://a.example", "access-control-request-method": "GET" },
    });
    t.equal(answer.statusCode, 204);
  },
);

t.test(
  "what only looks like a probe or a preflight, and has a body to be read, counts",
  async (t) => {
    const json = { headers: { "content-type": "application/json" }, payload: "[[],[]]" };
    const requests: [string, Request][] = [
      ["OPTIONS with a body", { method: "OPTIONS", ...json }],
      ["POST to a path below /health", { method: "POST", url: "/health/x", ...json }],
      ["POST to a probe's path", { method: "POST", url: "/health/live", ...json }],
      ["no probe", { url: "/health/x" }],
      ["what is measured", { url: "/metrics" }],
    ];
    const app = limited(t);
    for (const [index, [name, request]] of requests.entries()) {
      const found = await statuses(app, 6, { ...request, remoteAddress: `192.0.2.${index}` });
      t.not(found[4], 429, name);
      t.equal(found[5], 429, name);
    }
  },
);

t.test("RATE_LIMIT=0 is no limit", async (t) => {
  const app = limited(t, { RATE_LIMIT: "0" });
  t.same(new Set(await statuses(app, 300, {})), new Set([200]));
  t.equal((await app.inject({ url: "/topics" })).headers["ratelimit-limit"], undefined);
});

t.test("there is a limit by default", async (t) => {
  const app = limited(t, { RATE_LIMIT: undefined });
  const { headers } = await app.inject({ url: "/topics" });
  t.ok(Number(headers["ratelimit-limit"]) >= 60, String(headers["ratelimit-limit"]));
});

t.test("the operator has a limit too", async (t) => {
  t.same((await statuses(limited(t), 6, { headers: KEYED })).at(-1), 429);
});

t.test("what can't be read is counted like any other", async (t) => {
  const app = limited(t, { CORS_ORIGIN: "https://example.org" });
  const headers = { origin: "https://example.org" };
  const request = { url: "/topics?name=%ff", headers };
  t.same(await statuses(app, 6, request), [400, 400, 400, 400, 400, 429]);
  const other = { ...request, remoteAddress: "192.0.2.9" };
  const answer = await app.inject(other);
  t.equal(answer.headers["access-control-allow-origin"], "https://example.org");
  const unknown = { ...headers, ...bearer("nobody-has-this-key") };
  t.equal((await app.inject({ ...other, headers: unknown })).statusCode, 401);
});
