import type { FastifyInstance } from "fastify";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, KEYED, write } from "../app-under-test.ts";
import { makeKey } from "../keys/keys-client.ts";

const app: FastifyInstance = appUnderTest(t);
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Every path of the document, with the methods that it has, filled with what is there. */
async function documentedPaths(): Promise<{ url: string; methods: string[] }[]> {
  await app.ready();
  const examples: Record<string, string> = Object.fromEntries(
    resources.map(({ name, example }) => [`/${name}/{id}`, `/${name}/${example}`]),
  );
  examples["/keys/{id}"] = "/keys/a-key";
  examples["/problems/{code}"] = "/problems/not-found";
  examples["/webhooks/{id}"] = webhook.links.self;
  examples["/webhooks/{id}/deliveries/{delivery}"] = delivery.links.self;
  const exampleOf = (path: string) => {
    const known = Object.keys(examples).filter((each) => path.startsWith(each));
    const [longest] = known.sort((a, b) => b.length - a.length);
    return longest === undefined ? path : `${examples[longest]}${path.slice(longest.length)}`;
  };
  return Object.entries(app.swagger().paths ?? {}).map(([path, operations]) => ({
    url: exampleOf(path),
    methods: Object.keys(operations ?? {}).map((method) => method.toUpperCase()),
  }));
}

type Linked = { links: { self: string } };
let webhook: Linked;
let delivery: Linked;

t.before(async () => {
  await makeKey(app, "A key");
  const url = "https://example.org/hook";
  webhook = await create<Linked>(app, "webhooks", { url, resource: "items", enabled: false });
  delivery = (await write(app, "POST", `${webhook.links.self}/test`)).json<Linked>();
});

t.test("OPTIONS and 405 say what each path has", async (t) => {
  const paths = await documentedPaths();
  t.ok(paths.length > resources.length * 2);
  for (const { url, methods } of paths) {
    const has = new Set([...methods, "OPTIONS", ...(methods.includes("GET") ? ["HEAD"] : [])]);
    const allowOf = (header: unknown) => new Set(String(header).split(", "));
    const options = await app.inject({ method: "OPTIONS", url });
    t.equal(options.statusCode, 204, url);
    t.equal(options.body, "");
    t.same(allowOf(options.headers.allow), has, url);
    for (const method of METHODS.filter((each) => !has.has(each))) {
      // Without a key, and with a body that nobody can read: the method comes first.
      const refused = await app.inject({ method, url, payload: "{" });
      t.equal(refused.statusCode, 405, `${method} ${url}`);
      t.same(allowOf(refused.headers.allow), has, `${method} ${url}`);
      t.equal(refused.headers["content-type"], "application/problem+json; charset=utf-8");
    }
  }
});

/** The headers without those that tell of the request: when it came, as which one, how many are left. */
const ofAnswer = (headers: object = {}) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(date|x-request-id|ratelimit.*)$/.test(name)),
  );

t.test("HEAD is GET without the body", async (t) => {
  const paths = (await documentedPaths()).filter(
    // What goes on for as long as one listens never ends, and what is measured is never twice the
    // same: both have tests of their own.
    ({ methods, url }) => methods.includes("GET") && !["/changes/stream", "/metrics"].includes(url),
  );
  const urls = [
    ...paths.map(({ url }) => url),
    "/items?limit=1",
    "/items?fields=id",
    "/items/nowhere",
    "/items?limit=0",
    "/docs",
  ];
  for (const url of urls) {
    const [whole, head] = await Promise.all(
      (["GET", "HEAD"] as const).map((method) => app.inject({ method, url, headers: KEYED })),
    );
    t.equal(head?.statusCode, whole?.statusCode, url);
    t.equal(head?.body, "", url);
    t.same(ofAnswer(head?.headers), ofAnswer(whole?.headers), url);
  }
});

t.test("so it is on a path that is not there", async (t) => {
  // By a real socket: the body is left out by Node here, which an injected request does not show.
  const origin = await app.listen({ port: 0 });
  const answers = await Promise.all(
    ["GET", "HEAD"].map((method) => fetch(`${origin}/nowhere`, { method })),
  );
  const [whole, head] = answers.map(({ status, headers }) => ({
    status,
    length: headers.get("content-length"),
    type: headers.get("content-type"),
  }));
  t.equal(head?.status, 404);
  t.same(head, whole);
  t.equal(await answers[1]?.text(), "");
});

t.test("HEAD hears If-None-Match", async (t) => {
  const { headers } = await app.inject({ url: "/items" });
  const held = await app.inject({
    method: "HEAD",
    url: "/items",
    headers: { "if-none-match": String(headers.etag) },
  });
  t.equal(held.statusCode, 304);
});

t.test("a path that is not there has no OPTIONS either", async (t) => {
  for (const url of ["/nowhere", "/items/x/y"]) {
    const answer = await app.inject({ method: "OPTIONS", url });
    t.equal(answer.statusCode, 404, url);
  }
});

t.test("a method that nothing here has is refused as one", async (t) => {
  for (const method of ["TRACE", "PROPFIND", "LOCK"]) {
    // Their names are no part of inject's type, which lists what Fastify routes.
    const answer = await app.inject({ method: method as "GET", url: "/items" });
    t.ok([405, 501].includes(answer.statusCode), `${method}: ${answer.statusCode}`);
  }
});

t.test("a DELETE has no body, and one that has deletes nothing", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  await create(app, "topics", { name: "Kept" });
  const answer = await write(app, "DELETE", "/topics/kept", { into: "another" });
  t.equal(answer.statusCode, 400);
  t.match(answer.json(), {
    errors: [
      { pointer: "", detail: "This DELETE takes no body, since its path says all: leave it out." },
    ],
  });
  t.equal((await app.inject({ url: "/topics/kept" })).statusCode, 200);
});
