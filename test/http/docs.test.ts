import t from "tap";
import { appUnderTest } from "../app-under-test.ts";

const app = appUnderTest(t, { SEED: "false" });

/** Addresses of other hosts in a text. */
const hostsIn = (text: string) =>
  [...text.matchAll(/(?:https?:)?\/\/([\w-]+(?:\.[\w-]+)+)/g)]
    .map(([, host]) => host ?? "")
    // The initializer cites, in a comment, why it is as it is.
    .filter((host) => host !== "stackoverflow.com");

t.test("/docs works, with or without a slash, and refers to no other host", async (t) => {
  for (const url of ["/docs", "/docs/"]) {
    const page = await app.inject({ url });
    t.equal(page.statusCode, 200);
    t.match(page.headers["content-type"], /^text\/html/);
    t.same(hostsIn(page.body), [], url);
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part ?? "");
    t.ok(parts.length >= 5, "styles and scripts");
    for (const part of parts) {
      const path = new URL(part, `http://localhost${url}`).pathname;
      t.ok(path.startsWith("/docs/static/"), path);
      const answer = await app.inject({ url: path });
      t.equal(answer.statusCode, 200, path);
      t.ok(answer.rawPayload.length > 0);
    }
  }
});

t.test(
  "the initializer asks this service for the document, and nobody to validate it",
  async (t) => {
    const { body } = await app.inject({ url: "/docs/static/swagger-initializer.js" });
    t.same(hostsIn(body), []);
    t.match(body, /"validatorUrl":null/);
    const document = await app.inject({ url: "/docs/json" });
    t.equal(document.statusCode, 200);
    t.same(document.json(), (await app.inject({ url: "/openapi.json" })).json());
  },
);

t.test("the page's policy lets its own files through and no other host", async (t) => {
  const policy = String((await app.inject({ url: "/docs" })).headers["content-security-policy"]);
  const directives = new Map(
    policy.split(";").flatMap((part) => {
      const [name = "", ...sources] = part.trim().split(/\s+/);
      return name === "" ? [] : [[name, sources] as const];
    }),
  );
  for (const name of ["script-src", "style-src", "img-src", "font-src"]) {
    const sources = directives.get(name) ?? directives.get("default-src") ?? [];
    t.ok(sources.includes("'self'"), name);
    // Swagger UI writes style attributes.
    const own = ["'self'", "data:", ...(name === "style-src" ? ["'unsafe-inline'"] : [])];
    t.same(
      sources.filter((source) => !own.includes(source)),
      [],
      name,
    );
  }
  // Over plain HTTP, on any host but localhost, it would fetch its own files by HTTPS: a blank page.
  t.notOk(directives.has("upgrade-insecure-requests"));
});

t.test("only the files of the page are served", async (t) => {
  for (const url of [
    "/docs/static/../../package.json",
    "/docs/static/..%2f..%2fpackage.json",
    "/docs/static/%2e%2e/%2e%2e/package.json",
    "/docs/static/..%5c..%5cpackage.json",
    "/docs/static/%00",
    "/docs/static/nothing.js",
    "/docs/nothing",
  ]) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 404, url);
    t.match(answer.headers["content-type"], /^application\/problem\+json/);
  }
});
