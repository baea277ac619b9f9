import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  periodColumns,
  recordColumns,
  stateColumns,
  stringList,
} from "../../db/columns.ts";
import { linkTable, namesTable } from "../../db/link-tables.ts";
import { BODY_KINDS, codesOf, STATES } from "../../vocabularies.ts";
import { jurisdictions } from "../jurisdictions/table.ts";

export const issuingBodies = sqliteTable(
  "issuing_bodies",
  {
    ...recordColumns(),
    name: caseless("name").notNull(),
    name_native: text("name_native"),
    acronym: caseless("acronym"),
    aliases: stringList("aliases"),
    kind: text("kind", { enum: codesOf(BODY_KINDS) }).notNull(),
    jurisdiction: caseless("jurisdiction").references(() => jurisdictions.id),
    parent: caseless("parent").references((): AnySQLiteColumn => issuingBodies.id),
    website: text("website"),
    ...periodColumns("active_from"),
    ...periodColumns("active_to"),
    ...stateColumns(),
  },
  (t) => [
    inVocabulary("issuing_bodies_kind", t.kind, BODY_KINDS),
    inVocabulary("issuing_bodies_state", t.state, STATES),
    index("issuing_bodies_by_name").on(t.state, t.name, t.id),
    index("issuing_bodies_by_name_native").on(t.name_native),
    index("issuing_bodies_by_acronym").on(t.acronym),
    index("issuing_bodies_by_jurisdiction").on(t.jurisdiction, t.name, t.id),
    index("issuing_bodies_by_parent").on(t.parent, t.name, t.id),
    index("issuing_bodies_by_website").on(t.website),
    index("issuing_bodies_by_active_from").on(t.state, t.active_from_start, t.id),
    index("issuing_bodies_by_active_to").on(t.state, t.active_to_start, t.id),
    index("issuing_bodies_by_id").on(t.state, t.id),
    index("issuing_bodies_by_created_at").on(t.state, t.created_at, t.id),
    index("issuing_bodies_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

export const issuingBodyNames = namesTable("issuing_body_names", () => issuingBodies.id);

export const issuingBodySuccessors = linkTable(
  "issuing_body_successors",
  () => issuingBodies.id,
  () => issuingBodies.id,
);
