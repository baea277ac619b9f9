import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/database.ts";
import { isBusy, isOfDatabase } from "../db/database.ts";
import { resourceNamed } from "../resources/index.ts";
import { today } from "../values/edtf.ts";
import { ByItself, type Log } from "./by-itself.ts";
import type { Deliveries, Due, Ending, Outcome } from "./deliveries.ts";
import type { DeliveryLog } from "./delivery-log.ts";
import type { WebhookMessage } from "./events.ts";
import { messageOf, testMessage } from "./events.ts";
import { Lease } from "./lease.ts";
import { Sender } from "./sender.ts";
import type { DeliverySettings } from "./settings.ts";
import { FAILURES_TO_SLOW, MOST_ATTEMPTS, MOST_OF_A_HOST } from "./settings.ts";
import { signedHeaders } from "./signature.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";
import { secretsOf } from "./webhooks.ts";

/** How often it is tried again to write while somebody else does, in milliseconds. */
const STEP = 50;

/** How often it is tried again to write where that fails, as on a full disk, in milliseconds. */
const LATER = 1000;

/** How long a delivery that can't even be attempted is left alone, in milliseconds. */
const REST = 60_000;

/** How often it is looked for what time has made wrong, such as old entries, in milliseconds. */
const PRUNE_EVERY = 3_600_000;

/** Where it finds what to send, and says what came of it. */
interface Parts {
  webhooks: Webhooks;
  deliveries: Deliveries;
  deliveryLog: DeliveryLog;
}

/** Sends what is due, at least once: an attempt is written down after it was made. */
export class Deliverer {
  private readonly db: Database;
  private readonly webhooks: Webhooks;
  private readonly deliveries: Deliveries;
  private readonly deliveryLog: DeliveryLog;
  private readonly settings: DeliverySettings;
  private readonly log: Log;
  private readonly lease: Lease;
  private readonly sender: Sender;
  private readonly delivering: ByItself;
  /** No attempt begins any more; and none goes on any more. */
  private readonly ending = new AbortController();
  private readonly closing = new AbortController();
  /** By the key of a delivery: its attempt, and to which host. */
  private readonly underWay = new Map<number, { host: string; webhook: number }>();
  private readonly attempts = new Set<Promise<void>>();
  /** By the key of a webhook: how often it failed in a row, and until when it is left alone. */
  private readonly failures = new Map<number, { count: number; until: number }>();
  /** By the clock of `performance`, as those above: nobody sets it back. */
  private pruneAt = 0;
  /** Which webhook comes first, so that none is always the last. */
  private turn = 0;

  constructor(
    db: Database,
    { webhooks, deliveries, deliveryLog }: Parts,
    settings: DeliverySettings,
    log: Log,
  ) {
    this.db = db;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.deliveryLog = deliveryLog;
    this.settings = settings;
    this.log = log;
    this.lease = new Lease(db, settings.lease);
    this.sender = new Sender(settings);
    this.delivering = new ByItself(log, "Webhooks: delivering failed.");
    // Each attempt can be waiting for them.
    setMaxListeners(MOST_ATTEMPTS, this.ending.signal, this.closing.signal);
  }

  /** Begins the attempts that are due, as many as there is room for. Never throws. */
  deliver(): void {
    if (!this.isEnding) this.delivering.run(undefined, () => this.deliverDue(new Date()));
  }

  private get isEnding(): boolean {
    return this.ending.signal.aborted;
  }

  private deliverDue(now: Date): void {
    const due = this.deliveries.webhooksDue(now);
    // Who has nothing to do needs no lease, and writes nothing.
    if (due.length === 0 && this.underWay.size === 0 && performance.now() < this.pruneAt) return;
    if (!this.lease.hold()) return;
    this.prune(now);
    const first = due.length === 0 ? 0 : this.turn++ % due.length;
    for (const key of [...due.slice(first), ...due.slice(0, first)]) {
      const webhook = this.webhooks.byKey(key);
      if (webhook !== null) this.deliverOf(webhook, now);
    }
  }

  private prune(now: Date): void {
    if (performance.now() < this.pruneAt || this.db.isBeingWritten()) return;
    this.webhooks.forgetOldSecrets(now);
    this.deliveries.bringForward(now);
    const pruned = this.deliveryLog.prune(now);
    this.pruneAt = performance.now() + (pruned === 0 ? PRUNE_EVERY : this.settings.lookEvery);
  }

