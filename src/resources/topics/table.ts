import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  recordColumns,
  stateColumns,
  stringList,
} from "../../db/columns.ts";
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
    index("topics_by_created_at").on(t.state, t.created_at, t.id),
    index("topics_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);

/** Every name under which a topic can be asked for, folded; kept by the writer. */
export const topicNames = sqliteTable(
  "topic_names",
  {
    name: text("name").notNull(),
    record: caseless("record")
      .notNull()
      .references(() => topics.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.name, t.record] }), index("topic_names_by_record").on(t.record)],
);

/** Each topic with itself and all broader ones, so that "with narrower topics" is one look-up. */
export const topicAncestors = sqliteTable(
  "topic_ancestors",
  {
    ancestor: caseless("ancestor")
      .notNull()
      .references(() => topics.id, { onDelete: "cascade" }),
    record: caseless("record")
      .notNull()
      .references(() => topics.id, { onDelete: "cascade" }),
    /** 1 where every topic on the way up is published. */
    visible: integer("visible").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ancestor, t.record] }),
    index("topic_ancestors_by_record").on(t.record),
  ],
);
