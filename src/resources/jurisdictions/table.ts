import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless, inVocabulary, recordColumns, stringList } from "../../db/columns.ts";
import { ancestorsTable, namesTable } from "../../db/link-tables.ts";
import { codesOf, JURISDICTION_LEVELS } from "../../vocabularies.ts";

export const jurisdictions = sqliteTable(
  "jurisdictions",
  {
    ...recordColumns(),
    name: caseless("name").notNull(),
    name_native: text("name_native"),
    level: text("level", { enum: codesOf(JURISDICTION_LEVELS) }).notNull(),
    parent: caseless("parent").references((): AnySQLiteColumn => jurisdictions.id),
    iso_3166: caseless("iso_3166"),
    gb_t_2260: text("gb_t_2260"),
    aliases: stringList("aliases"),
  },
  (t) => [
    inVocabulary("jurisdictions_level", t.level, JURISDICTION_LEVELS),
    index("jurisdictions_by_name").on(t.name, t.id),
    index("jurisdictions_by_name_native").on(t.name_native),
    index("jurisdictions_by_level").on(t.level, t.name, t.id),
    index("jurisdictions_by_parent").on(t.parent, t.name, t.id),
    index("jurisdictions_by_iso_3166").on(t.iso_3166),
    index("jurisdictions_by_gb_t_2260").on(t.gb_t_2260),
    index("jurisdictions_by_created_at").on(t.created_at, t.id),
    index("jurisdictions_by_updated_at").on(t.updated_at, t.id),
  ],
);

export const jurisdictionNames = namesTable("jurisdiction_names", () => jurisdictions.id);

export const jurisdictionAncestors = ancestorsTable(
  "jurisdiction_ancestors",
  () => jurisdictions.id,
);