  private deliverOf(webhook: Webhook, now: Date): void {
    const { host } = new URL(webhook.url);
    const others = [...this.underWay.values()];
    const ofHost = others.filter((each) => each.host === host).length;
    const ofWebhook = others.filter((each) => each.webhook === webhook.key).length;
    const slow = this.failures.get(webhook.key);
    const isSlowed = slow !== undefined && slow.count >= FAILURES_TO_SLOW;
    if (isSlowed && (ofWebhook > 0 || slow.until > performance.now())) return;
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
        // Its place stays taken meanwhile: it is due still, and would be begun again at once.
        return this.pause(REST);
      })
      .finally(() => {
        this.underWay.delete(due.key);
        this.attempts.delete(attempt);
        if (!this.isEnding) setImmediate(() => this.deliver());
      });
    this.attempts.add(attempt);
  }

  private async attempt(webhook: Webhook, due: Due): Promise<void> {
    const began = new Date();
    const made = this.make(webhook, due);
    if (made === null) {
      const error = "The webhook may not see this change any more: it is not sent.";
      await this.write(() => this.deliveries.giveUp(due.key, error));
      return;
    }
    const outcome = typeof made === "string" ? await this.send(webhook, due, began, made) : made;
    if (outcome === null) return;
    const ending = await this.write(() => this.deliveries.settle(due.key, began, outcome));
    this.report(webhook, due, outcome, ending);
  }

  /**
   * The body of a message; null where there is none. Where it can't be made, as of a change on a damaged
   * page, that is the outcome of the attempt: others are not held up by it.
   */
  private make(webhook: Webhook, due: Due): string | Outcome | null {
    try {
      const message = this.messageOf(webhook, due);
      return message && JSON.stringify(message);
    } catch (err) {
      this.log.error({ err, delivery: due.id }, "Webhooks: a message can't be made.");
      const error = "The message can't be made of what the database has: see the service's log.";
      return { status: null, error, retryAfter: null, isUnmade: true };
    }
  }

  private async send(
    webhook: Webhook,
    due: Due,
    began: Date,
    body: string,
  ): Promise<Outcome | null> {
    const headers = signedHeaders(secretsOf(webhook, began), due.id, began, body);
    const outcome = await this.sender.send(webhook.url, headers, body, this.closing.signal);
    if (outcome !== null) this.noteFailures(webhook, outcome);
    return outcome;
  }

  /** The message of a delivery, as it would be sent now; null where there is none. */
  messageOf(
    webhook: Webhook,
    { seq, action, created_at }: Pick<Due, "seq" | "action" | "created_at">,
  ): WebhookMessage | null {
    if (action === "test" || seq === null) return testMessage(webhook.id, created_at);
    const view = webhook.drafts ? "full" : "public";
    return this.db.snapshot(() =>
      messageOf(resourceNamed(webhook.resource), seq, action, {
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
    this.failures.set(key, { count, until: performance.now() + (this.settings.pauses[0] ?? 0) });
  }

  /**
   * Runs a write once nobody else writes and there is room, however long that takes: what was sent is not
   * sent again because it can't be written down. Not any more once all ends.
   */
  private async write<T>(run: () => T): Promise<T | null> {
    for (let isLogged = false; ; ) {
      let pause = STEP;
      try {
        if (!this.db.isBeingWritten()) return this.db.transaction(run);
      } catch (error) {
        if (!isOfDatabase(error)) throw error;
        if (!isBusy(error)) {
          if (!isLogged)
            this.log.error({ err: error }, "Webhooks: an attempt can't be written down.");
          isLogged = true;
          if (this.isEnding) return null;
          pause = LATER;
        }
      }
      if (this.closing.signal.aborted) return null;
      await this.pause(pause);
    }
  }

  /** Waits, but not for what is to end. */
  private async pause(milliseconds: number): Promise<void> {
    if (this.isEnding) await sleep(STEP);
    else
      await sleep(milliseconds, undefined, { signal: this.ending.signal }).catch(() => undefined);
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
    this.ending.abort();
    const end = setTimeout(() => this.closing.abort(), this.settings.grace);
    await Promise.all(this.attempts);
    clearTimeout(end);
    this.closing.abort();
    await this.sender.close();
    this.lease.release();
  }
}
