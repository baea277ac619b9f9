import t from "tap";
import { formatNames, formatsOf } from "../../src/formats/index.ts";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, KEYED, walk } from "../app-under-test.ts";

const app = appUnderTest(t);

const get = (url: string, headers = {}) => app.inject({ url, headers });
const lines = (body: string) => (body === "" ? [] : body.slice(0, -1).split("\n"));

/** What there is, as it is promised; a new format or resource is added here. */
const PROMISED: Record<string, [lists: string[], records: string[]]> = {
  items: [
    ["csv", "ndjson", "atom"],
    ["csv", "ndjson"],
  ],
  instruments: [
    ["csv", "ndjson", "atom", "ics", "jsonld"],
    ["csv", "ndjson", "ics", "jsonld"],
  ],
  events: [
    ["csv", "ndjson", "atom", "ics"],
    ["csv", "ndjson", "ics"],
  ],
  sources: [
    ["csv", "ndjson", "atom"],
    ["csv", "ndjson"],
  ],
  ...Object.fromEntries(
    ["issuing-bodies", "jurisdictions", "topics", "citations"].map((name) => [
      name,
      [
        ["csv", "ndjson"],
        ["csv", "ndjson"],
      ],
    ]),
  ),
};

t.test("each resource has the formats that make sense, by name and by media type", async (t) => {
  t.same(Object.keys(PROMISED).sort(), resources.map(({ name }) => name).sort());
  for (const resource of resources) {
    const [lists = [], records = []] = PROMISED[resource.name] ?? [];
    t.same(formatNames(formatsOf(resource, "list")), ["json", ...lists]);
    t.same(formatNames(formatsOf(resource, "record")), ["json", ...records]);
    const path = `/${resource.name}`;
    for (const [url, extent] of [
      [path, "list"],
      [`${path}/${resource.example}`, "record"],
    ] as const) {
      const formats = formatsOf(resource, extent);
      for (const { name, mediaType, contentType, isDownload, extension } of formats) {
        const named = await get(`${url}?format=${name}`);
        t.equal(named.statusCode, 200, `${url} ${name}`);
        t.equal(named.headers["content-type"], contentType);
        const file = isDownload ? `.${extension}"` : "undefined";
        t.ok(String(named.headers["content-disposition"]).endsWith(file), `${url} ${name}`);
        const accepted = await get(url, { accept: mediaType });
        t.equal(accepted.statusCode, 200);
        t.equal(accepted.headers["content-type"], contentType);
        if (name === "csv" || name === "ndjson") t.equal(accepted.body, named.body);
      }
      const wrong = await get(`${url}?format=pdf`);
      t.equal(wrong.statusCode, 400);
      t.match(wrong.json(), { errors: [{ parameter: "format", allowed: formatNames(formats) }] });
      const refused = await get(url, { accept: "application/pdf" });
      t.equal(refused.statusCode, 406);
      for (const type of ["application/json", ...formats.map(({ mediaType }) => mediaType)]) {
        t.ok(refused.json<{ detail: string }>().detail.includes(type), `${url} ${type}`);
      }
    }
  }
});

t.test("NDJSON is the walk of all pages", async (t) => {
  for (const { name } of resources) {
    const { records } = await walk(app, `/${name}?limit=200`);
    const { body, headers } = await get(`/${name}?format=ndjson`);
    t.same(
      lines(body).map((line) => JSON.parse(line)),
      records,
      name,
    );
    t.match(headers["changes-seq"], /^\d+$/);
  }
  const query = "topic=apps&sort=title&fields=id,title";
  const { records } = await walk(app, `/items?${query}&limit=2`);
  t.same(
    lines((await get(`/items?${query}&format=ndjson`)).body),
    records.map((record) => JSON.stringify(record)),
    "as they stand in a page",
  );
  t.equal((await get("/items?id=nothing&format=ndjson")).body, "");
});

t.test("a record is a line by itself", async (t) => {
  const url = "/items/2020-07-22-tc260-app-self-assessment";
  t.equal((await get(`${url}?format=ndjson`)).body, `${(await get(url)).body}\n`);
});

t.test("`limit` is at most so many, `cursor` goes on after a page", async (t) => {
  const all = lines((await get("/jurisdictions?format=ndjson")).body);
  t.ok(all.length > 4000);
  const some = async (query: string) => lines((await get(`/jurisdictions?${query}`)).body);
  t.same(await some("format=ndjson&limit=3"), all.slice(0, 3));
  t.same(await some("format=ndjson&limit=450"), all.slice(0, 450), "more than a page may have");
  t.same(await some("format=ndjson&limit=200"), all.slice(0, 200), "a whole batch");
  t.same(await some("format=ndjson&limit=999999999"), all);
  const page = (await get("/jurisdictions?limit=150")).json<{ page: { next: string } }>().page;
  t.same(await some(`format=ndjson&cursor=${page.next}`), all.slice(150));
  t.same(await some(`format=ndjson&limit=10&cursor=${page.next}`), all.slice(150, 160));
  for (const query of ["limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5"]) {
    const answer = await get(`/jurisdictions?format=csv&${query}`);
    t.equal(answer.statusCode, 400, query);
    t.match(answer.json(), { errors: [{ parameter: "limit" }] });
  }
  const feed = await get("/items?format=atom&limit=201");
  t.match(feed.json(), { errors: [{ parameter: "limit", suggestion: "200" }] });
  const wrong = await get(`/topics?format=ndjson&cursor=${page.next}`);
  t.equal(wrong.statusCode, 400, "a cursor of another query");
  t.equal((await get("/topics?format=csv&cursor=tampered")).statusCode, 400);
  const head = { method: "HEAD", url: "/topics?format=csv&cursor=tampered" } as const;
  t.equal((await app.inject(head)).statusCode, 400);
});

