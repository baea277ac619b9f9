import { join } from "node:path";
import { pathToFileURL } from "node:url";
import createClient from "openapi-fetch";
import t from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";
import { GeneratedClient } from "./generated-client.ts";

const HEAD = `
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";
export type Item = components["schemas"]["Item"];
/** The other formats of lists are text; who wants JSON says so once. */
export type Json = "application/json" | "application/problem+json" | "application/merge-patch+json";
`;

/** What a client of the API would write; every type in it comes from the document. */
const CONSUMER = `${HEAD}
export async function tryIt(baseUrl: string, key: string) {
  const open = createClient<paths, Json>({ baseUrl, querySerializer: { array: { style: "form", explode: false } } });
  const keyed = createClient<paths, Json>({ baseUrl, headers: { Authorization: \`Bearer \${key}\` } });

  const list = await open.GET("/items", {
    params: {
      query: { topic: ["personal-information", "apps"], date_gte: "2020-07", kind: ["legislation"], sort: ["-date"], limit: 2 },
    },
  });
  if (list.error) throw new Error(list.error.detail);
  const next: string | null = list.data.page.next;
  const total: number | undefined = list.data.page.total;

  const narrow = await open.GET("/items", { params: { query: { fields: ["id", "title"], limit: 3 } } });
  const titles: (string | undefined)[] = (narrow.data?.data ?? []).map((item) => item.title);

  const id = "2020-07-22-tc260-app-self-assessment";
  const read = await open.GET("/items/{id}", { params: { path: { id } } });
  const item = read.data;
  const bodies = item && "issuing_bodies" in item ? (item.issuing_bodies ?? []) : [];
  const acronyms: (string | null)[] = bodies.map(({ acronym }) => acronym);
  const state: "draft" | "published" | undefined = item?.state;

  const status = (await open.GET("/instruments/{id}", {
    params: { path: { id: "data-security-law" }, query: { on: "2020-08-01" } },
  })).data?.status;

  const whole = await open.GET("/items/{id}", {
    params: { path: { id }, query: { include: ["instruments", "issuing_bodies"], fields: ["issuing_bodies", "instruments"] } },
  });
  const included = whole.data && "issuing_bodies" in whole.data ? (whole.data.issuing_bodies ?? []) : [];
  const kinds: string[] = (included as components["schemas"]["ItemIssuingBody"][]).map(({ kind }) => kind);
  const roles: string[] = included.map(({ role }) => role);

  const body = { topic: ["personal-information", "apps"], date_exists: true, kind: "legislation" as const, limit: 2 };
  const first = await open.POST("/items/query", { body });
  const second = await open.POST("/items/query", { body: { ...body, cursor: first.data?.page.next ?? "" } });

  const created = await keyed.POST("/items", {
    body: { title: "Made by a generated client", kind: "other", topics: ["apps"], date: "2020-07" },
  });
  if (created.error) throw new Error(created.error.detail);
  const revision: number = created.data.revision;
  const patched = await keyed.PATCH("/items/{id}", {
    params: { path: { id: created.data.id }, header: { "If-Match": \`"\${revision}"\` } },
    body: { summary: "A summary", state: "published" },
  });
  const stale = await keyed.PATCH("/items/{id}", {
    params: { path: { id: created.data.id }, header: { "If-Match": \`"\${revision}"\` } },
    body: { summary: "Too late" },
  });
  const replaced = await keyed.PUT("/items/{id}", {
    params: { path: { id: created.data.id } },
    body: { title: "Replaced", kind: "case" },
  });
  const removed = await keyed.DELETE("/items/{id}", { params: { path: { id: created.data.id } } });

  const key_made = await keyed.POST("/keys", { body: { name: "From a client", scopes: ["read"] } });
  const secret: string | undefined = key_made.data?.key;

  const wrong = await open.GET("/items/{id}", { params: { path: { id: "nowhere" } } });
  const problem: { type: string; status: number; errors: { detail: string }[] } | undefined = wrong.error;

  return {
    next, total, titles, acronyms, state, status, revision, secret, kinds, roles,
    asked: [first.data?.data.length, second.data?.data.length],
    listed: list.data.data.length,
    patched: patched.data?.revision,
    stale: stale.response.status,
    replaced: replaced.data?.title,
    removed: removed.response.status,
    problem: problem?.type,
  };
}
`;

