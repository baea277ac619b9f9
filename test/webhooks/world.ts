import type { FastifyInstance } from "fastify";
import { create } from "../app-under-test.ts";
import { Receiver, until } from "./receiver.ts";
import type { MadeWebhook } from "./webhook-client.ts";
import { subscribe, webhookApp, webhookNow } from "./webhook-client.ts";

interface Closing {
  teardown(handler: () => unknown): unknown;
}

interface World {
  app: FastifyInstance;
  receiver: Receiver;
  webhook: MadeWebhook;
}

/** An app, a receiver, and a webhook that tells it of topics. */
export async function world(
  t: Closing,
  delivery: Parameters<typeof webhookApp>[1] = {},
): Promise<World> {
  const app = webhookApp(t, delivery);
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, resource: "topics" });
  return { app, receiver, webhook };
}

export const topic = (app: FastifyInstance, name: string) => create(app, "topics", { name });

export const untilOff = (app: FastifyInstance, webhook: MadeWebhook) =>
  until(async () => !(await webhookNow(app, webhook)).enabled, "the webhook to be off");
