import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  recordColumns,
  stateColumns,
  stringList,
} from "../../db/columns.ts";
import { ancestorsTable, namesTable } from "../../db/link-tables.ts";
import { STATES } from "../../vocabularies.ts";

export const topics = sqliteTable(
  "topics",
  {
    ...recordColumns(),
    name: caseless("name").notNull(),
    description: text("description"),
    parent: caseless("parent").references((): AnySQLiteColumn => topics.id),
    aliases: stringList("aliases"),
    ...stateColumns(),
  },
  (t) => [
    inVocabulary("topics_state", t.state, STATES),
    index("topics_by_name").on(t.state, t.name, t.id),
    index("topics_by_parent").on(t.parent, t.name, t.id),
    index("topics_by_id").on(t.state, t.id),
    index("topics_by_created_at").on(t.state, t.created_at, t.id),
    index("topics_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

export const topicNames = namesTable("topic_names", () => topics.id);

export const topicAncestors = ancestorsTable("topic_ancestors", () => topics.id);
