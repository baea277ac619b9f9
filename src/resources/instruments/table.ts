import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  periodColumns,
  recordColumns,
  stateColumns,
  stringList,
} from "../../db/columns.ts";
import { linkTable, membersTable, roleTable } from "../../db/link-tables.ts";
import {
  codesOf,
  INSTRUMENT_BODY_ROLES,
  INSTRUMENT_STATUSES,
  INSTRUMENT_TYPES,
  RELATION_INVERSES,
  STATES,
} from "../../vocabularies.ts";
import { issuingBodies } from "../issuing-bodies/table.ts";
import { jurisdictions } from "../jurisdictions/table.ts";
import { topics } from "../topics/table.ts";

export const instruments = sqliteTable(
  "instruments",
  {
    ...recordColumns(),
    title: caseless("title").notNull(),
    title_native: text("title_native"),
    aliases: stringList("aliases"),
    type: text("type", { enum: codesOf(INSTRUMENT_TYPES) }).notNull(),
    local_type: caseless("local_type"),
    binding: integer("binding", { mode: "boolean" }),
    number: caseless("number"),
    language: caseless("language"),
    url: text("url"),
    jurisdiction: caseless("jurisdiction").references(() => jurisdictions.id),
    /** When it was issued: derived from its events by the writer; what `date` sorts by. */
    ...periodColumns("issued"),
    ...stateColumns(),
  },
  (t) => [
    inVocabulary("instruments_type", t.type, INSTRUMENT_TYPES),
    inVocabulary("instruments_state", t.state, STATES),
    index("instruments_by_issued").on(t.state, t.issued_start, t.id),
    index("instruments_by_title").on(t.state, t.title, t.id),
    index("instruments_by_title_native").on(t.title_native),
    index("instruments_by_number").on(t.number),
    index("instruments_by_url").on(t.url),
    // What every process reads when it starts, without the texts between.
    index("instruments_kept").on(
      t.state,
      t.issued_start,
      t.issued_end,
      t.jurisdiction,
      t.type,
      t.binding,
      t.local_type,
      t.language,
    ),
    index("instruments_by_jurisdiction").on(t.jurisdiction, t.issued_start, t.id),
    index("instruments_by_id").on(t.state, t.id),
    index("instruments_by_created_at").on(t.state, t.created_at, t.id),
    index("instruments_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

export const instrumentIssuingBodies = roleTable(
  "instrument_issuing_bodies",
  () => instruments.id,
  () => issuingBodies.id,
  INSTRUMENT_BODY_ROLES,
);

export const instrumentTopics = linkTable(
  "instrument_topics",
  () => instruments.id,
  () => topics.id,
);

/** A relation is stored once, with the instrument that says it; the other side shows the inverse. */
export const instrumentRelations = sqliteTable(
  "instrument_relations",
  {
    owner: caseless("owner")
      .notNull()
      .references(() => instruments.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    type: text("type", { enum: codesOf(RELATION_INVERSES) }).notNull(),
    target: caseless("target")
      .notNull()
      .references(() => instruments.id),
    locator: text("locator"),
    ...periodColumns("date"),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.position] }),
    inVocabulary("instrument_relations_type", t.type, RELATION_INVERSES),
    index("instrument_relations_by_target").on(t.target, t.owner),
  ],
);

/**
 * The status of an instrument as a step function of the day, derived from its events.
 * Kept twice, because an event that names a draft counts only for those who can see the draft.
 */
export const instrumentStatuses = sqliteTable(
  "instrument_statuses",
  {
    owner: caseless("owner")
      .notNull()
      .references(() => instruments.id, { onDelete: "cascade" }),
    view: text("view", { enum: ["public", "full"] }).notNull(),
    from_day: text("from_day").notNull(),
    /** Exclusive. */
    to_day: text("to_day").notNull(),
    status: text("status", { enum: codesOf(INSTRUMENT_STATUSES) }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.view, t.from_day] }),
    inVocabulary("instrument_statuses_status", t.status, INSTRUMENT_STATUSES),
    index("instrument_statuses_by_status").on(t.view, t.status, t.from_day, t.to_day, t.owner),
  ],
);

export const instrumentMembers = membersTable("instrument_members", () => instruments.key);
