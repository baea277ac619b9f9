import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/**
 * The sets of records that filters select: one for each value of a filter, such as the items with
 * `topic=privacy`. `hidden` is 1 for the records whose link to the value leads over a draft, which a
 * client without a key must not see. The number of a set never changes.
 */
export const sets = sqliteTable(
  "sets",
  {
    number: integer("number").primaryKey(),
    resource: text("resource").notNull(),
    filter: text("filter").notNull(),
    value: text("value").notNull(),
    hidden: integer("hidden").notNull(),
  },
  (t) => [uniqueIndex("sets_by_value").on(t.resource, t.filter, t.value, t.hidden)],
);

/**
 * What changed, for processes that hold sets in memory: written by triggers, so that no write can
 * leave it out. `set_number` is null where the record's own row or text changed; else `added` tells whether
 * the record is in the set now. Only the newest are kept: who is further behind reads all anew. The
 * newest is never deleted, so that no number is given twice, without AUTOINCREMENT, which would cost
 * each statement that fires a trigger two more look-ups.
 */
export const setChanges = sqliteTable("set_changes", {
  seq: integer("seq").primaryKey(),
  resource: text("resource").notNull(),
  record: integer("record").notNull(),
  set_number: integer("set_number"),
  added: integer("added").notNull(),
});
