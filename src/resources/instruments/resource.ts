import { getTableName } from "drizzle-orm";
import { children } from "../../fields/children.ts";
import type { JsonObject } from "../../fields/field.ts";
import { links, reference } from "../../fields/links.ts";
import { nameList } from "../../fields/names.ts";
import { flag, language, text, url, vocabulary } from "../../fields/scalars.ts";
import { column, keptColumn, period, unitOfTime, wholeText } from "../../query/filters.ts";
import { codeLabels, languageLabels, namesOf } from "../../query/labels.ts";
import { member } from "../../query/member-filter.ts";
import { anyText, oneOfCodes, oneOfVocabulary, record, trueOrFalse } from "../../query/values.ts";
import { idsFrom } from "../../records/memberships.ts";
import { regroupLater, regroupLinkingTo } from "../../records/store.ts";
import { INSTRUMENT_BODY_ROLES, INSTRUMENT_TYPES, STATES } from "../../vocabularies.ts";
import { refuseDuplicates } from "../citations/duplicates.ts";
import { citations } from "../citations/resource.ts";
import { defineResource } from "../define.ts";
import { withPredecessors } from "../issuing-bodies/succession.ts";
import { events } from "../events/resource.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { itemInstruments } from "../items/table.ts";
import type { LifeEvent } from "./contradictions.ts";
import { refuseImpossible, warnings } from "./contradictions.ts";
import { issuedAsWritten, lifecycleFields, refreshLifecycle } from "./lifecycle.ts";
import { instrumentSources } from "./memberships.ts";
import { RELATION_NAMES, relations, showTargetsOtherwise } from "./relations.ts";
import { Lives } from "./lives.ts";
import { lifecycleFilters, lifecycleSorts } from "./status-filters.ts";
import {
  instrumentIssuingBodies,
  instrumentMembers,
  instrumentTopics,
  instruments as table,
} from "./table.ts";

const TABLE = getTableName(table);

const whole = (name: string, description: string, example: string, optional = true) =>
  wholeText(name, { description, example, optional });

