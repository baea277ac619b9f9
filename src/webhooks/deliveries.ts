import { randomUUID } from "node:crypto";
import type { Database, Row } from "../db/database.ts";
import { uuidUnder } from "../formats/names.ts";
import type { DeliveryState } from "./delivery-log.ts";
import type { Action } from "./events.ts";
import type { DeliverySettings } from "./settings.ts";
import { LONGEST_PAUSE, withJitter } from "./settings.ts";
import type { DisabledReason, Webhook, Webhooks } from "./webhooks.ts";

/** What is to be sent, and what becomes of it. */

/** A delivery whose turn it is. */
export interface Due {
  key: number;
  id: string;
  seq: number | null;
  action: Action | "test";
  created_at: string;
}

/** What came of an attempt. */
export interface Outcome {
  /** The status of the answer; null where there was none. */
  status: number | null;
  /** Null where it was taken. */
  error: string | null;
  /** How long the endpoint asks to be left alone, in milliseconds. */
  retryAfter: number | null;
  /** Whether there was no message that could have been sent, which is no fault of the endpoint. */
  isUnmade?: true;
}

/** What followed from an attempt that failed, where it is more than another attempt. */
export type Ending = { switchedOff: DisabledReason; detail: string } | { givenUp: true };

/** What holds for tests that wait, which are of no record: so the index in order finds them. */
const IS_TEST = "state = 'waiting' and record is null";

export class Deliveries {
  private readonly db: Database;
  private readonly webhooks: Webhooks;
  private readonly settings: DeliverySettings;

  constructor(db: Database, webhooks: Webhooks, settings: DeliverySettings) {
    this.db = db;
    this.webhooks = webhooks;
    this.settings = settings;
  }

  /** Queues a test, which is sent once, also of a webhook that is off. */
  queueTest(webhook: Webhook): string {
    const now = new Date().toISOString();
    const id = `msg_${uuidUnder(randomUUID(), webhook.id)}`;
    this.db.writer.run(
      `insert into webhook_deliveries (id, webhook, action, state, created_at, next_attempt_at)
       values (?1, ?2, 'test', 'waiting', ?3, ?3)`,
      id,
      webhook.key,
      now,
    );
    return id;
  }

  /** Makes a delivery due, whatever came of it; those of its record that wait come after it. */
  resend(key: number): void {
    const { writer } = this.db;
    writer.run(
      `update webhook_deliveries set state = 'waiting', tries = 0, finished_at = null,
         next_attempt_at = ? where key = ?`,
      new Date().toISOString(),
      key,
    );
    writer.run(
      `update webhook_deliveries set next_attempt_at = null where key in (
         select l.key from webhook_deliveries d join webhook_deliveries l on l.webhook = d.webhook
           and l.state = 'waiting' and l.record = d.record and l.key > d.key where d.key = ?)`,
      key,
    );
  }

  /** Makes due what waits for longer than anything does: it was queued while the clock was ahead. */
  bringForward(now: Date): void {
    this.db.writer.run(
      `update webhook_deliveries set next_attempt_at = ?
       where webhook in (select key from webhooks) and next_attempt_at > ?`,
      now.toISOString(),
      new Date(now.getTime() + 2 * LONGEST_PAUSE).toISOString(),
    );
  }

  /** The earlier delivery that one waits for, if it does. */
  aheadOf({ key, webhook, record }: Row): string | null {
    const row = this.db.writer.get(
      `select id from webhook_deliveries where webhook = ? and state = 'waiting' and record = ?
         and key < ? order by key limit 1`,
      webhook ?? null,
      record ?? null,
      key ?? null,
    );
    return (row?.["id"] as string | undefined) ?? null;
  }

  /** The keys of the webhooks that have something due. */
  webhooksDue(now: Date): number[] {
    return this.db.reader.column(
      `select w.key from webhooks w where (w.enabled = 1 and exists (
           select 1 from webhook_deliveries d where d.webhook = w.key and d.next_attempt_at <= ?))
         or exists (select 1 from webhook_deliveries d where d.webhook = w.key and ${IS_TEST})
       order by w.key`,
      now.toISOString(),
    ) as number[];
  }

  /** What is due of a webhook, in the order in which it became so. */
  due(webhook: Webhook, now: Date, limit: number): Due[] {
    return this.db.reader.all(
      `select key, id, seq, action, created_at from webhook_deliveries
       where webhook = ? and next_attempt_at <= ? ${webhook.enabled ? "" : `and ${IS_TEST}`}
       order by next_attempt_at, key limit ?`,
      webhook.key,
      now.toISOString(),
      limit,
    ) as unknown as Due[];
  }

