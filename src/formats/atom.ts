import { Type } from "typebox";
import type { JsonObject } from "../fields/field.ts";
import { version } from "../version.ts";
import { eventTitle } from "./event-titles.ts";
import type { About, Format } from "./format.ts";
import { emptyElement, textElement } from "./xml.ts";

/** Resources of which news is news; the others are what those refer to. */
const FEEDS = ["items", "instruments", "events", "sources"];

const MEDIA_TYPE = "application/atom+xml";

/** A feed of the newest records (RFC 4287), with pages after it (RFC 5005 §3). */
export const atom: Format = {
  name: "atom",
  mediaType: MEDIA_TYPE,
  contentType: `${MEDIA_TYPE}; charset=utf-8`,
  extension: "atom",
  description:
    "An Atom feed (RFC 4287) of the 50 records, or as many as `limit` says, that were recorded, changed or published last; with `sort`, of the first in that order. The link `next` has the next ones. An entry's id stays the same at any address of the service, and `updated` moves only with its content.",
  schema: Type.String({
    description: "A feed with an entry for each record.",
    examples: [
      '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<id>urn:uuid:0f7c5f0e-6f0c-8d3e-9d57-5b0c1d2f3a4b</id>\n<title>Legal developments: items</title>\n<updated>2020-08-01T00:00:00.000Z</updated>\n<author><name>Legal Developments API</name></author>\n</feed>\n',
    ],
  }),
  offers: ({ name }, extent) => extent === "list" && FEEDS.includes(name),
  takesFields: false,
  takesInclude: false,
  most: 50,
  // What was recorded late, or waited as a draft, has an old date and would never come up by it.
  order: "-updated_at",
  hasAbsoluteLinks: true,
  isDownload: false,
  writer(about) {
    return {
      begin: (first) => head(about, first.map(parsed)),
      write: (records) => records.map((json) => entry(about, parsed(json))).join(""),
      end: () => "</feed>\n",
    };
  },
};

const parsed = (json: Buffer) => JSON.parse(json.toString()) as JsonObject;

function head(about: About, records: readonly JsonObject[]): string {
  const { absolute, dataset, json, next, self, title } = about;
  const newest = records.map((record) => record["updated_at"] as string).sort();
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
    textElement("id", `urn:uuid:${about.nameOf(`feed ${about.identity}`)}`),
    textElement("title", `Legal developments: ${title}`),
    textElement("updated", newest.at(-1) ?? dataset.updated_at),
    `<author>${textElement("name", "Legal Developments API")}</author>`,
    textElement("generator", "Legal Developments API", { version }),
    emptyElement("link", { rel: "self", type: MEDIA_TYPE, href: absolute(self) }),
    emptyElement("link", { rel: "alternate", type: "application/json", href: absolute(json) }),
    ...(next === null
      ? []
      : [emptyElement("link", { rel: "next", type: MEDIA_TYPE, href: absolute(next) })]),
  ];
  return `${lines.join("\n")}\n`;
}

function entry({ absolute, nameOf, resource }: About, record: JsonObject): string {
  const path = (record["links"] as JsonObject)["self"] as string;
  const language = (record["language"] ?? null) as string | null;
  const summary = summaryOf(record);
  const date = (record["date"] ?? record["published_on"] ?? null) as string | null;
  const lines = [
    "<entry>",
    textElement("id", `urn:uuid:${nameOf(path)}`),
    textElement("title", titleOf(record), {
      // An instrument's language is that of its text, and its title is in English.
      "xml:lang": resource.name === "instruments" ? "en" : language,
    }),
    textElement("updated", record["updated_at"] as string),
    textElement("published", record["created_at"] as string),
    emptyElement("link", {
      rel: "alternate",
      type: "application/json",
      href: absolute(path),
    }),
    ...sourcesOf(record).map((href) => emptyElement("link", { rel: "via", href })),
    ...categoriesOf(record, absolute),
    ...(summary === null ? [] : [textElement("summary", summary, { "xml:lang": language })]),
    ...(date === null ? [] : [textElement("dc:date", date)]),
    "</entry>",
  ];
  return `${lines.join("\n")}\n`;
}

function titleOf(record: JsonObject): string {
  const { title, instrument } = record;
  if (typeof title === "string") return title;
  return eventTitle(record, (instrument as JsonObject)["title"] as string);
}

function summaryOf({ summary, note, title_native, number }: JsonObject): string | null {
  const parts = [summary, note, title_native, number];
  const texts = parts.filter((part) => typeof part === "string");
  return texts.length === 0 ? null : texts.join(" · ");
}

/** The pages that a record is taken from, each once. */
function sourcesOf({ citations, url }: JsonObject): string[] {
  const cited = ((citations ?? []) as JsonObject[]).map((citation) => citation["url"]);
  const urls = [url, ...cited].filter((each) => typeof each === "string");
  return [...new Set(urls)];
}

function categoriesOf(record: JsonObject, absolute: About["absolute"]): string[] {
  const topics = ((record["topics"] ?? []) as JsonObject[]).map(({ id, name }) =>
    emptyElement("category", {
      term: id as string,
      scheme: absolute("/topics"),
      label: name as string,
    }),
  );
  const kind = record["kind"] ?? record["type"];
  return typeof kind === "string" ? [...topics, emptyElement("category", { term: kind })] : topics;
}
