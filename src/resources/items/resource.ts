import { getTableName } from "drizzle-orm";
import type { StatementCache } from "../../db/database.ts";
import { children } from "../../fields/children.ts";
import { links, reference } from "../../fields/links.ts";
import { date, language, meaningsOf, text, vocabulary, wholeNumber } from "../../fields/scalars.ts";
import { keptColumn, linked, period, unitOfTime } from "../../query/filters.ts";
import { asWritten, codeLabels, languageLabels, namesOf } from "../../query/labels.ts";
import { member } from "../../query/member-filter.ts";
import { anyText, hostName, oneOfVocabulary, pageUrl, record } from "../../query/values.ts";
import { idsFrom } from "../../records/memberships.ts";
import { regroupLater, touchOwner } from "../../records/store.ts";
import {
  INSTRUMENT_TYPES,
  ITEM_BODY_ROLES,
  ITEM_INSTRUMENT_ROLES,
  ITEM_KINDS,
  REVIEW_PARTS,
  STATES,
} from "../../vocabularies.ts";
import { eraseDevelopments, moveReview } from "../../imports/newsletters/kept.ts";
import { REVIEWED, review, UNDER_REVIEW } from "../../imports/newsletters/review.ts";
import {
  publishWhatCameWith,
  settleReview,
  wasImported,
} from "../../imports/newsletters/settle.ts";
import { refuseDuplicates } from "../citations/duplicates.ts";
import { citations } from "../citations/resource.ts";
import { citations as citationTable } from "../citations/table.ts";
import type { WriteContext } from "../define.ts";
import { defineResource } from "../define.ts";
import { withPredecessors } from "../issuing-bodies/succession.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { refreshLifecycle } from "../instruments/lifecycle.ts";
import { instruments } from "../instruments/resource.ts";
import { aboutLifecycleFilters } from "../instruments/status-filters.ts";
import { sources } from "../sources/resource.ts";
import { itemSources } from "./memberships.ts";
import {
  itemInstruments,
  itemIssuingBodies,
  itemMembers,
  itemTopics,
  itemSources as sourceLinks,
  items as table,
} from "./table.ts";

const EXAMPLE = "2020-07-22-tc260-app-self-assessment";
const INSTRUMENTS = getTableName(itemInstruments);

