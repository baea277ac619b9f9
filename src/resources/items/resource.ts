import { getTableName } from "drizzle-orm";
import type { StatementCache } from "../../db/database.ts";
import type { View } from "../../db/dataset.ts";
import { children } from "../../fields/children.ts";
import { links, reference } from "../../fields/links.ts";
import { date, language, text, vocabulary, wholeNumber } from "../../fields/scalars.ts";
import type { Condition, Sql } from "../../query/filter.ts";
import { column, linked, period } from "../../query/filters.ts";
import { listed } from "../../query/listed-filter.ts";
import {
  anyText,
  fourDigitYear,
  hostName,
  oneOfVocabulary,
  pageUrl,
  record,
} from "../../query/values.ts";
import { idsFrom } from "../../records/listings.ts";
import { relistLater, touchOwner } from "../../records/store.ts";
import {
  INSTRUMENT_TYPES,
  ITEM_BODY_ROLES,
  ITEM_INSTRUMENT_ROLES,
  ITEM_KINDS,
  STATES,
} from "../../vocabularies.ts";
import { citations } from "../citations/resource.ts";
import { citations as citationTable } from "../citations/table.ts";
import type { WriteContext } from "../define.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { refreshLifecycle, statusFilter } from "../instruments/lifecycle.ts";
import { instruments } from "../instruments/resource.ts";
import { instrumentStatuses, instruments as instrumentTable } from "../instruments/table.ts";
import { itemListingSources } from "./listings.ts";
import {
  itemInstruments,
  itemIssuingBodies,
  itemListings,
  itemSources,
  itemTopics,
  items as table,
} from "./table.ts";

const EXAMPLE = "2020-07-22-tc260-app-self-assessment";
const LISTED = { table: getTableName(itemListings), day: "date_start" };
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
    }),
    sources: links("sources", {
      description: "The publications that it was taken from.",
      table: getTableName(itemSources),
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
  },
  filters: {
    topic: listed("topic", record("topics"), {
      ...LISTED,
      description: "Items about these topics or narrower ones, by id, name or alias.",
      example: "personal-information",
    }),
    authority: listed("authority", record("issuing-bodies"), {
      ...LISTED,
      narrowedBy: "authority_role",
      description:
        "Items in which these bodies acted, by id, name, acronym or alias. Bodies that are only mentioned don't count, unless `authority_role=mentioned` asks for them.",
      example: "MIIT",
    }),
    authority_role: listed("authority_role", oneOfVocabulary(ITEM_BODY_ROLES), {
      ...LISTED,
      narrows: "authority",
      description: "The role of a body; with `authority`, of that same body.",
      example: "issuer",
    }),
    jurisdiction: listed("jurisdiction", record("jurisdictions"), {
      ...LISTED,
      description: "Items of these places or of places below them.",
      example: "CN-GD",
    }),
    jurisdiction_exact: column("jurisdiction", record("jurisdictions"), {
      description: "Items of these places themselves.",
      example: "CN",
      optional: true,
    }),
    instrument: listed("instrument", record("instruments"), {
      ...LISTED,
      narrowedBy: "instrument_role",
      description: "Items about these instruments, or that name them.",
      example: "data-security-law",
    }),
    instrument_role: listed("instrument_role", oneOfVocabulary(ITEM_INSTRUMENT_ROLES), {
      ...LISTED,
      narrows: "instrument",
      description: "The role of an instrument; with `instrument`, of that same instrument.",
      example: "subject",
    }),
    instrument_type: listed("instrument_type", oneOfVocabulary(INSTRUMENT_TYPES), {
      ...LISTED,
      description: "Items about instruments of these types.",
      example: "law,standard",
    }),
    instrument_status: statusFilter(
      {
        description:
          "Items about instruments with these statuses on the day asked for (`on`), else today.",
        example: "in_force",
      },
      aboutInstrumentOfStatus,
    ),
    kind: column("kind", oneOfVocabulary(ITEM_KINDS), {
      description: "Items of these kinds.",
      example: "enforcement,case",
    }),
    date: period("date", {
      description: "Items of a date; a vague date matches what it overlaps.",
      example: "2020-07",
    }),
    year: period("date", { description: "Items of these years.", example: "2020" }, fourDigitYear),
    source: listed("source", record("sources"), {
      ...LISTED,
      description: "Items from these publications.",
      example: "china-data-law-developments-2020-07",
    }),
    cited_host: listed("cited_host", hostName, {
      ...LISTED,
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
    language: column("language", anyText, {
      description: "Items in these languages.",
      example: "en",
      optional: true,
    }),
    ...recordFilters(EXAMPLE),
  },
  sorts: {
    date: { column: "date_start", description: "the date", absentLast: true },
    title: { column: "title", description: "the title" },
    ...recordSorts,
  },
  defaultSort: "-date",
  state: "own",
  linkable: "items",
  takesDay: true,
  listings: { ...LISTED, sources: itemListingSources },
  idBase: (content) => `${content["date"] ?? ""} ${content["title"]}`,
  derive(context, { id, before, after }) {
    if (after === null || before === null || before["state"] === after["state"]) return;
    const { writer } = context;
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

/** That an item is about an instrument of a status. */
function aboutInstrumentOfStatus({ sql, parameters }: Sql, view: View): Condition {
  const visible = view === "public" ? " and t.state = 'published'" : "";
  const owners = `select l.owner from ${getTableName(instrumentStatuses)} s
    join ${getTableName(instrumentTable)} t on t.id = s.owner and t.type <> 'judgment'${visible}
    join ${INSTRUMENTS} l on l.target = t.id where ${sql}`;
  return {
    sql: `exists (${owners} and l.owner = r.id)`,
    parameters,
    lookUp: { sql: owners, parameters },
  };
}

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
  relistLater(context, "instruments", instrument);
}
