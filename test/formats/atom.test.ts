import { readFileSync } from "node:fs";
import { parseFeed } from "@rowanmanning/feed-parser";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import t, { type Test } from "tap";
import { validateXML } from "xmllint-wasm";
import { appUnderTest, create, idsOf, KEYED, patch, read } from "../app-under-test.ts";
import type { ServedItem } from "../served-records.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const GRAMMAR = readFileSync(new URL("atom.rng", import.meta.url), "utf8");
const ADDRESS = "https://law.example.org/api";

interface Item extends ServedItem {
  topics: { id: string; name: string }[];
}

const app = appUnderTest(t, { PUBLIC_URL: ADDRESS });

/** Every feed that was read, to be held against the grammar at once. */
const documents: string[] = [];

/** A feed as a feed reader sees it, once it is well-formed XML. */
async function feedOf(t: Test, url: string, headers = {}) {
  const answer = await app.inject({ url, headers });
  t.equal(answer.statusCode, 200, url);
  t.equal(answer.headers["content-type"], "application/atom+xml; charset=utf-8");
  const xml = answer.body;
  t.equal(XMLValidator.validate(xml), true);
  documents.push(xml);
  return { feed: parseFeed(xml), xml };
}

/** The link of a feed with a relation. */
const linkOf = (xml: string, rel: string): string | null => {
  const href = new RegExp(`<link rel="${rel}"[^>]* href="([^"]*)"`).exec(xml)?.[1];
  return href?.replaceAll("&amp;", "&") ?? null;
};

/** What stands before the first entry. */
const headOf = (xml: string) => xml.split("<entry>", 1)[0] ?? "";

t.test("any query of what is dated is a feed", async (t) => {
  for (const name of ["items", "instruments", "events", "sources"]) {
    const { feed } = await feedOf(t, `/${name}?format=atom&limit=200`);
    const ids = await idsOf(app, `/${name}?limit=200`);
    t.same(
      new Set(feed.items.map(({ url }) => url)),
      new Set(ids.map((id) => `${ADDRESS}/${name}/${id}`)),
      name,
    );
    t.equal(new Set(feed.items.map(({ id }) => id)).size, ids.length, "each has an id of its own");
  }
  for (const name of ["topics", "jurisdictions", "issuing-bodies", "citations"]) {
    t.equal((await app.inject({ url: `/${name}?format=atom` })).statusCode, 400, name);
  }
});

t.test("an entry is the record", async (t) => {
  const id = "2020-07-22-tc260-app-self-assessment";
  const item = await read<Item>(app, `/items/${id}`);
  const { feed, xml } = await feedOf(t, `/items?id=${id}&format=atom`);
  t.equal(feed.title, `Legal developments: items: id=${id}`);
  t.equal(feed.updated?.toISOString(), item.updated_at, "the newest of its entries");
  const [entry] = feed.items;
  t.match(entry, { title: item.title, description: item.summary });
  t.equal(entry?.updated?.toISOString(), item.updated_at);
  t.equal(entry?.published?.toISOString(), item.created_at);
  t.same(
    entry?.categories.map(({ term, label }) => [term, label]),
    [...item.topics.map((topic) => [topic.id, topic.name]), [item.kind, item.kind]],
  );
  t.match(xml, `<dc:date>${item.date}</dc:date>`);
  for (const { url } of item.citations) t.match(xml, `<link rel="via" href="${url}"/>`);
  t.match(xml, `<title xml:lang="${item.language}">`);
});

t.test("an event says what happens to which text", async (t) => {
  const { feed } = await feedOf(
    t,
    "/events?id=criminal-law-amendment-xi-comment-closes&format=atom",
  );
  t.match(feed.items[0]?.title, /^Comment period closes: Amendment \(XI\)/);
});

t.test("its own links lead to itself, to the query as JSON, and on", async (t) => {
  const { xml } = await feedOf(t, "/items?topic=apps&sort=date&limit=2&format=atom");
  t.equal(linkOf(xml, "self"), `${ADDRESS}/items?topic=apps&sort=date&limit=2&format=atom`);
  t.equal(linkOf(headOf(xml), "alternate"), `${ADDRESS}/items?topic=apps&sort=date`);
  const accepted = await app.inject({ url: "/items", headers: { accept: "application/atom+xml" } });
  t.equal(linkOf(accepted.body, "self"), `${ADDRESS}/items?format=atom`, "by Accept, too");

  const seen: string[] = [];
  let next: string | null = "/items?topic=apps&sort=date&limit=2&format=atom";
  while (next !== null) {
    const page = await feedOf(t, next);
    seen.push(...page.feed.items.map(({ url }) => url?.split("/").at(-1) ?? ""));
    const link = linkOf(headOf(page.xml), "next");
    next = link?.slice(ADDRESS.length) ?? null;
  }
  t.same(seen, await idsOf(app, "/items?topic=apps&sort=date"), "all of it, page by page");
});

