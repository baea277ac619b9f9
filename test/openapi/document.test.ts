import { readFileSync } from "node:fs";
import t from "tap";
import { filterParameters } from "../../src/query/parameters.ts";
import { facetNames } from "../../src/query/search-parameters.ts";
import { resources } from "../../src/resources/index.ts";
import * as vocabularies from "../../src/vocabularies.ts";
import { appUnderTest } from "../app-under-test.ts";

const FILE = new URL("../../openapi/openapi.json", import.meta.url);

interface Operation {
  operationId: string;
  summary?: string;
  tags: string[];
  parameters?: { name: string; in: string; description?: string }[];
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
  tags: { name: string }[];
}

const app = appUnderTest(t, { SEED: "false" });

/** Every route, as it is registered: before the application is ready. */
const routes = new Set<string>();
app.addHook("onRoute", ({ method, url, schema }) => {
  if ((schema as { hide?: boolean } | undefined)?.hide || url.startsWith("/docs")) return;
  for (const each of [method].flat()) {
    if (each === "HEAD") continue;
    routes.add(`${each} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
  }
});

let document: Document;
t.before(async () => {
  await app.ready();
  document = JSON.parse(JSON.stringify(app.swagger())) as Document;
});

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

t.test("the committed document is the one of this program", (t) => {
  const expected = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  t.equal(readFileSync(FILE, "utf8"), expected, "else: npm run openapi");
  t.end();
});

t.test("each route is documented, and what is documented is a route", (t) => {
  t.equal(document.openapi, "3.1.0");
  t.ok(routes.size > resources.length * 6);
  t.same(new Set(operations().map(([name]) => name)), routes);
  t.end();
});

t.test("operations have names of their own, a summary and a known tag", (t) => {
  const ids = operations().map(([, { operationId }]) => operationId);
  t.equal(new Set(ids).size, ids.length);
  const known = new Set(document.tags.map(({ name }) => name));
  for (const [name, { operationId, summary, tags }] of operations()) {
    t.match(operationId, /^[a-z][A-Za-z]+$/, name);
    t.ok(summary, name);
    t.ok(
      tags.every((tag) => known.has(tag)),
      name,
    );
  }
  t.end();
});

t.test("every filter, with each of its operators, is a described parameter of its list", (t) => {
  for (const resource of resources) {
    const parameters = document.paths[`/${resource.name}`]?.["get"]?.parameters ?? [];
    const described = new Map(
      parameters.filter(({ in: where }) => where === "query").map((each) => [each.name, each]),
    );
    const wanted = [
      ...filterParameters(resource).keys(),
      "sort",
      "limit",
      "cursor",
      "fields",
      "count",
      "q",
      "highlight",
      ...("authority" in resource.filters ? ["include_predecessors"] : []),
      ...(facetNames(resource).length > 0 ? ["facets", "facet_limit"] : []),
    ];
    for (const name of wanted) {
      t.ok(described.get(name)?.description, `${resource.name}: ${name}`);
    }
    // The other way round: what is documented is heard, so that nothing promised is a 400.
    const heard = new Set([...wanted, "format", "include", "on", "as_of", "state"]);
    t.same(
      [...described.keys()].filter((name) => !heard.has(name)),
      [],
      resource.name,
    );
  }
  t.end();
});

t.test("components have names, and each is referred to", (t) => {
  const text = JSON.stringify(document);
  for (const name of Object.keys(document.components.schemas)) {
    t.match(name, /^[A-Z][A-Za-z]+$/);
    t.ok(text.includes(`"#/components/schemas/${name}"`), name);
  }
  for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference ?? "")?.[1] ?? "";
    if (document.components.schemas[name] === undefined) t.fail(`${reference} leads nowhere`);
  }
  t.end();
});

/** Every description in the document, wherever it stands. */
function descriptionsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "description" && typeof inner === "string" ? [inner] : descriptionsIn(inner),
  );
}

t.test("every code of every vocabulary is explained", (t) => {
  const descriptions = descriptionsIn(document).join("\n");
  const tables = Object.entries(vocabularies).filter(([, table]) => typeof table === "object");
  t.ok(tables.length >= 10);
  for (const [name, table] of tables) {
    for (const [code, meaning] of Object.entries(table)) {
      // The inverse of a relation is a name that is served too, and no meaning.
      const explained =
        name === "RELATION_INVERSES"
          ? descriptions.includes(`\`${code}\``) && descriptions.includes(`\`${meaning}\``)
          : descriptions.includes(`\`${code}\`: ${meaning}`);
      t.ok(explained, `${name}: ${code}`);
    }
  }
  t.end();
});
