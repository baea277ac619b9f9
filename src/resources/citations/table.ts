import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless, inVocabulary, periodColumns, recordColumns } from "../../db/columns.ts";
import { codesOf, STATES } from "../../vocabularies.ts";
import { instruments } from "../instruments/table.ts";
import { items } from "../items/table.ts";

export const citations = sqliteTable(
  "citations",
  {
    ...recordColumns(),
    item: caseless("item").references(() => items.id, { onDelete: "cascade" }),
    instrument: caseless("instrument").references(() => instruments.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    url: text("url"),
    url_normalized: text("url_normalized"),
    /** Derived from the URL: its host in lower case without `www.`. */
    host: text("host"),
    text: text("text"),
    title: text("title"),
    publisher: caseless("publisher"),
    ...periodColumns("published_on"),
    language: caseless("language"),
    archived_url: text("archived_url"),
    locator: text("locator"),
    /** Derived: that of the owner. */
    state: text("state", { enum: codesOf(STATES) }).notNull(),
  },
  (t) => [
    check("citations_owner", sql`(${t.item} is null) <> (${t.instrument} is null)`),
    check("citations_reference", sql`${t.url} is not null or ${t.text} is not null`),
    inVocabulary("citations_state", t.state, STATES),
    // What every process reads when it starts.
    index("citations_kept").on(t.state, t.host, t.language),
    index("citations_by_item").on(t.item, t.position),
    // What most citations lack is in no index where it is lacking: each costs every one of them.
    index("citations_by_instrument")
      .on(t.instrument, t.position)
      .where(sql`${t.instrument} is not null`),
    index("citations_by_url").on(t.url),
    index("citations_by_url_normalized").on(t.url_normalized),
    index("citations_by_text").on(t.text),
    index("citations_by_title").on(t.title),
    index("citations_by_publisher")
      .on(t.publisher, t.created_at, t.id)
      .where(sql`${t.publisher} is not null`),
    index("citations_by_published_on").on(t.state, t.published_on_start, t.id),
    index("citations_by_archived_url").on(t.archived_url).where(sql`${t.archived_url} is not null`),
    index("citations_by_locator").on(t.locator).where(sql`${t.locator} is not null`),
    index("citations_by_id").on(t.state, t.id),
    index("citations_by_created_at").on(t.state, t.created_at, t.id),
    index("citations_by_updated_at").on(t.state, t.updated_at, t.id),
  ],
);
