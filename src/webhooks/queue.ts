import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../db/database.ts";
import { isBusy } from "../db/database.ts";
import { identityOf } from "../db/dataset.ts";
import type { View } from "../db/dataset.ts";
import { uuidUnder } from "../formats/names.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Lister } from "../query/list.ts";
import type { ListQuery } from "../query/parameters.ts";
import { today } from "../values/edtf.ts";
import type { Action } from "./events.ts";
import { matchedAmong, noteMatches } from "./matches.ts";
import { parseSubscription } from "./subscription.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";

/** How many changes of a webhook's resource are looked at in one transaction … */
const BATCH = 1000;

/** … among so many of all resources. */
const WINDOW = 20_000;

/** A webhook of which looking failed is left alone for so long, in milliseconds. */
const REST = 60_000;

/** A change, as the view of a subscription has it. */
interface Seen {
  seq: number;
  record: number;
  action: string;
  /** Whether nothing is left of the record. */
  isGone: boolean;
}

/** What is told of trouble. */
export interface Log {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/**
 * Queues deliveries. The feed of changes, which is written with the records themselves, is the queue
 * before this one: each webhook has a position in it that moves together with what is queued. So nothing
 * is lost whoever writes, a write costs nothing more, and after a crash this goes on where it was.
 */
export class Queue {
  private readonly db: Database;
  private readonly lister: Lister;
  private readonly webhooks: Webhooks;
  private readonly log: Log;
  private readonly writer: BetterSQLite3Database;
  /** By the key of a webhook: until when it is left alone. */
  private readonly resting = new Map<number, number>();

  constructor(db: Database, lister: Lister, webhooks: Webhooks, log: Log) {
    this.db = db;
    this.lister = lister;
    this.webhooks = webhooks;
    this.log = log;
    this.writer = drizzle(db.writer.connection);
  }

  /**
   * Looks at what was committed since the last time, unless somebody else is writing. Never throws.
   * @returns whether there is something to send, or more to look at
   */
  look(): boolean {
    const { reader, writer } = this.db;
    if (reader.connection.inTransaction || writer.connection.inTransaction) return true;
    try {
      if (this.behind().length === 0 || this.db.isBeingWritten()) return false;
      // What a power cut takes back is found again, with the same ids: it need not be waited for.
      writer.connection.pragma("synchronous = NORMAL");
      return this.db.transaction(() => this.db.snapshot(() => this.lookAtAll()));
    } catch (error) {
      if (!isBusy(error)) {
        this.log.error({ err: error }, "Webhooks: looking at what changed failed.");
      }
      return false;
    } finally {
      if (!writer.connection.inTransaction) writer.connection.pragma("synchronous = FULL");
    }
  }

  /**
   * Looks at all that a webhook has not seen yet, in the caller's transaction and snapshot.
   * @returns whether it could: not where its query is not right any more
   */
  lookAtRest(webhook: Webhook): boolean {
    let current: Webhook | null = webhook;
    const last = this.lastSeq();
    while (current !== null && current.position < last) {
      const query = this.queryOf(current);
      if (query === null) return false;
      this.lookAt(current, query, last);
      current = this.webhooks.find(webhook.id);
    }
    return true;
  }

  private lastSeq(): number {
    return this.db.reader.get("select coalesce(max(seq), 0) as seq from changes")?.[
      "seq"
    ] as number;
  }

  private behind(): number[] {
    const keys = this.db.reader.column(
      "select key from webhooks where enabled = 1 and position < (select max(seq) from changes)",
    ) as number[];
    return keys.filter((key) => (this.resting.get(key) ?? 0) <= Date.now());
  }

  private lookAtAll(): boolean {
    const last = this.lastSeq();
    let isWork = false;
    for (const key of this.behind()) {
      const webhook = this.webhooks.byKey(key);
      if (webhook === null) continue;
      try {
        // What one webhook had done is taken back where it fails, and the others go on.
        this.db.writer.connection.transaction(() => {
          const query = this.queryOf(webhook);
          if (query === null) {
            this.switchOff(webhook);
            return;
          }
          const { reached, queued } = this.lookAt(webhook, query, last);
          isWork ||= reached < last || queued > 0;
        })();
      } catch (error) {
        this.resting.set(key, Date.now() + REST);
        this.log.error({ err: error, webhook: webhook.id }, "Webhooks: a query can't be run.");
      }
    }
    return isWork;
  }

