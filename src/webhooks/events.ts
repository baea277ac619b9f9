import type { Change } from "../history/history.ts";
import { changesAfter } from "../history/history.ts";
import type { HistoryContext } from "../history/history.ts";
import type { Resource } from "../resources/define.ts";
import { resources } from "../resources/index.ts";

/** What is told to subscribers, in the form of the Standard Webhooks specification. */

export type Action = "create" | "update" | "delete" | "merge";

const PAST: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  merge: "merged",
};

/** The event that says only that events arrive. */
export const TEST_EVENT = "webhook.test";

/** The type of an event, such as `issuing_body.updated`. */
export const eventName = ({ singular }: Pick<Resource, "singular">, action: Action): string =>
  `${singular.replaceAll(" ", "_")}.${PAST[action]}`;

/** All types of events. */
export const EVENT_NAMES: readonly string[] = [
  ...resources.flatMap((resource) =>
    (Object.keys(PAST) as Action[]).map((action) => eventName(resource, action)),
  ),
  TEST_EVENT,
];

/** A message as it is sent. */
export interface WebhookMessage {
  type: string;
  timestamp: string;
  data: Change | { webhook: string };
}

/**
 * The message of a change, as `/changes` has that now: what was erased since is not in it.
 * @param action what the change is to the subscriber, which can be another than to the data set
 * @returns null where the view does not see the change
 */
export function messageOf(
  resource: Resource,
  seq: number,
  action: Action,
  context: HistoryContext,
): WebhookMessage | null {
  const [change] = changesAfter(seq - 1, 1, [resource.name], context).changes;
  if (change?.seq !== seq) return null;
  const isLeft = action === "delete" || action === "merge";
  const data: Change = {
    ...change,
    action,
    merged_into: action === "merge" ? change.merged_into : null,
    data: isLeft ? null : change.data,
  };
  return { type: eventName(resource, action), timestamp: change.at, data };
}

/** The message by which a webhook is tried. */
export const testMessage = (webhook: string, at: string): WebhookMessage => ({
  type: TEST_EVENT,
  timestamp: at,
  data: { webhook },
});