t.test("what has no meaning in a format is refused", async (t) => {
  for (const [url, parameter] of [
    ["/items?format=csv&count=none", "count"],
    ["/items?format=ndjson&count=exact", "count"],
    ["/items?format=atom&fields=id", "fields"],
    ["/events?format=ics&fields=id", "fields"],
    ["/events/civil-code-in-force?format=ics&fields=id", "fields"],
    ["/instruments?format=jsonld&fields=id", "fields"],
    ["/items?format=csv&topic=nothing", "topic"],
    ["/items?format=csv&nothing=1", "nothing"],
    ["/items?format=csv&fields=nothing", "fields"],
    ["/items?format=ndjson&sort=nothing", "sort"],
  ] as const) {
    const answer = await get(url);
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ parameter }] }, url);
  }
  const two = await get("/items?format=pdf&topic=nothing&limit=0");
  t.equal(two.json<{ errors: object[] }>().errors.length, 3, "all faults at once");
  const accepting = await get("/items?fields=id", { accept: "application/atom+xml" });
  t.equal(accepting.statusCode, 400, "also where Accept decides");
});

t.test("formats differ in their tags, and each is held by its own", async (t) => {
  const urls = ["/events", "/events/civil-code-in-force"];
  for (const url of urls) {
    const types = ["application/json", "text/csv", "application/x-ndjson", "text/calendar"];
    const tags = new Map<string, string>();
    for (const accept of types) {
      tags.set(accept, String((await get(url, { accept })).headers.etag));
    }
    t.equal(new Set(tags.values()).size, types.length);
    for (const accept of types) {
      for (const [type, tag] of tags) {
        const answer = await get(url, { accept, "if-none-match": tag });
        t.equal(answer.statusCode, type === accept ? 304 : 200, `${url} ${accept} ${type}`);
      }
    }
  }
});

t.test("by Accept an answer that is kept for another format is not given", async (t) => {
  const url = "/topics/apps";
  for (let i = 0; i < 3; i++) {
    const json = await get(url);
    const csv = await get(url, { accept: "text/csv" });
    t.equal(json.headers["content-type"], "application/json; charset=utf-8");
    t.equal(csv.headers["content-type"], "text/csv; charset=utf-8; header=present");
  }
});

t.test("a draft's number shows to nobody without a key", async (t) => {
  const seqOf = async (headers = {}) =>
    Number((await get("/items?format=csv&limit=1", headers)).headers["changes-seq"]);
  const [open, keyed] = [await seqOf(), await seqOf(KEYED)];
  await create(app, "items", { title: "A draft", kind: "other" });
  t.equal(await seqOf(), open);
  t.equal(await seqOf(KEYED), keyed + 1);
});

t.test("links are made of PUBLIC_URL, else of what the request says", async (t) => {
  const url = "/events?format=ics&limit=1";
  const source = (body: string) => /^SOURCE;VALUE=URI:(.*)\r$/m.exec(body)?.[1];
  const asked = await get(url, { host: "Law.Example.org:8080" });
  t.equal(source(asked.body), `http://law.example.org:8080${url}`.replace(url, reordered(url)));
  t.equal(asked.headers["cache-control"], "private, no-cache", "for no cache that others share");
  const elsewhere = await get(url, {
    host: "other.example.org",
    "if-none-match": String(asked.headers.etag),
  });
  t.equal(elsewhere.statusCode, 200, "another host's answer is another");
  const forwarded = { "x-forwarded-host": "evil.example.org", "x-forwarded-proto": "https" };
  const unforwarded = await get(url, { host: "a.example.org", ...forwarded });
  t.match(source(unforwarded.body), /^http:\/\/a\.example\.org\//, "no proxy is trusted");
  for (const host of [
    "evil.org/x?",
    "a b",
    "a\u00e9",
    "<script>",
    "a.org:99999999",
    "user@a.org",
  ]) {
    const answer = await get(url, { host });
    t.equal(answer.statusCode, 400, encodeURI(host));
    t.equal(
      (await get("/events?format=csv&limit=1", { host })).statusCode,
      200,
      "no link, no need",
    );
  }
  const trusting = appUnderTest(t, { TRUST_PROXY: "true" });
  const proxied = await trusting.inject({ url, headers: forwarded });
  t.match(source(proxied.body), /^https:\/\/evil\.example\.org\//, "a trusted proxy is believed");

  const fixed = appUnderTest(t, { PUBLIC_URL: "https://law.example.org/api/" });
  const answer = await fixed.inject({ url, headers: { host: "other.example.org" } });
  t.match(source(answer.body), /^https:\/\/law\.example\.org\/api\/events\?/);
  t.equal(answer.headers["cache-control"], "public, no-cache");
});

/** The same with the format at the end, as links have it. */
const reordered = (url: string) => `${url.replace("format=ics&", "")}&format=ics`;

t.test("scripts of other sites may read the headers of an export", async (t) => {
  const { headers } = await get("/items?format=csv", { origin: "https://app.example.org" });
  t.match(headers["access-control-expose-headers"], /Changes-Seq, Content-Disposition/);
});
