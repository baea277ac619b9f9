import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  periodColumns,
  recordColumns,
  stateColumns,
} from "../../db/columns.ts";
import { linkTable, membersTable, roleTable } from "../../db/link-tables.ts";
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
    // What every process reads when it starts, without the texts between.
    index("items_kept").on(t.state, t.date_start, t.date_end, t.jurisdiction, t.kind, t.language),
    index("items_by_jurisdiction").on(t.jurisdiction, t.date_start, t.id),
    index("items_by_id").on(t.state, t.id),
    index("items_by_created_at").on(t.state, t.created_at, t.id),
    index("items_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

const owner = () =>
  caseless("owner")
    .notNull()
    .references(() => items.id, { onDelete: "cascade" });

export const itemIssuingBodies = roleTable(
  "item_issuing_bodies",
  () => items.id,
  () => issuingBodies.id,
  ITEM_BODY_ROLES,
);

export const itemInstruments = roleTable(
  "item_instruments",
  () => items.id,
  () => instruments.id,
  ITEM_INSTRUMENT_ROLES,
);

export const itemTopics = linkTable(
  "item_topics",
  () => items.id,
  () => topics.id,
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

export const itemMembers = membersTable("item_members", () => items.key);
