import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Scope } from "../vocabularies.ts";

/** API keys. The secret itself is never stored, only its SHA-256. */
export const apiKeys = sqliteTable(
  "api_keys",
  {
    key: integer("key").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    name: text("name").notNull(),
    secret_hash: text("secret_hash").notNull().unique(),
    scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
    created_at: text("created_at").notNull(),
    expires_at: text("expires_at"),
    revoked_at: text("revoked_at"),
    last_used_at: text("last_used_at"),
    rotated_at: text("rotated_at"),
    /** The secret before the last rotation, which holds until `previous_expires_at`. */
    previous_hash: text("previous_hash"),
    previous_expires_at: text("previous_expires_at"),
  },
  (t) => [
    index("api_keys_by_created_at").on(t.created_at, t.id),
    index("api_keys_by_previous_hash").on(t.previous_hash),
  ],
);
