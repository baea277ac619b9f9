import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/**
 * The answers to requests that had an `Idempotency-Key`, each written in the transaction of what it
 * tells of. They are no part of the data set, and in no archive.
 */
export const idempotencyAnswers = sqliteTable(
  "idempotency_answers",
  {
    /** The id of the API key that asked. */
    api_key: text("api_key").notNull(),
    /** Counts the answers of an API key, from 1. */
    number: integer("number").notNull(),
    idempotency_key: text("idempotency_key").notNull(),
    /** SHA-256 of the method, the path with its query, `If-Match` and the body. */
    fingerprint: text("fingerprint").notNull(),
    created_at: text("created_at").notNull(),
    status: integer("status").notNull(),
    headers: text("headers").notNull(),
    /** Null where there was none, and where it was erased. */
    body: text("body"),
    state: text("state", { enum: ["plain", "sealed", "erased"] }).notNull(),
    size: integer("size").notNull(),
    /** The sizes of this answer and of all before it of the same API key. */
    size_total: integer("size_total").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.api_key, t.number] }),
    uniqueIndex("idempotency_answers_by_key").on(t.api_key, t.idempotency_key),
    index("idempotency_answers_by_created_at").on(t.created_at),
  ],
);