t.test("what was written last comes first, whatever its date", async (t) => {
  for (let i = 0; i < 55; i++) {
    const date = `1999-01-${String((i % 28) + 1).padStart(2, "0")}`;
    await create(app, "items", { title: `Old news ${i}`, kind: "other", date, state: "published" });
  }
  const { id } = await create(app, "items", { title: "Waits", kind: "other", date: "1998" });
  const before = await feedOf(t, "/items?format=atom");
  t.equal(before.feed.items.length, 50);
  t.ok(before.feed.items.every(({ title }) => title?.startsWith("Old news")));
  t.notMatch(before.xml, id);
  await patch(app, `/items/${id}`, { state: "published" });
  const after = await feedOf(t, "/items?format=atom");
  t.equal(after.feed.items[0]?.title, "Waits", "published last, though made before");
  const dated = await feedOf(t, "/items?format=atom&sort=-date&limit=3");
  t.same(
    dated.feed.items.map(({ url }) => url?.split("/").at(-1)),
    (await idsOf(app, "/items?limit=200")).slice(0, 3),
    "in another order if asked",
  );
});

t.test("an id does not depend on the address, nor on the query", async (t) => {
  const elsewhere = { PUBLIC_URL: "http://other.example.com" };
  const ids = async (url: string, headers = {}) =>
    (await feedOf(t, url, headers)).feed.items.map(({ id }) => id);
  const [one] = await ids("/items?id=2020-07-22-tc260-app-self-assessment&format=atom");
  t.ok((await ids("/items?topic=apps&format=atom&limit=200")).includes(one ?? ""));
  const feedId = (xml: string) => /<id>([^<]*)<\/id>/.exec(xml)?.[1];
  const spelt = (await feedOf(t, "/items?topic=apps,sdk&kind=case&format=atom")).xml;
  const otherwise = (await feedOf(t, "/items?format=atom&kind=case&topic=sdk,Apps")).xml;
  t.equal(feedId(spelt), feedId(otherwise), "one query, however it is spelt");
  t.not(feedId(spelt), feedId((await feedOf(t, "/items?topic=apps&format=atom")).xml));

  const other = appUnderTest(t, elsewhere);
  const url = "/items?id=2020-07-22-tc260-app-self-assessment&format=atom";
  const { body } = await other.inject({ url });
  t.notMatch(body, one ?? "", "another data set's record is another record");
});

t.test("an empty feed has the date of the data set", async (t) => {
  const { feed, xml } = await feedOf(t, "/items?id=nothing&format=atom");
  t.same(feed.items, []);
  t.ok(feed.updated);
  t.equal(linkOf(xml, "next"), null);
});

t.test("whatever a text is, it is text", async (t) => {
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const title = text.slice(0, 2000);
    const body = { title, summary: text, kind: "other", language: "zh-Hant", state: "published" };
    await create(app, "items", { ...body, id: `hostile-${index}`, citations: [{ text }] });
  }
  // XML holds neither control characters nor these two, so they are left out.
  const shown = (text: string) => text.replaceAll(/[\uFFFE\uFFFF]/g, "");
  const ids = HOSTILE_TEXTS.map((_, index) => `hostile-${index}`).join(",");
  const { xml } = await feedOf(t, `/items?id=${ids}&format=atom&sort=created_at&limit=200`);
  const parser = new XMLParser({
    ignoreAttributes: true,
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  });
  const { entry } = (parser.parse(xml) as { feed: { entry: { title: string; summary: string }[] } })
    .feed;
  t.equal(entry.length, HOSTILE_TEXTS.length);
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    t.equal(entry[index]?.title, shown(text), `text ${index}`);
    t.equal(entry[index]?.summary, shown(text), `text ${index}`);
  }
});

t.test("drafts are in it for a key that asks for them alone", async (t) => {
  const { id } = await create(app, "items", { title: "A draft", kind: "other" });
  t.notMatch((await feedOf(t, "/items?format=atom")).xml, id);
  const { xml } = await feedOf(t, "/items?format=atom&state=draft", KEYED);
  t.match(xml, id);
});

t.test("each of them is what RFC 4287 demands", async (t) => {
  t.ok(documents.length > 20);
  const { valid, errors } = await validateXML({
    xml: documents.map((contents, i) => ({ fileName: `${i}.xml`, contents })),
    schema: { fileName: "atom.rng", contents: GRAMMAR },
    extension: "relaxng",
    maxMemoryPages: 4096,
  });
  t.ok(valid, errors.map(({ message }) => encodeURI(message)).join("\n"));
  const [whole = ""] = documents;
  const broken = whole.replace(/<updated>[^<]*<.updated>/, "");
  const found = await validateXML({
    xml: { fileName: "broken.xml", contents: broken },
    schema: { fileName: "atom.rng", contents: GRAMMAR },
    extension: "relaxng",
  });
  t.notOk(found.valid, "and the grammar sees what is missing");
});