export const items = defineResource({
  name: "items",
  singular: "item",
  schemaName: "Item",
  table: getTableName(table),
  description:
    "One legal development: on a date, in a jurisdiction, one or more bodies did something, as reported by cited sources.",
  example: EXAMPLE,
  fields: {
    title: text("title", {
      description: "A headline.",
      example: "TC260 publishes a self-assessment guide for Apps that collect personal information",
      maxLength: 2000,
      required: true,
    }),
    summary: text("summary", { description: "What happened.", maxLength: 50_000 }),
    kind: vocabulary("kind", ITEM_KINDS, {
      description: "What kind of event it is.",
      required: true,
    }),
    date: date("date", {
      description: "When it happened; an EDTF date, vague or approximate where the source is.",
    }),
    jurisdiction: reference("jurisdiction", "jurisdictions", {
      description: "The place whose law or authority it is about.",
    }),
    issuing_bodies: links("issuing-bodies", {
      description: "The bodies that acted or are named, in order.",
      table: getTableName(itemIssuingBodies),
      roles: { codes: ITEM_BODY_ROLES, absent: "issuer" },
    }),
    instruments: links("instruments", {
      description: "The texts that it is about or names, in order.",
      table: INSTRUMENTS,
      roles: { codes: ITEM_INSTRUMENT_ROLES, absent: "subject" },
    }),
    topics: links("topics", { description: "What it is about.", table: getTableName(itemTopics) }),
    citations: children(citations, {
      description:
        "Where it is documented. On writing, elements match by `id`; those left out are deleted.",
      owner: "item",
      order: "position, key",
      check: refuseDuplicates,
    }),
    sources: links("sources", {
      description: "The publications that it was taken from.",
      table: getTableName(sourceLinks),
      extra: {
        name: "position",
        column: "source_position",
        field: wholeNumber("source_position", {
          description: "The item's number in the publication, from 1.",
          minimum: 1,
        }),
      },
    }),
    language: language("language", {
      description: "The language of the title and summary, as a BCP 47 tag.",
    }),
    state: vocabulary("state", STATES, {
      description: "Whether everybody sees it. `draft` unless given.",
      absent: "draft",
    }),
    review,
  },
  filters: {
    topic: member("topic", record("topics"), {
      labels: namesOf("topics"),
      description: "Items about these topics or narrower ones, by id, name or alias.",
      example: "personal-information",
    }),
    authority: member("authority", record("issuing-bodies"), {
      labels: namesOf("issuing-bodies"),
      narrowedBy: "authority_role",
      widening: withPredecessors,
      description:
        "Items in which these bodies acted, by id, name, acronym or alias; an alias of several bodies is refused. Bodies that are only mentioned don't count, unless `authority_role=mentioned` asks for them.",
      example: "MIIT",
    }),
    authority_role: member("authority_role", oneOfVocabulary(ITEM_BODY_ROLES), {
      narrows: "authority",
      description: "The role of a body; with `authority`, of that same body.",
      example: "issuer",
    }),
    jurisdiction: member("jurisdiction", record("jurisdictions"), {
      labels: namesOf("jurisdictions"),
      description: "Items of these places or of places below them.",
      example: "CN-GD",
    }),
    jurisdiction_exact: keptColumn("jurisdiction", record("jurisdictions"), {
      description: "Items of these places themselves.",
      example: "CN",
      optional: true,
    }),
    instrument: member("instrument", record("instruments"), {
      narrowedBy: "instrument_role",
      description: "Items about these instruments, or that name them.",
      example: "data-security-law",
    }),
    instrument_role: member("instrument_role", oneOfVocabulary(ITEM_INSTRUMENT_ROLES), {
      narrows: "instrument",
      description: "The role of an instrument; with `instrument`, of that same instrument.",
      example: "subject",
    }),
    instrument_type: member("instrument_type", oneOfVocabulary(INSTRUMENT_TYPES), {
      labels: codeLabels,
      description: "Items about instruments of these types.",
      example: "law,standard",
    }),
    ...aboutLifecycleFilters,
    kind: keptColumn("kind", oneOfVocabulary(ITEM_KINDS), {
      labels: codeLabels,
      description: "Items of these kinds.",
      example: "enforcement,case",
    }),
    date: period("date", {
      description: "Items of a date; a vague date matches what it overlaps.",
      example: "2020-07",
    }),
    year: unitOfTime("year", "date", { description: "Items of these years.", example: "2020" }),
    month: unitOfTime("month", "date", {
      description: "Items of these months; a year alone is all of its months.",
      example: "2020-07",
    }),
    source: member("source", record("sources"), {
      labels: namesOf("sources"),
      description: "Items from these publications.",
      example: "china-data-law-developments-2020-07",
    }),
    cited_host: member("cited_host", hostName, {
      labels: asWritten,
      description: "Items that cite pages on these hosts; `www.` makes no difference.",
      example: "gov.cn",
    }),
    cited_url: linked(
      {
        from: `${getTableName(citationTable)} x`,
        record: "x.item",
        value: "x.url_normalized",
        visible: "1",
      },
      pageUrl,
      {
        description: "Items that cite this page, however its address is spelled.",
        example: "https://www.court.gov.cn/zixun-xiangqing-242901.html",
        splits: false,
      },
    ),
    language: keptColumn("language", anyText, {
      labels: languageLabels,
      description: "Items in these languages.",
      example: "en",
      optional: true,
    }),
    review: linked({ from: UNDER_REVIEW, ...REVIEWED }, oneOfVocabulary(REVIEW_PARTS), {
      description: `Items with something left to decide, for a client with a key; others see none.\n\n${meaningsOf(REVIEW_PARTS)}`,
      example: "doubts",
    }),
    ...recordFilters(EXAMPLE),
  },
  sorts: {
    date: { column: "date_start", description: "the date", absentLast: true },
    title: { column: "title", description: "the title" },
    ...recordSorts,
  },
  defaultSort: "-date",
  search: {
    title: ["title"],
    summary: ["summary"],
    linked: [
      { family: "issuing_body", resource: "issuing-bodies" },
      { family: "instrument", resource: "instruments" },
    ],
  },
  day: "date",
  state: "own",
  linkable: "items",
  takesDay: true,
  memberships: { table: getTableName(itemMembers), sources: itemSources },
  dateOf: (body) => body["date"] ?? null,
  idBase: (content) => `${content["date"] ?? ""} ${content["title"]}`,
  derive(context, change) {
    const { id, before, after } = change;
    settleReview(context, items, change);
    if (after === null || before === null || before["state"] === after["state"]) return;
    const { writer } = context;
    if (after["state"] === "published" && wasImported(writer, id)) {
      publishWhatCameWith(context, id, { instruments, sources });
    }
    writer.run("update citations set state = ?2 where item = ?1", id, after["state"] ?? null);
    writer.run(
      `update events set state = case when ?2 = 'published' and (select i.state from instruments i
         where i.id = events.instrument) = 'published' then 'published' else 'draft' end
       where item = ?1`,
      id,
      after["state"] ?? null,
    );
    for (const instrument of reportedOn(context.writer, id)) showOtherwise(context, instrument);
  },
  beforeMerge: moveReview,
  erase: eraseDevelopments,
  beforeRemove(context, id) {
    const { writer, now } = context;
    const affected = reportedOn(writer, id);
    writer.run(
      `update events set item = null, updated_at = ?2, revision = revision + 1,
         render_version = render_version + 1,
         state = (select i.state from instruments i where i.id = events.instrument)
       where item = ?1`,
      id,
      now,
    );
    for (const instrument of affected) touchOwner(context, instruments, instrument);
  },
});

/** The instruments with events that an item reports. */
const reportedOn = (writer: StatementCache, item: string): string[] =>
  idsFrom(writer, "select distinct instrument from events where item = ?", item);

/** An instrument's statuses follow from the events that are seen, and so from who sees the item. */
function showOtherwise(context: WriteContext, instrument: string): void {
  context.writer.run(
    "update instruments set render_version = render_version + 1 where id = ?",
    instrument,
  );
  refreshLifecycle(context, instrument);
  regroupLater(context, "instruments", instrument);
}
