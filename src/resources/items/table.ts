import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  periodColumns,
  recordColumns,
  stateColumns,
} from "../../db/columns.ts";
import {
  codesOf,
  ITEM_BODY_ROLES,
  ITEM_INSTRUMENT_ROLES,
  ITEM_KINDS,
  STATES,
} from "../../vocabularies.ts";
import { instruments } from "../instruments/table.ts";
import { issuingBodies } from "../issuing-bodies/table.ts";
import { jurisdictions } from "../jurisdictions/table.ts";
import { sources } from "../sources/table.ts";
import { topics } from "../topics/table.ts";

export const items = sqliteTable(
  "items",
  {
    ...recordColumns(),
    title: caseless("title").notNull(),
    summary: text("summary"),
    kind: text("kind", { enum: codesOf(ITEM_KINDS) }).notNull(),
    ...periodColumns("date"),
    jurisdiction: caseless("jurisdiction").references(() => jurisdictions.id),
    language: caseless("language"),
    ...stateColumns(),
  },
  (t) => [
    inVocabulary("items_kind", t.kind, ITEM_KINDS),
    inVocabulary("items_state", t.state, STATES),
    index("items_by_date").on(t.state, t.date_start, t.id),
    index("items_by_title").on(t.state, t.title, t.id),
    index("items_by_kind").on(t.state, t.kind, t.date_start, t.id),
    index("items_by_jurisdiction").on(t.jurisdiction, t.date_start, t.id),
    index("items_by_language").on(t.state, t.language, t.date_start, t.id),
    index("items_by_created_at").on(t.state, t.created_at, t.id),
    index("items_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

const owner = () =>
  caseless("owner")
    .notNull()
    .references(() => items.id, { onDelete: "cascade" });

export const itemIssuingBodies = sqliteTable(
  "item_issuing_bodies",
  {
    owner: owner(),
    position: integer("position").notNull(),
    target: caseless("target")
      .notNull()
      .references(() => issuingBodies.id),
    role: text("role", { enum: codesOf(ITEM_BODY_ROLES) }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.position] }),
    inVocabulary("item_issuing_bodies_role", t.role, ITEM_BODY_ROLES),
    index("item_issuing_bodies_by_target").on(t.target, t.owner),
  ],
);

export const itemInstruments = sqliteTable(
  "item_instruments",
  {
    owner: owner(),
    position: integer("position").notNull(),
    target: caseless("target")
      .notNull()
      .references(() => instruments.id),
    role: text("role", { enum: codesOf(ITEM_INSTRUMENT_ROLES) }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.position] }),
    inVocabulary("item_instruments_role", t.role, ITEM_INSTRUMENT_ROLES),
    index("item_instruments_by_target").on(t.target, t.owner),
  ],
);

export const itemTopics = sqliteTable(
  "item_topics",
  {
    owner: owner(),
    position: integer("position").notNull(),
    target: caseless("target")
      .notNull()
      .references(() => topics.id),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.position] }),
    index("item_topics_by_target").on(t.target, t.owner),
  ],
);

export const itemSources = sqliteTable(
  "item_sources",
  {
    owner: owner(),
    position: integer("position").notNull(),
    target: caseless("target")
      .notNull()
      .references(() => sources.id),
    /** The item's number in the publication; 1 is the first. */
    source_position: integer("source_position"),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.position] }),
    index("item_sources_by_target").on(t.target, t.owner),
  ],
);

/**
 * Which items a filter's value selects, in the default order: an index that is kept by the writer.
 *
 * The day and the id are in the key, so the first page of `topic=…` newest first is one short walk
 * at any size. What is below a topic or a place has been counted in, so the walk stays one where a
 * broad value is asked for. `scope` is `published` where everybody may see the link, `hidden` where
 * the item is published but the link leads over a draft, `draft` where the item is one.
 */
export const itemListings = sqliteTable(
  "item_listings",
  {
    filter: text("filter").notNull(),
    value: caseless("value").notNull(),
    scope: text("scope", { enum: ["published", "hidden", "draft"] }).notNull(),
    day: text("day").notNull(),
    record: caseless("record")
      .notNull()
      .references(() => items.id, { onDelete: "cascade" }),
  },
  (t) => [
    primaryKey({ columns: [t.filter, t.value, t.scope, t.day, t.record] }),
    index("item_listings_by_record").on(t.record, t.filter),
  ],
);
