import { sql } from "drizzle-orm";
import { check, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { View } from "../db/dataset.ts";

/**
 * Whom this database mirrors, in one row, as which of its clients, and up to which of its changes it holds the
 * same data. Without a key the numbers of changes are the same and there are fewer, so none that is left out
 * would ever be asked for again.
 */
export const mirror = sqliteTable(
  "mirror",
  {
    id: integer("id").primaryKey(),
    url: text("url").notNull(),
    reached: integer("reached").notNull(),
    /** `public` without a key, `full` with one; null where that was not written down yet. */
    view: text("view").$type<View>(),
  },
  (t) => [check("mirror_single_row", sql`${t.id} = 1`)],
);