  /** What a webhook asks for; null where that is not right any more. */
  private queryOf(webhook: Webhook): ListQuery | null {
    const faults = new Faults();
    const query = parseSubscription(webhook, this.reading(), faults);
    return faults.count === 0 ? query : null;
  }

  private reading() {
    return { connection: this.db.reader, day: today() };
  }

  private switchOff(webhook: Webhook): void {
    const faults = new Faults();
    parseSubscription(webhook, this.reading(), faults);
    let why = "Its query is not right any more.";
    try {
      faults.throwIfAny();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      why = `${error.message} Change the query and switch it on: it goes on where it was.`;
    }
    this.webhooks.switchOff(webhook.key, "query", why);
    this.log.warn({ webhook: webhook.id, reason: "query" }, `Webhook switched off: ${why}`);
  }

  private lookAt(
    webhook: Webhook,
    query: ListQuery,
    last: number,
  ): { reached: number; queued: number } {
    const view: View = webhook.drafts ? "full" : "public";
    const upTo = Math.min(last, webhook.position + WINDOW);
    const changes = this.changesOf(webhook, view, upTo);
    const reached = changes.length === BATCH ? (changes.at(-1) as Seen).seq : upTo;
    let queued = 0;
    if (changes.length > 0) {
      const keys = [...new Set(changes.map(({ record }) => record))];
      const before = matchedAmong(this.writer, webhook.key, keys);
      const context = { ...this.reading(), view };
      const after = this.lister.keys(query, context, keys);
      const matches = new Map(keys.map((key) => [key, after.has(key)]));
      for (const { seq, record, action } of told(changes, before, matches)) {
        this.put(webhook, seq, record, action);
        queued++;
      }
      const moved = [...matches].filter(([key, isMatch]) => isMatch !== before.has(key));
      if (moved.length > 0) noteMatches(this.writer, webhook.key, new Map(moved));
    }
    this.db.writer.run("update webhooks set position = ? where key = ?", reached, webhook.key);
    return { reached, queued };
  }

  private changesOf({ position, resource }: Webhook, view: View, upTo: number): Seen[] {
    const isPublic = view === "public";
    const action = isPublic ? "public_action" : "action";
    // What is erased is empty and not gone: a record is gone by the action that says so.
    const rows = this.db.reader.all(
      `select seq, record, ${action} as action from changes
       where seq > ? and seq <= ? and resource = ? and ${action} is not null order by seq limit ?`,
      position,
      upTo,
      resource,
      BATCH,
    );
    return rows.map(({ seq, record, action }) => ({
      seq: seq as number,
      record: record as number,
      action: action as string,
      isGone: action === "delete" || action === "merge",
    }));
  }

  /** Queues a delivery. It has its turn at once, unless an earlier one of the same record waits. */
  private put({ key, id }: Webhook, seq: number, record: number, action: Action): void {
    const { writer } = this.db;
    const message = `msg_${uuidUnder(identityOf(this.db.reader), `/webhooks/${id}/${seq}`)}`;
    const now = new Date().toISOString();
    writer.run(
      `insert into webhook_deliveries (id, webhook, seq, record, action, state, created_at, next_attempt_at)
       select ?1, ?2, ?3, ?4, ?5, 'waiting', ?6, case when exists (
         select 1 from webhook_deliveries where webhook = ?2 and state = 'waiting' and record = ?4
       ) then null else ?6 end on conflict do nothing`,
      message,
      key,
      seq,
      record,
      action,
      now,
    );
  }
}

/**
 * What changes are to a subscriber. A record that begins to match is created, one that ceases to match
 * is deleted. The query is asked of what there is now: of several changes of one record that are looked
 * at together, those before the last are taken to match where the record did before or does after.
 */
function* told(
  changes: readonly Seen[],
  before: ReadonlySet<number>,
  after: ReadonlyMap<number, boolean>,
): Iterable<{ seq: number; record: number; action: Action }> {
  const lastOf = new Map(changes.map(({ record, seq }) => [record, seq]));
  const matching = new Map<number, boolean>();
  for (const { seq, record, action, isGone } of changes) {
    const was = matching.get(record) ?? before.has(record);
    const isLast = lastOf.get(record) === seq;
    const matchesLater = after.get(record) === true;
    const is = !isGone && (isLast ? matchesLater : was || matchesLater);
    matching.set(record, is);
    if (is) yield { seq, record, action: was ? "update" : "create" };
    else if (was) yield { seq, record, action: isGone ? (action as Action) : "delete" };
  }
}
