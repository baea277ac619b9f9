import t from "tap";
import { appUnderTest, create, KEYED, patch } from "../app-under-test.ts";
import { lookUpUrl, recordsOf } from "./lookup-client.ts";

/** `GET /citations/lookup?url=`. */

const PAGE = "https://www.lawbus.net/articles/1275.html";
const ITEM = "cites items/2020-07-13-npcsc-criminal-law-amendment-xi";

const app = appUnderTest(t);
const path = (url: string) => `/citations/lookup?url=${encodeURIComponent(url)}`;

t.test("every way of writing an address finds who cites it", async (t) => {
  for (const url of [
    ...[PAGE, "http://lawbus.net/articles/1275.html", `${PAGE}#top`, `${PAGE}?utm_campaign=a`],
    ...[
      "HTTPS://LAWBUS.NET.:443/articles/%31275.html",
      "http://lawbus.net/x/../articles/1275.html",
    ],
  ]) {
    const found = await lookUpUrl(app, url);
    t.same(recordsOf(found), [ITEM], url);
    t.match(found, {
      start: 0,
      end: url.length,
      text: url,
      normalized: "https://lawbus.net/articles/1275.html",
      kind: "url",
      status: "found",
      locator: null,
      more: false,
    });
  }
  const other = await lookUpUrl(app, "https://lawbus.net/articles/1275.HTML");
  t.match(other, { status: "unknown", matches: [] });
});

t.test("what is at an address comes before what cites it", async (t) => {
  const url = "https://example.org/law?id=1";
  await create(app, "instruments", {
    ...{ id: "a-law", title: "A Law", type: "law", url },
    citations: [{ url }],
  });
  await create(app, "sources", { id: "a-source", title: "A source", url: `${url}#page` });
  for (const id of ["first", "second"]) {
    await create(app, "items", {
      ...{ id, title: id, kind: "other", state: "published" },
      citations: [{ url: `${url}&utm_source=${id}` }],
    });
  }
  const found = await lookUpUrl(app, url);
  t.same(recordsOf(found), [
    ...["is instruments/a-law", "is sources/a-source", "cites items/second", "cites items/first"],
  ]);
  t.equal(found.status, "ambiguous");
  t.equal(found.matches[2]?.citation, "second-citation");
});

t.test("an act is found by any address that names it", async (t) => {
  const eli = "http://data.europa.eu/eli/reg/2016/679/oj";
  const celex = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679";
  await create(app, "instruments", { id: "gdpr", title: "GDPR", type: "regulation", url: eli });
  await create(app, "items", {
    ...{ id: "citing", title: "Citing", kind: "other", state: "published" },
    citations: [{ url: celex }],
  });
  for (const url of [eli, celex]) {
    const found = await lookUpUrl(app, url);
    t.same(recordsOf(found), ["is instruments/gdpr", "cites items/citing"], url);
    t.match(found, { kind: "eu_act", normalized: "32016R0679" });
  }
});

t.test("drafts, for who asks for them with a key", async (t) => {
  const url = "https://example.org/draft";
  await create(app, "items", {
    id: "hidden",
    title: "Hidden",
    kind: "other",
    citations: [{ url }],
  });
  await create(app, "sources", { id: "hidden-source", title: "Hidden", url, state: "draft" });
  await create(app, "instruments", {
    ...{ id: "hidden-law", title: "Hidden", type: "law", url, state: "draft" },
  });
  t.same((await lookUpUrl(app, url)).matches, []);
  t.same((await lookUpUrl(app, url, KEYED)).matches, []);
  t.same(recordsOf(await lookUpUrl(app, url, KEYED, "&state=draft,published")), [
    ...["is instruments/hidden-law", "is sources/hidden-source", "cites items/hidden"],
  ]);
  t.equal((await app.inject({ url: `${path(url)}&state=draft` })).statusCode, 401);
  await patch(app, "/items/hidden", { state: "published" });
  t.same(recordsOf(await lookUpUrl(app, url)), ["cites items/hidden"]);
});

t.test("of many that cite a page the newest are given, and that there are more", async (t) => {
  const url = "https://example.org/popular";
  for (let i = 1; i <= 101; i++) {
    await create(app, "items", {
      ...{ id: `popular-${i}`, title: "Popular", kind: "other", state: "published" },
      citations: [{ url }],
    });
  }
  const { matches, more } = await lookUpUrl(app, url);
  t.equal(matches.length, 100);
  t.equal(matches[0]?.id, "popular-101");
  t.equal(more, true);
});

t.test("who holds the answer gets 304, until something changes", async (t) => {
  const first = await app.inject({ url: path(PAGE) });
  const tag = { "if-none-match": String(first.headers["etag"]) };
  const again = await app.inject({ url: path(PAGE), headers: tag });
  t.equal(again.statusCode, 304);
  const head = await app.inject({ method: "HEAD", url: path(PAGE) });
  t.equal(head.headers["etag"], first.headers["etag"]);
  await create(app, "sources", { title: "At the page", url: PAGE });
  const changed = await app.inject({ url: path(PAGE), headers: tag });
  t.equal(changed.statusCode, 200);
  const options = await app.inject({ method: "OPTIONS", url: path(PAGE) });
  t.equal(options.headers["allow"], "GET, HEAD, POST, OPTIONS");
});

t.test("what can't be asked", async (t) => {
  const faults: Record<string, [string, RegExp]> = {
    "": ["url", /missing/],
    "?url=": ["url", /empty/],
    "?url=example.com": ["url", /absolute URL/],
    "?url=ftp://example.com/": ["url", /http/],
    "?url=https://a.com/&url=https://b.com/": ["url", /more than once/],
    "?url=https://a.com/&ur=1": ["ur", /not a parameter/],
    "?url=https://a.com/&state=daft": ["state", /not a value/],
  };
  for (const [query, [parameter, detail]] of Object.entries(faults)) {
    const answer = await app.inject({ url: `/citations/lookup${query}` });
    t.equal(answer.statusCode, 400, query);
    const [fault] = answer.json<{ errors: { parameter: string; detail: string }[] }>().errors;
    t.equal(fault?.parameter, parameter, query);
    t.match(fault?.detail, detail, query);
  }
});
