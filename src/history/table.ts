import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless } from "../db/columns.ts";

/**
 * Every change of a record, in the order in which they were committed: its history, and what others
 * follow to hold a copy. A row is never changed, but for a purge, which empties it.
 *
 * For a client without a key publishing is creating and unpublishing is deleting, so a change can be
 * something else to it, or nothing. `data` is the record after the change, as `bare.ts` has it; null
 * where it is gone. `public_data` is what of it is open to everybody: null where that is all of it, empty where that is
 * nothing.
 */
export const changes = sqliteTable(
  "changes",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    at: text("at").notNull(),
    resource: text("resource").notNull(),
    /** The record's own row number, by which it is known after its id was given up. */
    record: integer("record").notNull(),
    id: caseless("id").notNull(),
    revision: integer("revision").notNull(),
    /** Null where only others than those with a key see a change. */
    action: text("action"),
    /** Null where a client without a key sees no change. */
    public_action: text("public_action"),
    /** The record that a record was merged into. */
    merged_into: caseless("merged_into"),
    /** The API key that wrote; null for what the program did itself, such as loading the seed. */
    written_by: text("written_by"),
    data: text("data"),
    public_data: text("public_data"),
  },
  (t) => [
    index("changes_of_record").on(t.resource, t.id, t.seq),
    index("changes_by_record").on(t.resource, t.record, t.seq),
    index("changes_by_at").on(t.at),
    // The last one that everybody sees may be followed by many that they don't.
    index("changes_seen_by_all").on(t.seq).where(sql`public_action is not null`),
  ],
);

/**
 * Where an older state took the place of a newer one: changes after `lost_after` were lost, and those that
 * came later have numbers from `begins_at` on.
 */
export const restorations = sqliteTable("restorations", {
  begins_at: integer("begins_at").primaryKey(),
  lost_after: integer("lost_after").notNull(),
  at: text("at").notNull(),
});
