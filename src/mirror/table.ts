import { sql } from "drizzle-orm";
import { check, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Whom this database mirrors, in one row, and up to which of its changes it holds the same data. */
export const mirror = sqliteTable(
  "mirror",
  {
    id: integer("id").primaryKey(),
    url: text("url").notNull(),
    reached: integer("reached").notNull(),
  },
  (t) => [check("mirror_single_row", sql`${t.id} = 1`)],
);
