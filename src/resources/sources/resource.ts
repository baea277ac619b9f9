import { getTableName } from "drizzle-orm";
import { date, language, text, url, vocabulary } from "../../fields/scalars.ts";
import { moveEditions } from "../../imports/newsletters/kept.ts";
import { column, keptColumn, period } from "../../query/filters.ts";
import { languageLabels } from "../../query/labels.ts";
import { anyText } from "../../query/values.ts";
import { regroupLinkingTo } from "../../records/store.ts";
import { STATES } from "../../vocabularies.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { itemSources } from "../items/table.ts";
import { sources as table } from "./table.ts";

const EXAMPLE = "china-data-law-developments-2020-07";

export const sources = defineResource({
  name: "sources",
  singular: "source",
  schemaName: "Source",
  table: getTableName(table),
  description: "A publication that items were taken from, such as one edition of a newsletter.",
  example: EXAMPLE,
  fields: {
    title: text("title", {
      description: "Its title.",
      example: "China data law developments, July 2020",
      required: true,
    }),
    publisher: text("publisher", { description: "Who published it." }),
    published_on: date("published_on", {
      description: "When it was published; an EDTF date.",
      example: "2020-08~",
    }),
    url: url("url", { description: "Its address." }),
    language: language("language", { description: "Its language, as a BCP 47 tag." }),
    state: vocabulary("state", STATES, {
      description: "Whether everybody sees it. `published` unless given.",
      absent: "published",
    }),
  },
  filters: {
    title: column("title", anyText, {
      description: "Sources with exactly this title; case does not matter.",
      example: "China data law developments, July 2020",
      splits: false,
    }),
    publisher: keptColumn("publisher", anyText, {
      description: "Sources of this publisher; case does not matter.",
      example: "Example Law Firm",
      optional: true,
      splits: false,
    }),
    published_on: period("published_on", {
      description: "When it was published; a vague date matches what it overlaps.",
      example: "2020-08",
    }),
    url: column("url", anyText, {
      description: "The source with this address.",
      example: "https://www.example.com/july-2020",
      optional: true,
      splits: false,
    }),
    language: keptColumn("language", anyText, {
      labels: languageLabels,
      description: "Sources in these languages.",
      example: "en",
      optional: true,
    }),
    ...recordFilters(EXAMPLE),
  },
  sorts: {
    date: { column: "published_on_start", description: "when it was published", absentLast: true },
    title: { column: "title", description: "the title" },
    ...recordSorts,
  },
  defaultSort: "-date",
  search: { title: ["title"], summary: ["publisher"] },
  day: "published_on",
  state: "own",
  linkable: "sources",
  idBase: (content) => String(content["title"]),
  beforeMerge: moveEditions,
  derive(context, { id, before, after }) {
    if (before === null || after === null || before["state"] === after["state"]) return;
    regroupLinkingTo(context, id, { items: itemSources });
  },
});
