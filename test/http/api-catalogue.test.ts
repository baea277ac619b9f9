import type { FastifyInstance } from "fastify";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest } from "../app-under-test.ts";

/** `/.well-known/api-catalog` (RFC 9727), a link set (RFC 9264), and the links of `/`. */

const app: FastifyInstance = appUnderTest(t, { SEED: "false" });
const PATH = "/.well-known/api-catalog";
const PUBLIC = "https://law.example.org/api";

interface Target {
  href: string;
  type?: string;
}

interface LinkSet {
  linkset: ({ anchor: string } & Record<string, Target[]>)[];
}

/** The links of a header, by relation. */
const linksOf = (header: unknown): Record<string, string> =>
  Object.fromEntries(
    [...String(header).matchAll(/<([^>]*)>; rel="([^"]+)"/g)].map(([, href, rel]) => [rel, href]),
  );

t.test("the catalogue names the API and what describes it", async (t) => {
  const answer = await app.inject({ url: PATH });
  t.equal(answer.statusCode, 200);
  t.equal(
    answer.headers["content-type"],
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
  );
  t.same(linksOf(answer.headers.link), { "api-catalog": PATH });
  const { linkset } = answer.json<LinkSet>();
  t.match(linkset, [
    { anchor: PATH, item: [{ href: "/" }] },
    {
      anchor: "/",
      "service-desc": [{ href: "/openapi.json", type: "application/json" }],
      "service-doc": [{ href: "/docs", type: "text/html" }],
      status: [{ href: "/health/ready" }],
    },
  ]);
  t.same(
    linkset[1]?.["item"]?.map(({ href }) => href),
    resources.map(({ name }) => `/${name}`),
  );
  for (const { anchor: _, ...relations } of linkset) {
    for (const targets of Object.values(relations)) {
      t.ok(Array.isArray(targets), "RFC 9264 §4.2.3: also where there is one");
      for (const { href, type } of targets) {
        const target = await app.inject({ url: href });
        t.equal(target.statusCode, 200, href);
        t.equal(String(target.headers["content-type"]).split(";")[0], type, href);
      }
    }
  }
});

t.test("HEAD says where it is, and a client that holds it is told so", async (t) => {
  const whole = await app.inject({ url: PATH });
  const head = await app.inject({ method: "HEAD", url: PATH });
  t.equal(head.statusCode, 200);
  t.equal(head.body, "");
  t.same(linksOf(head.headers.link), { "api-catalog": PATH });
  t.equal(head.headers["content-type"], whole.headers["content-type"]);
  const etag = String(whole.headers.etag);
  for (const method of ["GET", "HEAD"] as const) {
    const held = await app.inject({ method, url: PATH, headers: { "if-none-match": etag } });
    t.equal(held.statusCode, 304);
  }
});

t.test("it hears Accept", async (t) => {
  for (const accept of [
    "application/linkset+json",
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    "application/*",
    "*/*",
    "application/json;q=0.9, application/linkset+json",
  ]) {
    const answer = await app.inject({ url: PATH, headers: { accept } });
    t.equal(answer.statusCode, 200, accept);
    t.match(answer.headers["content-type"], /^application\/linkset\+json;/);
  }
  for (const accept of ["application/json", "text/html", "application/linkset"]) {
    const answer = await app.inject({ url: PATH, headers: { accept } });
    t.equal(answer.statusCode, 406, accept);
    t.match(answer.json(), { detail: /application\/linkset\+json/ });
  }
  t.equal((await app.inject({ url: `${PATH}?verbose=1` })).statusCode, 400);
});

t.test("`/` says the same in its Link header", async (t) => {
  const { headers } = await app.inject({ url: "/" });
  const links = linksOf(headers.link);
  t.same(links, {
    "service-desc": "/openapi.json",
    "service-doc": "/docs",
    status: "/health/ready",
    "api-catalog": PATH,
  });
  for (const url of Object.values(links)) t.equal((await app.inject({ url })).statusCode, 200);
  const head = await app.inject({ method: "HEAD", url: "/" });
  t.equal(head.headers.link, headers.link);
});

t.test("with a public address the links are absolute", async (t) => {
  const moved = appUnderTest(t, { SEED: "false", PUBLIC_URL: `${PUBLIC}/` });
  const answer = await moved.inject({ url: PATH });
  t.same(linksOf(answer.headers.link), { "api-catalog": `${PUBLIC}${PATH}` });
  const { linkset } = answer.json<LinkSet>();
  t.same(
    linkset.map(({ anchor }) => anchor),
    [`${PUBLIC}${PATH}`, `${PUBLIC}/`],
  );
  for (const { anchor: _, ...relations } of linkset) {
    for (const { href } of Object.values(relations).flat()) {
      t.ok(href.startsWith(`${PUBLIC}/`), href);
    }
  }
  const index = await moved.inject({ url: "/" });
  t.equal(linksOf(index.headers.link)["service-desc"], `${PUBLIC}/openapi.json`);
});
