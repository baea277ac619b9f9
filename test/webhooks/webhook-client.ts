import type { FastifyInstance } from "fastify";
import type { DeliverySettings } from "../../src/webhooks/settings.ts";
import { appUnderTest, create, KEYED, patch, read, write } from "../app-under-test.ts";

/** Webhooks as the API serves them. */

export interface ServedWebhook {
  id: string;
  url: string;
  resource: string;
  query: object;
  drafts: boolean;
  description: string | null;
  enabled: boolean;
  disabled: { at: string; reason: string; detail: string } | null;
  waiting: number;
  last_success_at: string | null;
  last_failure_at: string | null;
  previous_expires_at: string | null;
  created_at: string;
  updated_at: string;
  links: { self: string; deliveries: string };
}

export interface MadeWebhook extends ServedWebhook {
  secret: string;
}

export interface ServedDelivery {
  id: string;
  webhook: string;
  type: string;
  seq: number | null;
  record: string | null;
  state: string;
  attempts: number;
  response_status: number | null;
  error: string | null;
  created_at: string;
  last_attempt_at: string | null;
  next_attempt_at: string | null;
  finished_at: string | null;
  links: { self: string };
}

interface Page<T> {
  data: T[];
  page: { limit: number; total: number; next: string | null };
}

interface Closing {
  teardown(handler: () => unknown): unknown;
}

/** Pauses that a test can wait for. */
const QUICK: Partial<DeliverySettings> = {
  allowPrivate: true,
  pauses: [30, 60, 90],
  timeout: 10_000,
  lookEvery: 20,
  lease: 5000,
};

/** An application without records that may send to the receivers of tests. */
export const webhookApp = (
  t: Closing,
  delivery: Partial<DeliverySettings> = {},
  environment: NodeJS.ProcessEnv = {},
): FastifyInstance => appUnderTest(t, { SEED: "false", ...environment }, { ...QUICK, ...delivery });

export const subscribe = (app: FastifyInstance, body: object): Promise<MadeWebhook> =>
  create<MadeWebhook>(app, "webhooks", body);

export const webhookNow = (app: FastifyInstance, { id }: { id: string }): Promise<ServedWebhook> =>
  read<ServedWebhook>(app, `/webhooks/${id}`, KEYED);

export const patchWebhook = (
  app: FastifyInstance,
  { id }: { id: string },
  body: object,
): Promise<ServedWebhook> => patch<ServedWebhook>(app, `/webhooks/${id}`, body);

/** The log of a webhook, the newest first. */
export const logOf = async (
  app: FastifyInstance,
  { id }: { id: string },
  query = "limit=200",
): Promise<ServedDelivery[]> =>
  (await read<Page<ServedDelivery>>(app, `/webhooks/${id}/deliveries?${query}`, KEYED)).data;

export const resend = (app: FastifyInstance, { links }: ServedDelivery) =>
  write(app, "POST", `${links.self}/resend`);
