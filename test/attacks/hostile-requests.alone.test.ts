import SqliteConnection from "better-sqlite3";
import t from "tap";
import { KEYED, uncheckedApp } from "../app-under-test.ts";
import { checkAnswers } from "../document-check.ts";
import { exchange, listen } from "../http/raw-exchange.ts";
import { seededDatabase } from "../seeded-database.ts";
import { some } from "./effort.ts";
import { operationsOf } from "./operations.ts";
import { BODIES, LONG, MARKUP, MEANINGFUL, PATHS, POLLUTING, repeated, SQL } from "./payloads.ts";

/** Ten thousand requests that want something else than an answer. */

/** How much of the processor one request may take, in milliseconds: what others wait for. */
const MOST_WORK = 1500;

const { path } = seededDatabase();
const app = uncheckedApp(t, { DATABASE_PATH: path, SEED: "false" });
const faults = checkAnswers(app);
let port = 0;
t.before(async () => {
  port = await listen(app);
});
const before = Object.getOwnPropertyNames(Object.prototype).sort();

let asked = 0;
let most = 0;

interface Asked {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  payload?: string;
}

/** Asks, and says what is wrong with the answer, if anything is. */
async function wrongWith(request: Asked): Promise<string | null> {
  const started = process.cpuUsage();
  const known = faults.length;
  const isStream = request.url.startsWith("/changes/stream");
  const headers = { ...KEYED, ...request.headers };
  const answer = await app.inject({ ...request, headers, payloadAsStream: isStream });
  if (isStream) answer.stream().destroy();
  const { user, system } = process.cpuUsage(started);
  const work = (user + system) / 1000;
  asked++;
  most = Math.max(most, work);
  const body = isStream ? "" : answer.body;
  const type = String(answer.headers["content-type"] ?? "");
  if (answer.statusCode >= 500) return `${answer.statusCode} ${body.slice(0, 300)}`;
  if (faults.length > known) return faults.slice(known).join("; ").slice(0, 600);
  // An import loads the program once more, on a thread of its own, and nobody waits for it.
  if (work > MOST_WORK && !request.url.startsWith("/imports")) return `it took ${work} ms`;
  if (answer.headers["x-evil"] || answer.headers["set-cookie"]) return "a header came in";
  if (answer.headers["x-content-type-options"] !== "nosniff") return "browsers may guess its type";
  if (/html|xml/.test(type) && body.includes("<script>alert(7391)")) return `markup in ${type}`;
  if (
    /SQLITE|node_modules|\.ts:\d|secret_hash.*:|at Object/.test(
      body.replaceAll(/[^{}]*secret_hash[^{}]*/g, ""),
    )
  ) {
    return `the inside shows: ${body.slice(0, 300)}`;
  }
  return null;
}

const shown = (request: Asked): string =>
  `${request.method ?? "GET"} ${request.url.slice(0, 300)} ${(request.payload ?? "").slice(0, 200)}`;

t.test("SQL, markup and worse in every parameter", async (t) => {
  const payloads = [...SQL, ...MEANINGFUL];
  let nth = 0;
  for (const { method, path, parameters } of operationsOf(app.swagger())) {
    if (method !== "GET") continue;
    const url = path.replace("{id}", "civil-code").replaceAll(/\{\w+\}/g, "1");
    for (const { name, in: place } of parameters) {
      for (let i = 0; i < some(3); i++) {
        // Each parameter gets others of them, and all of them come to each list.
        const value = payloads[nth++ % payloads.length] ?? "";
        const request: Asked =
          place === "path"
            ? {
                url: path
                  .replace(`{${name}}`, encodeURIComponent(value))
                  .replaceAll(/\{\w+\}/g, "1"),
              }
            : place === "query"
              ? { url: `${url}?${name}=${encodeURIComponent(value)}` }
              : { url, headers: { [name]: value.replaceAll(/[^\x20-\x7e]/g, "?") } };
        const wrong = await wrongWith(request);
        if (wrong !== null) t.fail(`${shown(request)}: ${wrong}`);
      }
    }
  }
  t.ok(asked > 1200, `${asked} requests, the hardest ${most} ms`);
});

