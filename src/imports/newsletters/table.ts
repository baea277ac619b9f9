import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { caseless } from "../../db/columns.ts";
import { instruments } from "../../resources/instruments/table.ts";
import { items } from "../../resources/items/table.ts";
import { sources } from "../../resources/sources/table.ts";

/**
 * What is kept of newsletters that were imported, beside the records that they became: none of it is
 * content, and none of it is open to who has no key.
 */

/**
 * A text that was imported as a source: the first edition, and corrected ones. It is never changed,
 * but that what it says of an item that was erased is blotted out.
 */
export const sourceEditions = sqliteTable(
  "source_editions",
  {
    key: integer("key").primaryKey({ autoIncrement: true }),
    source: caseless("source")
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    /** 1, 2, 3 … within the source. */
    number: integer("number").notNull(),
    text: text("text").notNull(),
    /** By which the same text is known again; see `editions.ts`. */
    hash: text("hash").notNull(),
    imported_at: text("imported_at").notNull(),
    imported_by: text("imported_by"),
    /** 1 where the source was made for it: such a source is published with its first item. */
    made_source: integer("made_source").notNull(),
  },
  (t) => [
    index("source_editions_by_source").on(t.source, t.number),
    index("source_editions_by_hash").on(t.hash),
  ],
);

/**
 * What each development of an edition became. `item` is no foreign key: that a person deleted a draft
 * has to be known when the next edition has the same development.
 */
export const sourceDevelopments = sqliteTable(
  "source_developments",
  {
    edition: integer("edition")
      .notNull()
      .references(() => sourceEditions.key, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    item: caseless("item").notNull(),
    /** Where it stands in the text. */
    start: integer("start").notNull(),
    end: integer("end").notNull(),
    /** By which it is known again: its title, and the normal forms of the addresses that it cites. */
    title: text("title").notNull(),
    addresses: text("addresses").notNull(),
    /** What was read of it, as JSON, where another item was taken for the same; else null. */
    reading: text("reading"),
  },
  (t) => [
    primaryKey({ columns: [t.edition, t.position] }),
    index("source_developments_by_item").on(t.item),
  ],
);

/** How an item that an import made was read, and what is to be looked at before it is published. */
export const itemImports = sqliteTable(
  "item_imports",
  {
    item: caseless("item")
      .primaryKey()
      .references(() => items.id, { onDelete: "cascade" }),
    source: caseless("source").notNull(),
    /** The number of the edition that the offsets are of. */
    edition: integer("edition").notNull(),
    /** What the import last said of each field, as JSON: a field that differs was edited since. */
    wrote: text("wrote").notNull(),
    /** The instruments and events that it made for the item, as JSON. */
    made: text("made").notNull(),
    doubts: text("doubts").notNull(),
    /** The doubts that the import had: of these, one that is not in `doubts` was settled. */
    raised: text("raised").notNull(),
    offsets: text("offsets").notNull(),
  },
  (t) => [index("item_imports_in_doubt").on(t.item).where(sql`${t.doubts} <> '[]'`)],
);

/** What an import last said of each field of an instrument that it made, as JSON. */
export const instrumentImports = sqliteTable("instrument_imports", {
  instrument: caseless("instrument")
    .primaryKey()
    .references(() => instruments.id, { onDelete: "cascade" }),
  wrote: text("wrote").notNull(),
});

/** What an import would change and may not: it waits at the item for a person to decide. */
export const itemProposals = sqliteTable(
  "item_proposals",
  {
    item: caseless("item")
      .notNull()
      .references(() => items.id, { onDelete: "cascade" }),
    /** 1, 2, 3 … within the item. */
    number: integer("number").notNull(),
    /** `withdrawn`: the source says otherwise since. */
    state: text("state", { enum: ["pending", "accepted", "dismissed", "withdrawn"] }).notNull(),
    source: caseless("source").notNull(),
    edition: integer("edition").notNull(),
    /** The place in the item, as a JSON Pointer, for who reads it … */
    pointer: text("pointer").notNull(),
    /** … and the record and field that would change, and how. */
    resource: text("resource").notNull(),
    record: caseless("record").notNull(),
    field: text("field").notNull(),
    operation: text("operation", { enum: ["set", "add", "remove"] }).notNull(),
    /** Values as they are served and written, as JSON. */
    current: text("current").notNull(),
    proposed: text("proposed").notNull(),
    reason: text("reason").notNull(),
    at: text("at").notNull(),
    decided_at: text("decided_at"),
    decided_by: text("decided_by"),
  },
  (t) => [
    primaryKey({ columns: [t.item, t.number] }),
    check(
      "item_proposals_state",
      sql`${t.state} in ('pending', 'accepted', 'dismissed', 'withdrawn')`,
    ),
    check("item_proposals_operation", sql`${t.operation} in ('set', 'add', 'remove')`),
    index("item_proposals_pending").on(t.item).where(sql`${t.state} = 'pending'`),
  ],
);
