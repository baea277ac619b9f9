import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import {
  caseless,
  inVocabulary,
  periodColumns,
  recordColumns,
  stateColumns,
} from "../../db/columns.ts";
import { STATES } from "../../vocabularies.ts";

export const sources = sqliteTable(
  "sources",
  {
    ...recordColumns(),
    title: caseless("title").notNull(),
    publisher: caseless("publisher"),
    ...periodColumns("published_on"),
    url: text("url"),
    language: caseless("language"),
    ...stateColumns(),
  },
  (t) => [
    inVocabulary("sources_state", t.state, STATES),
    index("sources_by_published_on").on(t.state, t.published_on_start, t.id),
    index("sources_by_title").on(t.state, t.title, t.id),
    index("sources_by_url").on(t.url),
    index("sources_by_id").on(t.state, t.id),
    index("sources_by_created_at").on(t.state, t.created_at, t.id),
    index("sources_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);
