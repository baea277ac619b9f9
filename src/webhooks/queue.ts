import type { Database, StatementCache } from "../db/database.ts";
import { identityOf } from "../db/dataset.ts";
import type { View } from "../db/dataset.ts";
import { uuidUnder } from "../formats/names.ts";
import { lastSeq } from "../history/history.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Lister } from "../query/list.ts";
import type { ListQuery } from "../query/parameters.ts";
import { today } from "../values/edtf.ts";
import { ByItself, type Log } from "./by-itself.ts";
import type { Action } from "./events.ts";
import { Matches } from "./matches.ts";
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

const viewOf = ({ drafts }: Webhook): View => (drafts ? "full" : "public");

/** The changes that webhooks have not seen, read once for all that look at the same. */
class ChangesRead {
  private readonly reader: StatementCache;
  private readonly known = new Map<string, { seen: Seen[]; reached: number }>();

  constructor(reader: StatementCache) {
    this.reader = reader;
  }

  /** The first of a webhook's after a position, and up to which change those are all that there are. */
  of(webhook: Webhook, position: number, last: number): { seen: Seen[]; reached: number } {
    const { resource } = webhook;
    const action = viewOf(webhook) === "public" ? "public_action" : "action";
    const key = `${resource} ${action} ${position}`;
    let found = this.known.get(key);
    if (found === undefined) {
      // Where a backup was restored, numbers are left out (`restorations`).
      const next = this.reader.get("select min(seq) as seq from changes where seq > ?", position);
      const upTo = Math.min(last, ((next?.["seq"] as number | null) ?? last) + WINDOW);
      const rows = this.reader.all(
        `select seq, record, ${action} as action from changes
         where seq > ? and seq <= ? and resource = ? and ${action} is not null order by seq limit ?`,
        position,
        upTo,
        resource,
        BATCH,
      );
      const seen = rows.map(({ seq, record, action }) => ({
        seq: seq as number,
        record: record as number,
        action: action as string,
        // By what was done, and not by what is kept of it: that can have been erased.
        isGone: action === "delete" || action === "merge",
      }));
      found = { seen, reached: seen.length === BATCH ? (seen.at(-1) as Seen).seq : upTo };
      this.known.set(key, found);
    }
    return found;
  }
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
  private readonly matches: Matches;
  private readonly looking: ByItself;
  /** By the key of a webhook: until when it is left alone. */
  private readonly resting = new Map<number, number>();

  constructor(db: Database, lister: Lister, webhooks: Webhooks, log: Log) {
    this.db = db;
    this.lister = lister;
    this.webhooks = webhooks;
    this.log = log;
    this.matches = new Matches(db);
    this.looking = new ByItself(log, "Webhooks: looking at what changed failed.");
  }

  /**
   * Looks at what was committed since the last time, unless somebody else is writing. Never throws.
   * @returns whether there is something to send, or more to look at
   */
  look(): boolean {
    const { reader, writer } = this.db;
    if (reader.connection.inTransaction || writer.connection.inTransaction) return true;
    return this.looking.run(false, () => {
      if (!this.isBehind() || this.db.isBeingWritten()) return false;
      // What a power cut takes back is found again, with the same ids: it need not be waited for.
      writer.connection.pragma("synchronous = NORMAL");
      try {
        return this.db.transaction(() => this.db.snapshot(() => this.lookAtAll()));
      } finally {
        writer.connection.pragma("synchronous = FULL");
      }
    });
  }

  /**
   * Looks at all that a webhook has not seen yet, in the caller's transaction and snapshot.
   * @returns whether it could: not where its query is not right any more
   */
  lookAtRest(webhook: Webhook): boolean {
    const last = lastSeq(this.db.reader);
    const changes = new ChangesRead(this.db.reader);
    for (let { position } = webhook; position < last; ) {
      const found = changes.of(webhook, position, last);
      const query = this.queryOf(webhook);
      if (query === null) return false;
      this.lookAt(webhook, query, found.seen);
      position = found.reached;
      this.webhooks.moveTo(position, [webhook.key]);
    }
    return true;
  }

  private isBehind(): boolean {
    const found = this.db.reader.get(
      "select 1 from webhooks where enabled = 1 and position < (select max(seq) from changes)",
    );
    return found !== undefined;
  }

  private lookAtAll(): boolean {
    const last = lastSeq(this.db.reader);
    const changes = new ChangesRead(this.db.reader);
    const moved = new Map<number, number[]>();
    let isWork = false;
    for (const webhook of this.webhooks.behind(last)) {
      if ((this.resting.get(webhook.key) ?? 0) > performance.now()) continue;
      const { seen, reached } = changes.of(webhook, webhook.position, last);
      const outcome = seen.length === 0 ? 0 : this.lookSafely(webhook, seen);
      if (outcome === null) continue;
      isWork ||= reached < last || outcome > 0;
      moved.set(reached, [...(moved.get(reached) ?? []), webhook.key]);
    }
    for (const [reached, keys] of moved) this.webhooks.moveTo(reached, keys);
    return isWork;
  }

  /** @returns how much was queued; null where the webhook stays where it is */
  private lookSafely(webhook: Webhook, seen: readonly Seen[]): number | null {
    try {
      // A part of the transaction: what one webhook had done is taken back where it fails.
      return this.db.transaction(() => {
        const query = this.queryOf(webhook);
        if (query === null) this.switchOff(webhook);
        return query === null ? null : this.lookAt(webhook, query, seen);
      });
    } catch (error) {
      // Of what ended all of it, such as a full disk, no webhook is the cause.
      if (!this.db.writer.connection.inTransaction) throw error;
      this.resting.set(webhook.key, performance.now() + REST);
      this.log.error({ err: error, webhook: webhook.id }, "Webhooks: a query can't be run.");
      return null;
    }
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

  /** Queues what a webhook is to hear of some changes. Returns how much that is. */
  private lookAt(webhook: Webhook, query: ListQuery, seen: readonly Seen[]): number {
    const keys = [...new Set(seen.map(({ record }) => record))];
    const before = this.matches.among(webhook.key, keys);
    const after = this.lister.keys(query, { ...this.reading(), view: viewOf(webhook) }, keys);
    const matches = new Map(keys.map((key) => [key, after.has(key)]));
    let queued = 0;
    for (const { seq, record, action } of told(seen, before, matches)) {
      this.put(webhook, seq, record, action);
      queued++;
    }
    const moved = [...matches].filter(([key, isMatch]) => isMatch !== before.has(key));
    if (moved.length > 0) this.matches.note(webhook.key, new Map(moved));
    return queued;
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