t.test("what is long and looks as if it were simple", async (t) => {
  const texts = [
    "q",
    "title",
    "name",
    "topic",
    "id",
    "cursor",
    "sort",
    "fields",
    "date",
    "number",
    "cited_url",
  ];
  for (const list of ["/items", "/instruments", "/issuing-bodies", "/citations"]) {
    for (const name of texts) {
      for (const value of LONG) {
        const query = name === "q" ? "&highlight=true&facets=topic" : "";
        const request = { url: `${list}?${name}=${encodeURIComponent(value)}${query}` };
        const wrong = await wrongWith(request);
        if (wrong !== null) t.fail(`${shown(request)}: ${wrong}`);
      }
    }
  }
  for (const piece of [
    "〔2020〕",
    "第1条",
    "GB/T ",
    "C-1/",
    "90 FR ",
    "http://",
    "Art. 1(",
    "§ ",
    "No. 1 ",
  ]) {
    const payload = JSON.stringify({ text: repeated(piece, 60_000) });
    const headers = { "content-type": "application/json" };
    const request: Asked = { method: "POST", url: "/citations/lookup", headers, payload };
    const wrong = await wrongWith(request);
    if (wrong !== null) t.fail(`${shown(request)}: ${wrong}`);
  }
  t.pass(`the hardest took ${most} ms`);
});

t.test("every operation with a body, with bodies that pollute, flood and break", async (t) => {
  let nth = 0;
  for (const { method, path, bodies } of operationsOf(app.swagger())) {
    const types = Object.keys(bodies);
    for (const type of types) {
      // Each operation gets some of those that are large, and all come to many.
      const some = Array.from({ length: 5 }, () => BODIES[nth++ % BODIES.length] ?? "");
      for (const payload of [...POLLUTING, ...some]) {
        const url = path.replace("{id}", "apps").replaceAll(/\{\w+\}/g, "1");
        const request: Asked = { method, url, headers: { "content-type": type }, payload };
        const wrong = await wrongWith(request);
        if (wrong !== null) t.fail(`${shown(request)}: ${wrong}`);
      }
    }
  }
  for (const mapping of [...POLLUTING, '{"resource":"topics","fields":{"__proto__":"a"}}']) {
    const request: Asked = {
      method: "POST",
      url: `/imports?mapping=${encodeURIComponent(mapping)}`,
      headers: { "content-type": "application/x-ndjson" },
      payload: '{"name":"A","__proto__":{"polluted":1}}\n',
    };
    const wrong = await wrongWith(request);
    if (wrong !== null) t.fail(`${shown(request)}: ${wrong}`);
  }
  t.pass(`${asked} requests`);
});

