import type { Database, Row } from "../db/database.ts";
import { resourceNamed } from "../resources/index.ts";
import type { Action } from "./events.ts";
import { eventName, TEST_EVENT } from "./events.ts";
import type { DeliverySettings } from "./settings.ts";
import type { Webhook } from "./webhooks.ts";

/** What is to be sent, or was: the log of each webhook, in which what waits is the queue. */

export type DeliveryState = "waiting" | "delivered" | "failed";

/** A delivery as it is shown. */
export interface Delivery {
  id: string;
  webhook: string;
  type: string;
  seq: number | null;
  record: string | null;
  state: DeliveryState;
  attempts: number;
  response_status: number | null;
  error: string | null;
  created_at: string;
  last_attempt_at: string | null;
  next_attempt_at: string | null;
  finished_at: string | null;
  links: { self: string };
}

const ROWS = `select d.*, c.id as record_id from webhook_deliveries d
  left join changes c on c.seq = d.seq`;

/** How many rows are taken out of the log at once. */
const PRUNED = 5000;

/** How many entries that are done a webhook's log has at most. */
const MOST_LOGGED = 100_000;

export class DeliveryLog {
  private readonly db: Database;
  private readonly settings: DeliverySettings;

  constructor(db: Database, settings: DeliverySettings) {
    this.db = db;
    this.settings = settings;
  }

  /** The deliveries of a webhook from the newest on. */
  list(
    webhook: Webhook,
    state: DeliveryState | null,
    limit: number,
    before: number | null,
  ): { key: number; delivery: Delivery }[] {
    const rows = this.db.reader.all(
      `${ROWS} where d.webhook = ?1 and d.key < ?2 and (?3 is null or d.state = ?3)
       order by d.key desc limit ?4`,
      webhook.key,
      before ?? Number.MAX_SAFE_INTEGER,
      state,
      limit,
    );
    return rows.map((row) => ({ key: row["key"] as number, delivery: shown(row, webhook) }));
  }

  count(webhook: Webhook, state: DeliveryState | null): number {
    return this.db.reader.get(
      `select count(*) as n from webhook_deliveries where webhook = ?${state === null ? "" : " and state = ?"}`,
      webhook.key,
      ...(state === null ? [] : [state]),
    )?.["n"] as number;
  }

  /** Of all webhooks. */
  countWaiting(): number {
    // Of each by itself, since that is what an index has: not all that is in the log is looked at.
    return this.db.reader.get(
      `select coalesce(sum((select count(*) from webhook_deliveries d
         where d.webhook = w.key and d.state = 'waiting')), 0) as n from webhooks w`,
    )?.["n"] as number;
  }

  find(webhook: Webhook, id: string): { row: Row; delivery: Delivery } | null {
    const row = this.db.writer.get(`${ROWS} where d.webhook = ? and d.id = ?`, webhook.key, id);
    return row === undefined ? null : { row, delivery: shown(row, webhook) };
  }

  /** Takes entries that are old, or too many, out of the log, some at a time. Returns how many. */
  prune(now: Date): number {
    const before = new Date(now.getTime() - this.settings.keptFor).toISOString();
    const { writer } = this.db;
    const old = writer.run(
      `delete from webhook_deliveries where key in (
         select key from webhook_deliveries where finished_at < ? limit ${PRUNED})`,
      before,
    );
    const many = writer.run(
      `delete from webhook_deliveries where key in (
         select d.key from webhooks w join webhook_deliveries d on d.webhook = w.key
         where d.finished_at is not null and d.key < (
           select l.key from webhook_deliveries l where l.webhook = w.key
           order by l.key desc limit 1 offset ${MOST_LOGGED})
         limit ${PRUNED})`,
    );
    return old + many;
  }
}

function shown(row: Row, { id: webhook, resource }: Webhook): Delivery {
  const id = row["id"] as string;
  const action = row["action"] as Action | "test";
  return {
    id,
    webhook,
    type: action === "test" ? TEST_EVENT : eventName(resourceNamed(resource), action),
    seq: row["seq"] as number | null,
    record: row["record_id"] as string | null,
    state: row["state"] as DeliveryState,
    attempts: row["attempts"] as number,
    response_status: row["response_status"] as number | null,
    error: row["error"] as string | null,
    created_at: row["created_at"] as string,
    last_attempt_at: row["last_attempt_at"] as string | null,
    next_attempt_at: row["next_attempt_at"] as string | null,
    finished_at: row["finished_at"] as string | null,
    links: { self: `/webhooks/${webhook}/deliveries/${id}` },
  };
}