export const instruments = defineResource({
  name: "instruments",
  singular: "instrument",
  schemaName: "Instrument",
  table: TABLE,
  description:
    "A legal text that developments are about. A draft and the text adopted from it are one instrument; editions are separate and linked by `replaces`.",
  example: "data-security-law",
  fields: {
    title: text("title", {
      description: "The English title.",
      example: "Data Security Law of the People's Republic of China",
      maxLength: 2000,
      required: true,
    }),
    title_native: text("title_native", {
      description: "The title in its own language.",
      example: "中华人民共和国数据安全法",
      maxLength: 2000,
    }),
    aliases: nameList("aliases", { description: "Other titles, such as that of its draft." }),
    type: vocabulary("type", INSTRUMENT_TYPES, { description: "What it is.", required: true }),
    local_type: text("local_type", {
      description: "What its own legal system calls it.",
      example: "departmental rule",
    }),
    binding: flag("binding", {
      description: "Whether it is binding, or would be once in force; null where unknown.",
    }),
    number: text("number", {
      description: "The official document number.",
      example: "法发〔2020〕25号",
    }),
    language: language("language", { description: "Its language, as a BCP 47 tag." }),
    url: url("url", { description: "The address of its official text." }),
    jurisdiction: reference("jurisdiction", "jurisdictions", {
      description: "The place whose law it is.",
    }),
    issuing_bodies: links("issuing-bodies", {
      description: "The bodies behind it, in order.",
      table: getTableName(instrumentIssuingBodies),
      roles: { codes: INSTRUMENT_BODY_ROLES, absent: "issuer" },
    }),
    topics: links("topics", {
      description: "What it is about.",
      table: getTableName(instrumentTopics),
    }),
    events: children(events, {
      description:
        "The dated steps of its life. On writing, elements match by `id`; those left out are deleted.",
      owner: "instrument",
      order: "date_start = '', date_start, key",
    }),
    relations,
    citations: children(citations, {
      description:
        "Where it is documented. On writing, elements match by `id`; those left out are deleted.",
      owner: "instrument",
      order: "position, key",
      check: refuseDuplicates,
    }),
    ...lifecycleFields,
    warnings,
    state: vocabulary("state", STATES, {
      description: "Whether everybody sees it. `published` unless given.",
      absent: "published",
    }),
  },
  filters: {
    authority: member("authority", record("issuing-bodies"), {
      labels: namesOf("issuing-bodies"),
      narrowedBy: "authority_role",
      widening: withPredecessors,
      description:
        "Instruments of these bodies, by id, name, acronym or alias; an alias of several bodies is refused.",
      example: "MIIT",
    }),
    authority_role: member("authority_role", oneOfVocabulary(INSTRUMENT_BODY_ROLES), {
      narrows: "authority",
      description: "The role of a body; with `authority`, of that same body.",
      example: "drafter",
    }),
    jurisdiction: member("jurisdiction", record("jurisdictions"), {
      labels: namesOf("jurisdictions"),
      description: "Instruments of these places or of places below them.",
      example: "CN-GD",
    }),
    jurisdiction_exact: keptColumn("jurisdiction", record("jurisdictions"), {
      description: "Instruments of these places themselves.",
      example: "CN",
      optional: true,
    }),
    topic: member("topic", record("topics"), {
      labels: namesOf("topics"),
      description: "Instruments about these topics or narrower ones.",
      example: "personal-information",
    }),
    type: keptColumn("type", oneOfVocabulary(INSTRUMENT_TYPES), {
      labels: codeLabels,
      description: "Instruments of these types.",
      example: "law,regulation",
    }),
    ...lifecycleFilters,
    binding: keptColumn("binding", trueOrFalse, {
      description: "Instruments that are binding, or are not.",
      example: "true",
      optional: true,
    }),
    issued: period("issued", {
      description:
        "When it was issued: published, else adopted, decided, opened for comment or drafted.",
      example: "2020-07",
    }),
    year: unitOfTime("year", "issued", {
      description: "Instruments that were issued in these years.",
      example: "2020",
    }),
    month: unitOfTime("month", "issued", {
      description:
        "Instruments that were issued in these months; a year alone is all of its months.",
      example: "2020-07",
    }),
    number: column("number", anyText, {
      description: "Instruments with these official numbers.",
      example: "法发〔2020〕25号",
      optional: true,
    }),
    related_to: member("related_to", record("instruments"), {
      narrowedBy: "relation",
      description: "Instruments with a relation to these, in either direction.",
      example: "criminal-law",
    }),
    relation: member("relation", oneOfCodes(RELATION_NAMES), {
      narrows: "related_to",
      description: "The relation; with `related_to`, to that same instrument.",
      example: "amends",
    }),
    title: whole(
      "title",
      "Instruments with exactly this title; case does not matter.",
      "Civil Code",
      false,
    ),
    title_native: whole(
      "title_native",
      "Instruments with exactly this native title.",
      "中华人民共和国刑法",
    ),
    local_type: keptColumn("local_type", anyText, {
      description: "Instruments that their own system calls so.",
      example: "departmental rule",
      optional: true,
    }),
    language: keptColumn("language", anyText, {
      labels: languageLabels,
      description: "Instruments in these languages.",
      example: "zh",
      optional: true,
    }),
    url: whole("url", "The instrument with exactly this address.", "https://www.example.com/law"),
    ...recordFilters("criminal-law,civil-code"),
  },
  sorts: {
    date: { column: "issued_start", description: "when it was issued", absentLast: true },
    title: { column: "title", description: "the title" },
    ...recordSorts,
    ...lifecycleSorts,
  },
  defaultSort: "-date",
  search: {
    title: ["title", "title_native", "aliases"],
    summary: ["number", "local_type"],
    linked: [{ family: "authority", resource: "issuing-bodies" }],
  },
  day: "issued",
  state: "own",
  linkable: "instruments",
  dependsOnDay: true,
  takesDay: true,
  followed: () => new Lives(),
  memberships: { table: getTableName(instrumentMembers), sources: instrumentSources },
  dateOf: issuedAsWritten,
  idBase: (content) => String(content["title"]),
  check(content, pointer, context) {
    const written = content["events"] as unknown as { id: string | null; content: JsonObject }[];
    const lives = written.map(
      ({ id, content: event }) => ({ ...event, id }) as LifeEvent & JsonObject,
    );
    const life = { instrument: context.id, type: String(content["type"]), events: lives };
    refuseImpossible(life, `${pointer}/events`, context);
  },
  derive(context, { id, before, after }) {
    if (after === null) return;
    const { writer } = context;
    if (before !== null && before["state"] !== after["state"]) {
      writer.run(
        `update events set state = case when ?2 = 'published' and coalesce((select i.state from items i
           where i.id = events.item), 'published') = 'published' then 'published' else 'draft' end
         where instrument = ?1`,
        id,
        after["state"] ?? null,
      );
      writer.run(
        "update citations set state = ?2 where instrument = ?1",
        id,
        after["state"] ?? null,
      );
    }
    refreshLifecycle(context, id);
    showTargetsOtherwise(context, id);
    const isOther = ["state", "type"].some((name) => before?.[name] !== after[name]);
    if (before === null || !isOther) return;
    const related = idsFrom(writer, "select owner from instrument_relations where target = ?", id);
    for (const each of related) regroupLater(context, "instruments", each);
    regroupLinkingTo(context, id, { items: itemInstruments });
  },
});
