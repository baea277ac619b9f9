import { getTableName } from "drizzle-orm";
import { reference } from "../../fields/links.ts";
import { refuseOneMore } from "../../fields/list-length.ts";
import { date, text, vocabulary } from "../../fields/scalars.ts";
import { column, keptColumn, period } from "../../query/filters.ts";
import { codeLabels } from "../../query/labels.ts";
import { anyText, oneOfVocabulary, record } from "../../query/values.ts";
import { EVENT_TYPES } from "../../vocabularies.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import type { LifeEvent } from "../instruments/contradictions.ts";
import { refuseImpossibleEvent } from "../instruments/contradictions.ts";
import { events as table } from "./table.ts";

const TABLE = getTableName(table);

export const events = defineResource({
  name: "events",
  singular: "event",
  schemaName: "Event",
  table: TABLE,
  description:
    "A dated step in an instrument's life. It belongs to the instrument: a change to it moves the instrument's revision, and it is deleted with it. A client without a key sees it only if the instrument and the reporting item are published.",
  example: "data-security-law-comment-opened",
  fields: {
    instrument: reference("instrument", "instruments", {
      description: "The instrument that it belongs to; it can't be changed.",
      required: true,
    }),
    type: vocabulary("type", EVENT_TYPES, { description: "What happened.", required: true }),
    date: date("date", { description: "When; an EDTF date, which may be vague or approximate." }),
    note: text("note", { description: "What the type and the date don't say.", maxLength: 5000 }),
    item: reference("item", "items", { description: "The item that reports it." }),
  },
  filters: {
    instrument: column("instrument", record("instruments"), {
      description: "Events of these instruments.",
      example: "data-security-law",
    }),
    type: keptColumn("type", oneOfVocabulary(EVENT_TYPES), {
      labels: codeLabels,
      description: "Events of these types.",
      example: "comment_opened,comment_closes",
    }),
    date: period("date", {
      description: "Events on a date; a vague date matches what it overlaps.",
      example: "2020-07",
    }),
    note: column("note", anyText, {
      description: "Events with exactly this note.",
      example: "Released for public comment",
      optional: true,
    }),
    item: column("item", record("items"), {
      description: "Events that these items report.",
      example: "2020-07-02-npcsc-data-security-law-draft",
      optional: true,
    }),
    ...recordFilters("data-security-law-comment-opened"),
  },
  sorts: {
    date: { column: "date_start", description: "the date", absentLast: true },
    ...recordSorts,
  },
  defaultSort: "-date",
  search: {
    title: [],
    summary: ["note"],
    owner: { column: "instrument", resource: "instruments" },
  },
  day: "date",
  state: "derived",
  linkable: null,
  owners: ["instrument"],
  idBase: (content) => `${content["instrument"]}-${content["type"]}`,
  check(content, pointer, context) {
    // Within its instrument it is checked with all the others.
    if (content["instrument"] === undefined) return;
    const event = { ...content, id: context.id } as unknown as LifeEvent & { instrument: string };
    refuseImpossibleEvent(event, pointer, context);
    refuseOneMore({ table: TABLE, owner: "instrument", name: "events" }, content, pointer, context);
  },
  derivedColumns: (writer, content) => ({
    state: writer.get(
      `select case when (select state from instruments where id = ?1) = 'published'
         and coalesce((select state from items where id = ?2), 'published') = 'published'
         then 'published' else 'draft' end as state`,
      content["instrument"] as string,
      content["item"] as string | null,
    )?.["state"] as string,
  }),
});
