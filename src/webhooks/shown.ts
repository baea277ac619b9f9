import type { Webhook } from "./webhooks.ts";

/** A webhook as it is shown: without its secrets. */
export function shownWebhook(webhook: Webhook, waiting: number, now: Date) {
  const { id, enabled, previous_expires_at: until } = webhook;
  const self = `/webhooks/${id}`;
  return {
    id,
    url: webhook.url,
    resource: webhook.resource,
    query: webhook.query,
    drafts: webhook.drafts,
    description: webhook.description,
    enabled,
    disabled: enabled
      ? null
      : {
          at: webhook.disabled_at,
          reason: webhook.disabled_reason,
          detail: webhook.disabled_detail,
        },
    waiting,
    last_success_at: webhook.last_success_at,
    last_failure_at: webhook.last_failure_at,
    previous_expires_at: until !== null && Date.parse(until) > now.getTime() ? until : null,
    created_at: webhook.created_at,
    updated_at: webhook.updated_at,
    links: { self, deliveries: `${self}/deliveries` },
  };
}
