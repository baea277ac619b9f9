import { sql } from "drizzle-orm";
import { check, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless } from "./columns.ts";

/**
 * The state of the data set as a whole, in one row.
 *
 * `revision` moves with every write and `public_revision` with every write that a client without a
 * key could notice: entity tags and remembered totals hang on them. `labels_version` moves when a
 * name that other records show changes. `cursor_secret` signs cursors, in every process alike.
 * `identity` is what the data set is known by wherever it goes: names of its entries in feeds and
 * calendars follow from it, and archives carry it.
 * `derived_by` says by which rules sets and search texts were derived.
 */
export const dataset = sqliteTable(
  "dataset",
  {
    id: integer("id").primaryKey(),
    revision: integer("revision").notNull(),
    public_revision: integer("public_revision").notNull(),
    labels_version: integer("labels_version").notNull(),
    updated_at: text("updated_at").notNull(),
    public_updated_at: text("public_updated_at").notNull(),
    cursor_secret: text("cursor_secret").notNull(),
    identity: text("identity").notNull().default(""),
    derived_by: text("derived_by").notNull().default(""),
  },
  (t) => [check("dataset_single_row", sql`${t.id} = 1`)],
);

/** What was deleted: its id is never given again, and answers 410. */
export const tombstones = sqliteTable(
  "tombstones",
  {
    resource: text("resource").notNull(),
    id: caseless("id").notNull(),
    deleted_at: text("deleted_at").notNull(),
    /** 1 where the record had been open to everybody at some time. */
    was_public: integer("was_public").notNull(),
    /** The record that took its place, where it was merged into one. */
    merged_into: caseless("merged_into"),
    /** 1 where everybody saw both then: to who did not, the record was deleted. */
    merge_is_public: integer("merge_is_public").notNull().default(0),
    /** When its content was erased everywhere, if it was. */
    purged_at: text("purged_at"),
  },
  (t) => [primaryKey({ columns: [t.resource, t.id] })],
);
