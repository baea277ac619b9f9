import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/database.ts";
import { isBusy } from "../db/database.ts";
import { resourceNamed } from "../resources/index.ts";
import { today } from "../values/edtf.ts";
import type { Deliveries, Due, Ending, Outcome } from "./deliveries.ts";
import type { Event } from "./events.ts";
import { eventOf, testEvent } from "./events.ts";
import { Lease } from "./lease.ts";
import type { Log } from "./queue.ts";
import { Sender } from "./sender.ts";
import type { DeliverySettings } from "./settings.ts";
import { FAILURES_TO_SLOW, MOST_ATTEMPTS, MOST_OF_A_HOST } from "./settings.ts";
import { signedHeaders } from "./signature.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";
import { secretsOf } from "./webhooks.ts";

/** How long what is under way may take to end once the service closes, in milliseconds. */
const GRACE = 5000;

/** How often it is tried again to write while somebody else does, in milliseconds. */
const STEP = 50;

/** How often old entries are taken out of the log, in milliseconds. */
const PRUNE_EVERY = 3_600_000;

/** Sends what is due, at least once: an attempt is written down after it was made. */
export class Deliverer {
  private readonly db: Database;
  private readonly webhooks: Webhooks;
  private readonly deliveries: Deliveries;
  private readonly settings: DeliverySettings;
  private readonly log: Log;
  private readonly lease: Lease;
  private readonly sender: Sender;
  private readonly closing = new AbortController();
  /** By the key of a delivery: its attempt, and to which host. */
  private readonly underWay = new Map<number, { host: string; webhook: number }>();
  private readonly attempts = new Set<Promise<void>>();
  /** By the key of a webhook: how often it failed in a row, and until when it is left alone. */
  private readonly failures = new Map<number, { count: number; until: number }>();
  private isEnding = false;
  private pruneAt = 0;
  /** Which webhook comes first, so that none is always the last. */
  private turn = 0;

  constructor(
    db: Database,
    webhooks: Webhooks,
    deliveries: Deliveries,
    settings: DeliverySettings,
    log: Log,
  ) {
    this.db = db;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.settings = settings;
    this.log = log;
    this.lease = new Lease(db, settings.lease);
    this.sender = new Sender(settings);
  }

  /** Begins the attempts that are due, as many as there is room for. Never throws. */
  deliver(): void {
    if (this.isEnding) return;
    try {
      if (!this.lease.hold()) return;
      const now = new Date();
      this.prune(now);
      const due = this.deliveries.webhooksDue(now);
      const first = due.length === 0 ? 0 : this.turn++ % due.length;
      for (const key of [...due.slice(first), ...due.slice(0, first)]) {
        const webhook = this.webhooks.byKey(key);
        if (webhook !== null) this.deliverOf(webhook, now);
      }
    } catch (error) {
      if (!isBusy(error)) this.log.error({ err: error }, "Webhooks: delivering failed.");
    }
  }

  private prune(now: Date): void {
    if (now.getTime() < this.pruneAt || this.db.isBeingWritten()) return;
    const pruned = this.deliveries.prune(now);
    this.pruneAt = now.getTime() + (pruned === 0 ? PRUNE_EVERY : this.settings.lookEvery);
  }

  private deliverOf(webhook: Webhook, now: Date): void {
    const { host } = new URL(webhook.url);
    const others = [...this.underWay.values()];
    const ofHost = others.filter((each) => each.host === host).length;
    const ofWebhook = others.filter((each) => each.webhook === webhook.key).length;
    const slow = this.failures.get(webhook.key);
    const isSlowed = slow !== undefined && slow.count >= FAILURES_TO_SLOW;
    if (isSlowed && (ofWebhook > 0 || slow.until > now.getTime())) return;
    const room = Math.min(MOST_ATTEMPTS - others.length, MOST_OF_A_HOST - ofHost);
    if (room <= 0) return;
    const found = this.deliveries.due(webhook, now, room + ofWebhook);
    const fresh = found.filter(({ key }) => !this.underWay.has(key));
    for (const due of fresh.slice(0, isSlowed ? 1 : room)) this.begin(webhook, due, host);
  }

  private begin(webhook: Webhook, due: Due, host: string): void {
    this.underWay.set(due.key, { host, webhook: webhook.key });
    const attempt = this.attempt(webhook, due)
      .catch((error) => {
        this.log.error({ err: error, delivery: due.id }, "Webhooks: an attempt failed.");
      })
      .finally(() => {
        this.underWay.delete(due.key);
        this.attempts.delete(attempt);
        if (!this.isEnding) setImmediate(() => this.deliver());
      });
    this.attempts.add(attempt);
  }

  private async attempt(webhook: Webhook, due: Due): Promise<void> {
    const event = this.eventOf(webhook, due);
    if (event === null) {
      const error = "The webhook may not see this change any more: it is not sent.";
      await this.write(() => this.deliveries.giveUp(due.key, error));
      return;
    }
    const began = new Date();
    const body = JSON.stringify(event);
    const headers = signedHeaders(secretsOf(webhook, began), due.id, began, body);
    const outcome = await this.sender.send(webhook.url, headers, body, this.closing.signal);
    if (outcome === null) return;
    this.noteFailures(webhook, outcome);
    const ending = await this.write(() => this.deliveries.settle(due.key, began, outcome));
    this.report(webhook, due, outcome, ending);
  }

  /** The message of a delivery, as it would be sent now; null where there is none. */
  eventOf(
    webhook: Webhook,
    { seq, action, created_at }: Pick<Due, "seq" | "action" | "created_at">,
  ): Event | null {
    if (action === "test" || seq === null) return testEvent(webhook.id, created_at);
    const view = webhook.drafts ? "full" : "public";
    return this.db.snapshot(() =>
      eventOf(resourceNamed(webhook.resource), seq, action, {
        connection: this.db.reader,
        view,
        day: today(),
      }),
    );
  }

  private noteFailures({ key }: Webhook, { error }: Outcome): void {
    if (error === null) {
      this.failures.delete(key);
      return;
    }
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    this.failures.set(key, { count, until: Date.now() + (this.settings.pauses[0] ?? 0) });
  }

  /** Runs a write once nobody else writes, however long that takes; not any more once all ends. */
  private async write<T>(run: () => T): Promise<T | null> {
    for (;;) {
      try {
        if (!this.db.isBeingWritten()) return this.db.transaction(run);
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      if (this.closing.signal.aborted) return null;
      await sleep(STEP);
    }
  }

  private report(webhook: Webhook, due: Due, outcome: Outcome, ending: Ending | null): void {
    if (ending === null) return;
    const about = { webhook: webhook.id, delivery: due.id, error: outcome.error };
    if ("givenUp" in ending) this.log.warn(about, "A delivery to a webhook was given up.");
    else {
      const { switchedOff: reason, detail } = ending;
      this.log.warn({ ...about, reason }, `Webhook switched off: ${detail}`);
    }
  }

  /** Ends: waits for what is under way for a while. What is broken off then is sent again later. */
  async end(): Promise<void> {
    this.isEnding = true;
    const end = setTimeout(() => this.closing.abort(), GRACE);
    await Promise.all(this.attempts);
    clearTimeout(end);
    this.closing.abort();
    await this.sender.close();
    this.lease.release();
  }
}