/** Programs that are wrong: the compiler has to say so. */
const WRONG: Record<string, string> = {
  "a misspelt parameter": `client.GET("/items", { params: { query: { topc: ["apps"] } } });`,
  "an unknown code": `client.GET("/items", { params: { query: { kind: ["law"] } } });`,
  "an unknown order": `client.GET("/items", { params: { query: { sort: ["-dat"] } } });`,
  "an unknown field": `client.GET("/items", { params: { query: { fields: ["titel"] } } });`,
  "a limit that is no number": `client.GET("/items", { params: { query: { limit: "5" } } });`,
  "a parameter that only another list has": `client.GET("/topics", { params: { query: { on: "2020-01-01" } } });`,
  "an unknown field to include": `client.GET("/items", { params: { query: { include: ["topic"] } } });`,
  "a query with a misspelt member": `client.POST("/items/query", { body: { topc: ["apps"] } });`,
  "a query with an unknown code": `client.POST("/items/query", { body: { kind: "law" } });`,
  "a path that is not there": `client.GET("/item", {});`,
  "a path without its id": `client.GET("/items/{id}", {});`,
  "a body without its title": `client.POST("/items", { body: { kind: "other" } });`,
  "a body with an unknown field": `client.POST("/items", { body: { title: "x", kind: "other", colour: "red" } });`,
  "a body with a field that is read only": `client.PATCH("/items/{id}", { params: { path: { id: "x" } }, body: { revision: 2 } });`,
  "an unknown scope": `client.POST("/keys", { body: { name: "x", scopes: ["root"] } });`,
  "a field that no item has": `export const f = (item: Item) => item.colour;`,
  "a value that can be null, unasked": `export const f = (item: Item): string => item.summary;`,
};

interface Tried {
  [name: string]: unknown;
  titles: string[];
}

t.test("a client that is generated from the document", async (t) => {
  const generated = await GeneratedClient.make();
  t.teardown(() => generated.remove());

  const wrong = Object.entries(WRONG).map(([name, line]) => ({
    name,
    file: `${name.replaceAll(" ", "-")}.ts`,
    source: `${HEAD}\nexport const client = createClient<paths, Json>({ baseUrl: "" });\n${line}\n`,
  }));
  const diagnostics = generated.compile({
    "consumer.ts": CONSUMER,
    ...Object.fromEntries(wrong.map(({ file, source }) => [file, source])),
  });

  await t.test("compiles", (t) => {
    t.same(diagnostics["consumer.ts"], []);
    t.end();
  });

  await t.test("does not compile where it is wrong", (t) => {
    for (const { name, file } of wrong) {
      const found = diagnostics[file] ?? [];
      t.equal(found.length, 1, `${name}: ${found.join("; ") || "nothing wrong is seen"}`);
    }
    const files = ["consumer.ts", ...wrong.map(({ file }) => file)];
    t.same(Object.keys(diagnostics).sort(), files.sort(), "and nothing else is wrong");
    t.end();
  });

  await t.test("works", async (t) => {
    const app = appUnderTest(t);
    const baseUrl = await app.listen({ host: "127.0.0.1", port: 0 });
    const { tryIt } = (await import(pathToFileURL(join(generated.folder, "consumer.js")).href)) as {
      tryIt(baseUrl: string, key: string): Promise<Tried>;
    };
    const { titles, secret, ...tried } = await tryIt(
      baseUrl,
      KEYED.authorization.split(" ")[1] ?? "",
    );
    t.equal(titles.length, 3);
    t.match(secret, /^ldk_/);
    t.match(tried, {
      listed: 2,
      total: Number,
      next: String,
      acronyms: ["TC260"],
      kinds: ["standards_body"],
      roles: ["issuer"],
      asked: [2, 2],
      state: "published",
      status: "open_for_comment",
      revision: 1,
      patched: 2,
      stale: 412,
      replaced: "Replaced",
      removed: 204,
      problem: "/problems/not-found",
    });
  });

  await t.test("needs no serializer but the one that openapi-fetch comes with", async (t) => {
    const app = appUnderTest(t);
    const baseUrl = await app.listen({ host: "127.0.0.1", port: 0 });
    // openapi-fetch repeats a parameter for each value unless told otherwise: both are heard.
    const client = createClient<{
      "/items": {
        get: {
          parameters: { query: object };
          responses: { 200: { content: { "application/json": { page: { total: number } } } } };
        };
      };
    }>({ baseUrl });
    const { data, response } = await client.GET("/items", {
      params: { query: { topic: ["personal-information", "apps"] } },
    });
    t.equal(response.status, 200);
    t.ok((data?.page.total ?? 0) > 0);
  });
});
