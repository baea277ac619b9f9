import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { isObject } from "../fields/field.ts";
import { webhookOperations } from "../openapi/webhook-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults, oneOf, refuseParameters } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Lister } from "../query/list.ts";
import { single } from "../query/page-parameters.ts";
import { resources } from "../resources/index.ts";
import { codesOf, DELIVERY_STATES } from "../vocabularies.ts";
import { makeWebhook, patchWebhook } from "../webhooks/change.ts";
import type { DeliveryState } from "../webhooks/delivery-log.ts";
import type { WebhookService } from "../webhooks/service.ts";
import { webhookRotation } from "../webhooks/schemas.ts";
import { shownWebhook } from "../webhooks/shown.ts";
import type { Webhook } from "../webhooks/webhooks.ts";
import { requireScope } from "./authentication.ts";
import { answerNewestFirst, byTime, keepPrivate } from "./newest-first.ts";

/** What cursors of lists of webhooks are bound to. */
const LIST = "webhooks";

type WithId = { Params: { id: string } };
type WithDelivery = { Params: { id: string; delivery: string } };

interface Parts {
  db: Database;
  lister: Lister;
  cursorSecret: string;
  service: WebhookService;
}

/** The routes by which an administrator subscribes URLs to changes, and sees what was sent to them. */
export function webhookRoutes(app: FastifyInstance, parts: Parts): void {
  const { db, lister, cursorSecret, service } = parts;
  const { webhooks, deliveries, deliveryLog, deliverer } = service;

  /** The webhook that a path names. */
  function named(id: string): Webhook {
    const webhook = webhooks.find(id);
    if (webhook !== null) return webhook;
    throw new Problem("not-found", `There is no webhook '${id}'; /webhooks lists them.`);
  }

  /** Changes the webhook that a path names, which another process may delete at any other moment. */
  const changing = <T>(id: string, change: (webhook: Webhook) => T): T =>
    db.transaction(() => change(named(id)));

  const shown = (webhook: Webhook) =>
    shownWebhook(webhook, deliveryLog.count(webhook, "waiting"), new Date());

  /** With its secret, for the only time. */
  const withSecret = (webhook: Webhook) => ({ ...shown(webhook), secret: webhook.secret });

  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const webhook = makeWebhook(parts, request.body, faults);
    return reply.code(201).header("location", `/webhooks/${webhook.id}`).send(withSecret(webhook));
  }

  function answerList(request: FastifyRequest, reply: FastifyReply) {
    return answerNewestFirst(request, reply, [], () => ({
      name: LIST,
      cursorSecret,
      list: (limit, after) => webhooks.list(limit, byTime.placeOf(after)),
      positionOf: byTime.positionOf,
      count: () => webhooks.count(),
      shown,
    }));
  }

  function answerRead(request: FastifyRequest<WithId>, reply: FastifyReply) {
    refuseParameters(request);
    return reply.send(shown(named(request.params.id)));
  }

  function answerChange(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const webhook = changing(request.params.id, (before) =>
      patchWebhook(parts, before, request.body, faults),
    );
    service.wake();
    return reply.send(shown(webhook));
  }

  function answerRemove(request: FastifyRequest<WithId>, reply: FastifyReply) {
    refuseParameters(request);
    webhooks.remove(named(request.params.id).id);
    return reply.code(204).send();
  }

  function answerRotate(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const webhook = changing(request.params.id, (before) =>
      webhooks.rotate(before, webhookRotation.parseGrace(request.body, faults)),
    );
    return reply.send(withSecret(webhook));
  }

  function answerTest(request: FastifyRequest<WithId>, reply: FastifyReply) {
    refuseParameters(request);
    const delivery = changing(request.params.id, (webhook) =>
      deliveryLog.find(webhook, deliveries.queueTest(webhook)),
    )?.delivery;
    service.wake();
    return reply.code(202).send(delivery);
  }

  function answerDeliveries(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const webhook = named(request.params.id);
    return answerNewestFirst(request, reply, ["state"], (query, faults) => {
      const state = parseState(query, faults);
      return {
        name: `${LIST} ${webhook.id} ${state}`,
        cursorSecret,
        list: (limit, after) => deliveryLog.list(webhook, state, limit, after && Number(after[0])),
        positionOf: ({ key }) => [key],
        count: () => deliveryLog.count(webhook, state),
        shown: ({ delivery }) => delivery,
      };
    });
  }

  function namedDelivery({ params }: FastifyRequest<WithDelivery>) {
    const webhook = named(params.id);
    const found = deliveryLog.find(webhook, params.delivery);
    if (found !== null) return { webhook, ...found };
    throw new Problem(
      "not-found",
      `The webhook '${webhook.id}' has no delivery '${params.delivery}', or not any more: see /webhooks/${webhook.id}/deliveries.`,
    );
  }

  function answerDelivery(request: FastifyRequest<WithDelivery>, reply: FastifyReply) {
    refuseParameters(request);
    const { webhook, row, delivery } = namedDelivery(request);
    const payload = deliverer.messageOf(webhook, row as never);
    return reply.send({ ...delivery, payload });
  }

  function answerResend(request: FastifyRequest<WithDelivery>, reply: FastifyReply) {
    refuseParameters(request);
    const { webhook, row, delivery } = namedDelivery(request);
    if (!webhook.enabled && delivery.seq !== null) {
      throw new Problem(
        "conflict",
        `The webhook '${webhook.id}' is off: switch it on (PATCH with {"enabled": true}), which sends all that waits.`,
      );
    }
    const ahead = deliveries.aheadOf(row);
    if (ahead !== null) {
      throw new Problem(
        "conflict",
        `An earlier delivery of the same record waits, and comes first: send '${ahead}'.`,
      );
    }
    db.transaction(() => deliveries.resend(row["key"] as number));
    service.wake();
    return reply.code(202).send(deliveryLog.find(webhook, delivery.id)?.delivery);
  }

  /** Reads what a query's search will look at, since the first look at it is within the write. */
  async function prepare({ body, params }: FastifyRequest): Promise<void> {
    if (!isObject(body) || !isObject(body["query"])) return;
    const known = webhooks.find((params as { id?: string }).id ?? "")?.resource;
    const name = known ?? body["resource"];
    const resource = resources.find((each) => each.name === name);
    if (resource) await lister.prepare(resource, body["query"]["q"]);
  }

  app.metrics.gauge({
    name: "webhook_deliveries_waiting",
    help: "Messages to webhooks that wait to be sent, also to those that are off.",
    across: "max",
    read: () => deliveryLog.countWaiting(),
  });
  app.metrics.gauge({
    name: "webhooks_disabled",
    help: "Webhooks that are off, whoever switched them off.",
    across: "max",
    read: () => webhooks.countDisabled(),
  });

  const admin = { onRequest: requireScope("admin"), onSend: keepPrivate };
  const path = "/webhooks/:id";
  const { create, list, read, change, remove, rotate, test, ...of } = webhookOperations;
  const config = { answersSecret: true };
  app.post("/webhooks", { ...admin, config, preHandler: prepare, schema: create }, answerCreate);
  app.get("/webhooks", { ...admin, schema: list }, answerList);
  app.get<WithId>(path, { ...admin, schema: read }, answerRead);
  app.patch<WithId>(path, { ...admin, preHandler: prepare, schema: change }, answerChange);
  app.delete<WithId>(path, { ...admin, schema: remove }, answerRemove);
  app.post<WithId>(`${path}/rotate`, { ...admin, config, schema: rotate }, answerRotate);
  app.post<WithId>(`${path}/test`, { ...admin, schema: test }, answerTest);
  app.get<WithId>(`${path}/deliveries`, { ...admin, schema: of.deliveries }, answerDeliveries);
  const one = `${path}/deliveries/:delivery`;
  app.get<WithDelivery>(one, { ...admin, schema: of.delivery }, answerDelivery);
  app.post<WithDelivery>(`${one}/resend`, { ...admin, schema: of.resend }, answerResend);
}

function parseState(query: RawQuery, faults: Faults): DeliveryState | null {
  const text = single(query, "state", faults);
  const states = codesOf(DELIVERY_STATES);
  const state = states.find((each) => each === text);
  if (state !== undefined || text === null) return state ?? null;
  faults.parameter("state", `There is no state '${text}'.`, () => oneOf(states, text));
  return null;
}