t.test("paths that lead elsewhere, byte for byte", async (t) => {
  const key = KEYED.authorization;
  for (const path of PATHS) {
    const line = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\nConnection: close\r\n\r\n`;
    const { status, headers, body } = await exchange(port, line);
    t.ok(status < 500, `${path.slice(0, 100)}: ${status}`);
    t.notMatch(body, /"devDependencies"|root:x:|\[core\]|SQLite format/, path.slice(0, 100));
    t.notOk(headers["x-evil"], path.slice(0, 100));
    if (status >= 400)
      t.match(headers["content-type"], /^application\/problem\+json/, path.slice(0, 100));
  }
});

t.test("headers, too many and too long", async (t) => {
  const floods: Record<string, string> = {
    "2,000 headers": Array.from({ length: 2000 }, (_, i) => `X-${i}: 1\r\n`).join(""),
    "a header of 120 KB": `X-Long: ${"a".repeat(120_000)}\r\n`,
    "more than fits": `X-Long: ${"a".repeat(200_000)}\r\n`,
    "20,000 entity tags": `If-None-Match: ${'W/"1", '.repeat(17_000)}"x"\r\n`,
    "quotes without end": `If-None-Match: ${'"'.repeat(100_000)}\r\n`,
    "20,000 media types": `Accept: ${"a/b;q=0.1,".repeat(11_000)}*/*\r\n`,
    "media types of commas": `Accept: ${",".repeat(100_000)}\r\n`,
    "codings of commas": `Accept-Encoding: ${"gzip;q=,".repeat(12_000)}\r\n`,
    "a long type": `Content-Type: application/json;${" ".repeat(100_000)}charset\r\n`,
    "a long key": `Authorization: Bearer ${"a ".repeat(50_000)}\r\n`,
    "forwarded by 10,000": `X-Forwarded-For: ${"1.1.1.1, ".repeat(12_000)}\r\n`,
    "folded and bare": "X-A: 1\r\n b\r\nX-B : 2\r\n",
    "two lengths": "Content-Length: 1\r\nContent-Length: 2\r\n",
    "length and chunks": "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    "bytes above ASCII": "X-A: \u00ff\u00fe\r\n",
  };
  for (const [name, lines] of Object.entries(floods)) {
    for (const line of ["GET /items?limit=1", "POST /items/query"]) {
      const started = process.cpuUsage();
      const { status, headers } = await exchange(
        port,
        `${line} HTTP/1.1\r\nHost: x\r\n${lines}Connection: close\r\n\r\n`,
      );
      const { user } = process.cpuUsage(started);
      t.ok(status < 500, `${name}: ${status}`);
      t.ok(user / 1000 < MOST_WORK, `${name}: ${user / 1000} ms`);
      if (status >= 400) t.match(headers["content-type"], /^application\/problem\+json/, name);
    }
  }
});

t.test("markup in every field is shown as text, in every format", async (t) => {
  const texts: Record<string, object> = {
    topics: { name: MARKUP, description: MARKUP, aliases: [`alias ${MARKUP}`] },
    sources: { title: MARKUP, publisher: MARKUP },
    "issuing-bodies": { name: MARKUP, name_native: MARKUP, acronym: "<b>", kind: "other" },
    instruments: {
      ...{ title: `${MARKUP}\r\nX-EVIL:1`, title_native: MARKUP, aliases: [`=${MARKUP}`] },
      ...{ type: "law", local_type: MARKUP, number: MARKUP, issuing_bodies: ["hostile"] },
      events: [{ type: "comment_closes", date: "2030-01-01", note: `${MARKUP}\r\nEND:VEVENT` }],
      relations: [{ type: "amends", instrument: "civil-code", locator: MARKUP }],
      citations: [{ text: MARKUP, title: MARKUP, publisher: MARKUP, locator: MARKUP }],
    },
    items: {
      ...{ title: MARKUP, summary: `${MARKUP}\n]]>`, kind: "other", date: "2030-01-01" },
      ...{ topics: ["hostile"], issuing_bodies: ["hostile"], instruments: ["hostile"] },
      ...{ sources: ["hostile"], state: "published" },
      citations: [{ text: `=1+${MARKUP}`, title: MARKUP }],
    },
  };
  for (const [resource, fields] of Object.entries(texts)) {
    const payload = { ...fields, id: "hostile" };
    const answer = await app.inject({
      method: "POST",
      url: `/${resource}`,
      headers: KEYED,
      payload,
    });
    t.equal(answer.statusCode, 201, answer.body);
  }
  const urls = Object.keys(texts).flatMap((resource) =>
    ["json", "csv", "ndjson", "atom", "ics", "jsonld"].flatMap((format) => [
      `/${resource}?id=hostile&format=${format}`,
      `/${resource}/hostile?format=${format}`,
    ]),
  );
  urls.push("/events?instrument=hostile&format=ics", "/events?instrument=hostile&format=atom");
  urls.push(
    "/items?q=alert&highlight=true",
    "/instruments?q=script&highlight=true",
    "/topics?q=alert&highlight=true",
  );
  urls.push(
    ...["json", "dot", "mermaid", "graphml"].map(
      (each) => `/instruments/hostile/graph?format=${each}`,
    ),
  );
  urls.push("/instruments/hostile/timeline", "/items?facets=topic,authority,source", "/docs");
  const types = new Set<string>();
  for (const url of urls) {
    const { statusCode, headers, body } = await app.inject({ url });
    t.ok(statusCode < 500, url);
    if (statusCode !== 200) continue;
    const type = String(headers["content-type"]).split(";", 1)[0] ?? "";
    types.add(type);
    const marked = /"match":\{.*?\}/.exec(body)?.[0] ?? "";
    t.notMatch(marked, /<(?!\/?mark>)/, `${url}: marked`);
    // The rest is never read as HTML, and downloaded where a browser would show it.
    if (/html|xml/.test(type)) t.notMatch(body, /<script>alert|<img src=x/, `${url} ${type}`);
    if (type === "text/calendar") t.notMatch(body, /^X-EVIL|^END:VEVENT\r\n(?!BEGIN|END)/m, url);
    if (type === "text/csv") t.notMatch(body, /(^|,)"?[=+@]/m, url);
    if (type.includes("mermaid")) t.notMatch(body, /<(?!br\/>)/, url);
  }
  t.ok(types.size >= 9, [...types].join());
});

t.test("in the end all is as it was", (t) => {
  t.same(Object.getOwnPropertyNames(Object.prototype).sort(), before);
  t.equal(({} as { polluted?: unknown }).polluted, undefined);
  t.equal(([] as { polluted?: unknown }).polluted, undefined);
  const connection = new SqliteConnection(path, { readonly: true });
  t.equal(connection.pragma("integrity_check", { simple: true }), "ok");
  t.same(connection.pragma("foreign_key_check"), []);
  const tables = connection.prepare("select count(*) as n from sqlite_schema").get();
  t.ok((tables as { n: number }).n > 40);
  connection.close();
  t.ok(asked > 3000, `${asked} requests, the hardest took ${most} ms`);
  t.end();
});
