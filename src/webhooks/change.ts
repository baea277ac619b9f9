import type { Database } from "../db/database.ts";
import { lastSeq } from "../history/history.ts";
import type { Faults } from "../problems/faults.ts";
import type { Lister } from "../query/list.ts";
import { today } from "../values/edtf.ts";
import { Matches } from "./matches.ts";
import { parseNewWebhook, parseWebhookPatch } from "./new-webhook.ts";
import type { WebhookService } from "./service.ts";
import type { Subscription } from "./subscription.ts";
import { parseSubscription } from "./subscription.ts";
import type { Webhook } from "./webhooks.ts";

/** What is needed to make a webhook and to change it. */
interface Parts {
  db: Database;
  lister: Lister;
  service: WebhookService;
}

/**
 * Makes a webhook as a client asks for it: it hears of what is committed after that.
 * @throws {Problem} `invalid-request`
 */
export function makeWebhook({ db, lister, service }: Parts, body: unknown, faults: Faults) {
  return db.transaction(() =>
    db.snapshot(() => {
      const { allowPrivate } = service.settings;
      const content = parseNewWebhook(body, allowPrivate, faults, (asked) =>
        parseSubscription(asked, reading(db), faults),
      );
      const webhook = service.webhooks.create(content, lastSeq(db.reader));
      rememberMatches({ db, lister }, webhook, content, faults);
      return webhook;
    }),
  );
}

/**
 * Changes a webhook, in a transaction of the caller's. What was committed before is told by the query
 * that it had, what comes after by the one that it gets; that records begin or cease to match by that is
 * no change of them.
 * @throws {Problem} `invalid-request`
 */
export function patchWebhook(
  { db, lister, service }: Parts,
  webhook: Webhook,
  body: unknown,
  faults: Faults,
): Webhook {
  return db.snapshot(() => {
    const patch = parseWebhookPatch(body, service.settings.allowPrivate, webhook, faults, (now) =>
      parseSubscription(now, reading(db), faults),
    );
    const next = { ...webhook, ...patch };
    const isOther =
      next.drafts !== webhook.drafts ||
      JSON.stringify(next.query) !== JSON.stringify(webhook.query);
    const isSeen = isOther && service.queue.lookAtRest(webhook);
    service.webhooks.change(webhook, patch);
    // Where the old query can't be asked any more, the new one is asked of what came since.
    if (isSeen) rememberMatches({ db, lister }, webhook, next, faults);
    return service.webhooks.byKey(webhook.key) as Webhook;
  });
}

const reading = ({ reader }: Database) => ({ connection: reader, day: today() });

/** Notes which records match now: who subscribes is not told of those, but of what becomes of them. */
function rememberMatches(
  { db, lister }: Pick<Parts, "db" | "lister">,
  { key }: Webhook,
  subscription: Subscription,
  faults: Faults,
): void {
  const query = parseSubscription(subscription, reading(db), faults);
  const view = subscription.drafts ? "full" : "public";
  const keys = lister.keys(query, { ...reading(db), view }, null);
  new Matches(db).replace(key, keys);
}
