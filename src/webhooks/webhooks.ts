import { randomBytes } from "node:crypto";
import { and, count, eq, lt, sql } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../db/database.ts";
import type { NewestFirst } from "../db/newest-first.ts";
import { after, newestFirst } from "../db/newest-first.ts";
import { idFromText } from "../values/ids.ts";
import type { DISABLED_REASONS } from "../vocabularies.ts";
import type { WebhookContent } from "./new-webhook.ts";
import { newSecret } from "./signature.ts";
import { webhooks } from "./table.ts";

/** A webhook as it is stored. */
export type Webhook = typeof webhooks.$inferSelect;

export type DisabledReason = keyof typeof DISABLED_REASONS;

/** The webhooks of a database. They are no part of the data set: no counter of it moves. */
export class Webhooks {
  private readonly db: Database;
  private readonly reader: BetterSQLite3Database;
  private readonly writer: BetterSQLite3Database;
  // What is asked for again and again is compiled once.
  private readonly withKey;
  private readonly before;

  constructor(db: Database) {
    this.db = db;
    this.reader = drizzle(db.reader.connection);
    this.writer = drizzle(db.writer.connection);
    const isKey = eq(webhooks.key, sql.placeholder("key"));
    this.withKey = this.writer.select().from(webhooks).where(isKey).prepare();
    const isBehind = lt(webhooks.position, sql.placeholder("seq"));
    this.before = this.writer
      .select()
      .from(webhooks)
      .where(and(eq(webhooks.enabled, true), isBehind))
      .orderBy(webhooks.key)
      .prepare();
  }

  /**
   * Makes a webhook with a secret of its own, which hears of what is written from then on.
   * @param position the last change that it is not to hear of
   */
  create(content: WebhookContent, position: number): Webhook {
    const now = new Date().toISOString();
    // With a random part, so that an id is never given again.
    const host = idFromText(new URL(content.url).hostname, 60);
    return this.writer
      .insert(webhooks)
      .values({
        ...content,
        id: `${host}-${randomBytes(4).toString("hex")}`,
        secret: newSecret(),
        position,
        created_at: now,
        updated_at: now,
        ...(content.enabled ? {} : switchedOff("requested", NOT_YET, now)),
      })
      .returning()
      .get();
  }

  find(id: string): Webhook | null {
    return this.writer.select().from(webhooks).where(eq(webhooks.id, id)).get() ?? null;
  }

  byKey(key: number): Webhook | null {
    return this.withKey.get({ key }) ?? null;
  }

  /** Those that are on and have not seen all changes up to one. */
  behind(seq: number): Webhook[] {
    return this.before.all({ seq });
  }

  /** Notes that some have seen all changes up to one. */
  moveTo(seq: number, keys: readonly number[]): void {
    this.db.writer.run(
      "update webhooks set position = ? where key in (select value from json_each(?))",
      seq,
      JSON.stringify(keys),
    );
  }

  /** Webhooks from the newest on. */
  list(limit: number, place: NewestFirst | null): Webhook[] {
    return this.reader
      .select()
      .from(webhooks)
      .where(after(webhooks, place))
      .orderBy(...newestFirst(webhooks))
      .limit(limit)
      .all();
  }

  hasAny(): boolean {
    return this.db.reader.get("select 1 from webhooks limit 1") !== undefined;
  }

  countDisabled(): number {
    const isOff = eq(webhooks.enabled, false);
    return this.reader.select({ n: count() }).from(webhooks).where(isOff).get()?.n ?? 0;
  }

  count(): number {
    return this.reader.select({ n: count() }).from(webhooks).get()?.n ?? 0;
  }

  /** Changes a webhook, in a transaction of the caller's. Switching it on lets all that waits go on. */
  change(webhook: Webhook, patch: Partial<WebhookContent>): void {
    const now = new Date().toISOString();
    const { enabled, ...content } = patch;
    const isSwitchedOn = enabled === true && !webhook.enabled;
    const isSwitchedOff = enabled === false && webhook.enabled;
    this.writer
      .update(webhooks)
      .set({
        ...content,
        ...(isSwitchedOff ? switchedOff("requested", ON_REQUEST, now) : {}),
        ...(isSwitchedOn ? SWITCHED_ON : {}),
        updated_at: now,
      })
      .where(eq(webhooks.key, webhook.key))
      .run();
    const isMoved = content.url !== undefined && content.url !== webhook.url;
    if (isSwitchedOn || isMoved) this.tryAnew(webhook.key, now);
  }

  /** What has waited is due, and has all its attempts before it. */
  private tryAnew(key: number, now: string): void {
    this.db.writer.run(
      `update webhook_deliveries set tries = 0, next_attempt_at = ?
       where webhook = ? and next_attempt_at is not null`,
      now,
      key,
    );
  }

  /** Switches a webhook off for a reason of ours, in a transaction of the caller's. */
  switchOff(key: number, reason: DisabledReason, detail: string): void {
    const now = new Date().toISOString();
    this.writer
      .update(webhooks)
      .set({ ...switchedOff(reason, detail, now), updated_at: now })
      .where(eq(webhooks.key, key))
      .run();
  }

  /**
   * Gives a webhook a new secret; the one that it has goes on signing for some seconds. That is the one in
   * its row, and not what was read before: another process may have given it another.
   */
  rotate({ key }: Webhook, graceSeconds: number): Webhook {
    const now = new Date();
    const until = new Date(now.getTime() + graceSeconds * 1000).toISOString();
    return this.writer
      .update(webhooks)
      .set({
        secret: newSecret(),
        previous_secret: graceSeconds === 0 ? null : sql`${webhooks.secret}`,
        previous_expires_at: graceSeconds === 0 ? null : until,
        updated_at: now.toISOString(),
      })
      .where(eq(webhooks.key, key))
      .returning()
      .get();
  }

  /** Takes secrets away that sign no more. */
  forgetOldSecrets(now: Date): void {
    this.db.writer.run(
      `update webhooks set previous_secret = null, previous_expires_at = null where previous_expires_at <= ?`,
      now.toISOString(),
    );
  }

  /** Deletes a webhook with its log. Returns whether there is such a webhook. */
  remove(id: string): boolean {
    return this.writer.delete(webhooks).where(eq(webhooks.id, id)).run().changes > 0;
  }
}

/** The secrets by which a webhook signs, the newest first. */
export const secretsOf = (
  { secret, previous_secret, previous_expires_at }: Webhook,
  now: Date,
): string[] => {
  const holds = previous_expires_at !== null && Date.parse(previous_expires_at) > now.getTime();
  return holds && previous_secret !== null ? [secret, previous_secret] : [secret];
};

const NOT_YET = "It was made switched off.";
const ON_REQUEST = "It was switched off by a client.";

const switchedOff = (reason: DisabledReason, detail: string, at: string) => ({
  enabled: false,
  disabled_at: at,
  disabled_reason: reason,
  disabled_detail: detail,
});

const SWITCHED_ON = {
  enabled: true,
  disabled_at: null,
  disabled_reason: null,
  disabled_detail: null,
};
