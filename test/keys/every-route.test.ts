import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import t from "tap";
import { appUnderTest, type Headers } from "../app-under-test.ts";
import { temporaryPath } from "../database-dump.ts";
import { bearer, makeKey } from "./keys-client.ts";

/**
 * No key can do what its scopes don't say, on any route that there is. What a route needs is what
 * the OpenAPI document says of it, so that one that says nothing fails here.
 */

type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

interface Route {
  method: Method;
  url: string;
  /** Whether the OpenAPI document leaves it out. */
  isHidden: boolean;
}

const path = temporaryPath(t);
const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
const routes: Route[] = [];
app.addHook("onRoute", ({ method, url, schema }) => {
  const isHidden =
    url.startsWith("/docs") || (schema as { hide?: true } | undefined)?.hide === true;
  // What answers browsers that ask ahead, of any path (CORS): they send no key then.
  if (url === "*") return;
  for (const each of [method].flat()) routes.push({ method: each as Method, url, isHidden });
});

interface Operation {
  security?: { api_key?: string[] }[];
}
let operations: Record<string, Record<string, Operation>> = {};

const SCOPES = ["read", "write", "admin"] as const;
type Scope = (typeof SCOPES)[number];

const callers = new Map<string, Headers>([["nobody", {}]]);
const secrets: string[] = [];
t.before(async () => {
  await app.ready();
  operations = (app.swagger() as unknown as { paths: typeof operations }).paths;
  const add = (who: string, key: string) => {
    callers.set(who, bearer(key));
    secrets.push(key);
  };
  for (const scope of SCOPES) add(scope, (await makeKey(app, `To ${scope}`, [scope])).key);
  const revoked = await makeKey(app, "Revoked", ["admin"]);
  add("revoked", revoked.key);
  app.apiKeys.revoke(revoked.id);
  const expires_at = "2020-01-01T00:00:00.000Z";
  add("expired", app.apiKeys.create({ name: "Expired", scopes: ["admin"], expires_at }).secret);
  callers.set("a stranger", bearer("ldk_of-nobody-and-long-enough-to-be-one-of-somebody"));
});

/** The least scope that may call a route, `null` where anybody may. Throws where nothing is said. */
function needed({ method, url }: Route): Scope | null {
  const documented = operations[url.replaceAll(/:(\w+)/g, "{$1}")];
  const security = documented?.[method === "HEAD" ? "get" : method.toLowerCase()]?.security ?? [];
  if (security.some((each) => each.api_key === undefined)) return null;
  const [scope] = security.flatMap((each) => each.api_key ?? []);
  const known = SCOPES.find((each) => each === scope);
  if (known === undefined) throw new Error(`${method} ${url} does not say who may call it.`);
  return known;
}

/** What a caller is answered who may not, or null for one who may. */
function refusal(who: string, least: Scope | null): 401 | 403 | null {
  if (["revoked", "expired", "a stranger"].includes(who)) return 401;
  if (least === null) return null;
  if (who === "nobody") return 401;
  return SCOPES.indexOf(who as Scope) < SCOPES.indexOf(least) ? 403 : null;
}

/** Nothing that a request names is there, so that none changes what the next one meets. */
const asked = ({ url }: Route): string =>
  url
    .replace(":revision", "1")
    .replace(":number", "1")
    .replaceAll(/:\w+|\*/g, "nothing-here");

const answers: string[] = [];

async function statusOf(route: Route, headers: Headers): Promise<number> {
  const hasBody = ["POST", "PUT", "PATCH"].includes(route.method);
  const answer = await app.inject({
    method: route.method,
    url: asked(route),
    headers: { ...headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
    ...(hasBody ? { payload: "{}" } : {}),
    // A stream of changes has no end.
    payloadAsStream: route.url.endsWith("/stream"),
  });
  if (route.url.endsWith("/stream")) answer.stream().destroy();
  else answers.push(`${JSON.stringify(answer.headers)} ${answer.body}`);
  return answer.statusCode;
}

t.test("every route, with every kind of key", async (t) => {
  const shown = routes.filter(({ isHidden }) => !isHidden);
  t.ok(shown.length > 140, `${shown.length} routes`);
  for (const route of shown) {
    const name = `${route.method} ${route.url}`;
    const least = needed(route);
    for (const [who, headers] of callers) {
      const status = await statusOf(route, headers);
      const wanted = refusal(who, least);
      if (wanted === null) t.notOk([401, 403].includes(status), `${name} by ${who}: ${status}`);
      else t.equal(status, wanted, `${name} by ${who}, which needs ${least ?? "nothing"}`);
    }
  }
});

t.test("what the document leaves out shows and does nothing", async (t) => {
  const hidden = routes.filter(({ isHidden }) => isHidden);
  t.ok(hidden.length > 140, `${hidden.length} routes`);
  for (const route of hidden) {
    const name = `${route.method} ${route.url}`;
    for (const [who, headers] of callers) {
      const status = await statusOf(route, headers);
      const isOpen = route.method === "OPTIONS" || route.url.startsWith("/docs");
      if (refusal(who, null) === 401) t.equal(status, 401, `${name} by ${who}`);
      else if (isOpen) t.ok(status < 400 || status === 404, `${name} by ${who}: ${status}`);
      else t.equal(status, 405, `${name} by ${who}`);
    }
  }
});

t.test("nobody writes without a key", async (t) => {
  const open = routes
    .filter((route) => !route.isHidden && !["GET", "HEAD"].includes(route.method))
    .filter((route) => needed(route) === null)
    .map(({ url }) => url)
    .filter((url) => !/^\/[a-z-]+\/query$/.test(url));
  t.same(open, ["/citations/lookup"], "these only read");
});

t.test("a secret is shown once, and kept nowhere", async (t) => {
  const made = await makeKey(app, "Shown once", ["admin"]);
  secrets.push(made.key);
  for (const url of ["/keys?limit=200", `/keys/${made.id}`, "/changes?limit=1000", "/"]) {
    const answer = await app.inject({ url, headers: bearer(made.key) });
    t.equal(answer.statusCode, 200, url);
    answers.push(answer.body);
  }
  const again = await app.inject({ url: `/keys/${made.key}`, headers: bearer(made.key) });
  t.equal(again.statusCode, 404, "a secret is no id");
  const hashes = secrets.map((key) => createHash("sha256").update(key).digest("hex"));
  for (const text of answers) {
    for (const secret of [...secrets, ...hashes]) {
      if (text.includes(secret)) t.fail("an answer has a secret", { text });
    }
  }
  t.ok(answers.length > 1000, `${answers.length} answers were searched`);
  const files = [path, `${path}-wal`].filter((file) => existsSync(file));
  const stored = files.map((file) => readFileSync(file).toString("latin1")).join();
  for (const secret of secrets) t.notOk(stored.includes(secret), "the database has no secret");
  t.ok(
    hashes.some((hash) => stored.includes(hash)),
    "it was looked at where keys are",
  );
});
