import { sql } from "drizzle-orm";
import {
  blob,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";
import { inVocabulary } from "../db/columns.ts";
import type { JsonObject } from "../fields/field.ts";
import { DELIVERY_STATES, DISABLED_REASONS } from "../vocabularies.ts";

/**
 * Subscriptions to changes. The secrets stand in clear, since they sign. `position` is the last change
 * of the feed that was looked at for this subscription: it moves in the transaction that queues the
 * deliveries of what it moves over, so a change is queued or still ahead, whatever ends the process.
 */
export const webhooks = sqliteTable(
  "webhooks",
  {
    key: integer("key").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    url: text("url").notNull(),
    resource: text("resource").notNull(),
    query: text("query", { mode: "json" }).$type<JsonObject>().notNull(),
    drafts: integer("drafts", { mode: "boolean" }).notNull(),
    description: text("description"),
    secret: text("secret").notNull(),
    /** The secret before the last rotation, which goes on signing until `previous_expires_at`. */
    previous_secret: text("previous_secret"),
    previous_expires_at: text("previous_expires_at"),
    enabled: integer("enabled", { mode: "boolean" }).notNull(),
    disabled_at: text("disabled_at"),
    disabled_reason: text("disabled_reason", { enum: ["requested", "failing", "gone", "query"] }),
    disabled_detail: text("disabled_detail"),
    position: integer("position").notNull(),
    created_at: text("created_at").notNull(),
    updated_at: text("updated_at").notNull(),
    last_success_at: text("last_success_at"),
    last_failure_at: text("last_failure_at"),
  },
  (t) => [
    index("webhooks_by_created_at").on(t.created_at, t.id),
    inVocabulary("webhooks_disabled_reason", t.disabled_reason, DISABLED_REASONS),
  ],
);

/**
 * The records that a subscription's query matched when they were last looked at, as bits: the record
 * with the key k is bit k % 4096 of the chunk k / 4096.
 */
export const webhookMatches = sqliteTable(
  "webhook_matches",
  {
    webhook: integer("webhook")
      .notNull()
      .references(() => webhooks.key, { onDelete: "cascade" }),
    chunk: integer("chunk").notNull(),
    bits: blob("bits", { mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.webhook, t.chunk] })],
);

/**
 * What is to be sent, or was. The message itself is not kept: it is made from the change, `seq`, at each
 * attempt, so that what is erased from the history is erased here too. `next_attempt_at` is null for
 * what waits behind an earlier delivery of the same record.
 */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    key: integer("key").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    webhook: integer("webhook")
      .notNull()
      .references(() => webhooks.key, { onDelete: "cascade" }),
    /** The change, and the record's own row number; null for a test. */
    seq: integer("seq"),
    record: integer("record"),
    action: text("action").notNull(),
    state: text("state", { enum: ["waiting", "delivered", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** Attempts since it was queued, sent again or the subscription enabled again. */
    tries: integer("tries").notNull().default(0),
    created_at: text("created_at").notNull(),
    /** When the first of those `tries` was. */
    tried_since: text("tried_since"),
    next_attempt_at: text("next_attempt_at"),
    last_attempt_at: text("last_attempt_at"),
    finished_at: text("finished_at"),
    response_status: integer("response_status"),
    error: text("error"),
  },
  (t) => [
    index("webhook_deliveries_of_webhook").on(t.webhook, t.key),
    index("webhook_deliveries_due").on(t.webhook, t.next_attempt_at),
    index("webhook_deliveries_in_order").on(t.webhook, t.state, t.record, t.key),
    index("webhook_deliveries_finished").on(t.finished_at),
    inVocabulary("webhook_deliveries_state", t.state, DELIVERY_STATES),
  ],
);

/** Which of the processes on this file delivers, in one row: whoever holds it, until then. */
export const webhookLease = sqliteTable(
  "webhook_lease",
  {
    id: integer("id").primaryKey(),
    holder: text("holder").notNull(),
    until: text("until").notNull(),
  },
  (t) => [check("webhook_lease_single_row", sql`${t.id} = 1`)],
);