  /**
   * Writes down what came of an attempt, in a transaction of the caller's.
   * @param began when the attempt was made
   */
  settle(key: number, began: Date, outcome: Outcome): Ending | null {
    const { writer } = this.db;
    const row = writer.get("select * from webhook_deliveries where key = ?", key);
    if (row === undefined || row["state"] !== "waiting") return null;
    const webhook = this.webhooks.byKey(row["webhook"] as number) as Webhook;
    const at = began.toISOString();
    const since = row["tries"] === 0 ? at : (row["tried_since"] as string);
    writer.run(
      `update webhook_deliveries set attempts = attempts + 1, tries = tries + 1, tried_since = ?,
         last_attempt_at = ?, response_status = ?, error = ? where key = ?`,
      since,
      at,
      outcome.status,
      outcome.error,
      key,
    );
    const isTaken = outcome.error === null;
    const column = isTaken ? "last_success_at" : "last_failure_at";
    if (outcome.isUnmade !== true) {
      writer.run(`update webhooks set ${column} = ? where key = ?`, at, webhook.key);
    }
    if (isTaken) {
      this.finish(row, "delivered");
      return null;
    }
    return this.fail(row, webhook, since, outcome);
  }

  private fail(row: Row, webhook: Webhook, since: string, outcome: Outcome): Ending | null {
    if (row["action"] === "test") {
      this.finish(row, "failed");
      return null;
    }
    if (outcome.status === 410) {
      this.attemptAt(row, new Date());
      const detail = "Its URL answered 410 Gone, which asks for nothing more to be sent.";
      return this.switchOff(webhook, "gone", detail);
    }
    const { pauses } = this.settings;
    const pause = pauses[row["tries"] as number];
    if (pause !== undefined) {
      const asked = Math.min(outcome.retryAfter ?? 0, LONGEST_PAUSE);
      this.attemptAt(row, new Date(Date.now() + Math.max(withJitter(pause), asked)));
      return null;
    }
    const success = webhook.last_success_at;
    if (outcome.isUnmade === true || (success !== null && success >= since)) {
      // It is this one that isn't taken: others were meanwhile.
      this.finish(row, "failed");
      return { givenUp: true };
    }
    this.attemptAt(row, new Date());
    const detail = `Nothing that was sent since ${since} was taken, in ${pauses.length + 1} attempts: ${outcome.error}`;
    return this.switchOff(webhook, "failing", detail);
  }

  private switchOff(webhook: Webhook, reason: DisabledReason, detail: string): Ending | null {
    if (!webhook.enabled) return null;
    this.webhooks.switchOff(webhook.key, reason, detail);
    return { switchedOff: reason, detail };
  }

  /** Gives up what can't be sent at all, in a transaction of the caller's. */
  giveUp(key: number, error: string): void {
    const row = this.db.writer.get("select * from webhook_deliveries where key = ?", key);
    if (row === undefined) return;
    this.db.writer.run("update webhook_deliveries set error = ? where key = ?", error, key);
    this.finish(row, "failed");
  }

  /** Not before an earlier one of its record that waits: that can have been sent again meanwhile. */
  private attemptAt({ key = null, webhook = null, record = null }: Row, at: Date): void {
    this.db.writer.run(
      `update webhook_deliveries set next_attempt_at = case when exists (
         select 1 from webhook_deliveries where webhook = ?1 and state = 'waiting' and record = ?2
           and key < ?3) then null else ?4 end where key = ?3`,
      webhook,
      record,
      key,
      at.toISOString(),
    );
  }

  /** Ends a delivery, and gives the next one of the same record its turn. */
  private finish({ key = null, webhook = null, record = null }: Row, state: DeliveryState): void {
    const now = new Date().toISOString();
    const { writer } = this.db;
    writer.run(
      `update webhook_deliveries set state = ?, finished_at = ?, next_attempt_at = null
       where key = ?`,
      state,
      now,
      key,
    );
    writer.run(
      `update webhook_deliveries set next_attempt_at = ? where next_attempt_at is null and key = (
         select key from webhook_deliveries where webhook = ? and state = 'waiting' and record = ?
         order by key limit 1)`,
      now,
      webhook,
      record,
    );
  }
}
