import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { codesOf, DELIVERY_STATES } from "../vocabularies.ts";
import { answer, emptyAnswer, jsonBody, problemAnswers } from "./answers.ts";
import { enumOf, pageProperties, pageQuerySchema, querySchema } from "./parameters.ts";
import { WITH_SCOPE } from "./security.ts";

const about = { tags: ["webhooks"], security: WITH_SCOPE.admin };

const id = Type.String({ description: "The id of the webhook." });
const ofWebhook = Type.Object({ id });
const ofDelivery = Type.Object({
  id,
  delivery: Type.String({ description: "The id of the delivery, `webhook-id` in its headers." }),
});

const REFUSALS = ["invalid-request", "not-allowed", "not-found"] as const;
const OF_BODIES = ["too-large", "unsupported-media-type"] as const;

/** The operations on webhooks, described. */
export const webhookOperations = {
  create: {
    ...about,
    operationId: "createWebhook",
    summary: "Subscribe to changes",
    description:
      "From then on, changes of the records that the query matches are sent to the URL. The answer shows the secret that signs them, and nothing ever shows it again.",
    body: jsonBody("WebhookCreate"),
    response: {
      201: answer(
        {
          description: "The webhook with its secret.",
          headers: { Location: Type.String({ description: "Its path." }) },
        },
        "WebhookMade",
      ),
      ...problemAnswers("invalid-request", "not-allowed", ...OF_BODIES),
    },
  },
  list: {
    ...about,
    operationId: "listWebhooks",
    summary: "List webhooks",
    description: "From the newest on.",
    querystring: pageQuerySchema,
    response: {
      200: answer({ description: "A page of webhooks." }, "WebhookList"),
      ...problemAnswers("invalid-request", "not-allowed"),
    },
  },
  read: {
    ...about,
    operationId: "readWebhook",
    summary: "Read a webhook",
    description: "All but its secret.",
    params: ofWebhook,
    response: {
      200: answer({ description: "The webhook." }, "Webhook"),
      ...problemAnswers(...REFUSALS),
    },
  },
  change: {
    ...about,
    operationId: "changeWebhook",
    summary: "Change a webhook, or switch it on or off",
    description:
      "A merge patch (RFC 7396), but for the query, which is replaced as a whole. Another query or `drafts` holds for what is written from then on; what waits is sent. What is written while it is off waits: switched on, it goes on with the oldest. Another URL has all that waits sent at once.",
    params: ofWebhook,
    body: jsonBody("WebhookPatch", "application/merge-patch+json"),
    response: {
      200: answer({ description: "The webhook." }, "Webhook"),
      ...problemAnswers(...REFUSALS, ...OF_BODIES),
    },
  },
  remove: {
    ...about,
    operationId: "deleteWebhook",
    summary: "Delete a webhook",
    description: "With its log and all that waits.",
    params: ofWebhook,
    response: {
      204: emptyAnswer({ description: "It is gone." }),
      ...problemAnswers(...REFUSALS, ...OF_BODIES),
    },
  },
  rotate: {
    ...about,
    operationId: "rotateWebhookSecret",
    summary: "Replace a webhook's secret",
    description:
      "The answer shows the new secret, once. For `grace_seconds` each message is signed by both, so a receiver can change over at any time in between. There are two secrets at most: rotating again ends the older one.",
    params: ofWebhook,
    body: jsonBody("WebhookRotation"),
    response: {
      200: answer({ description: "The webhook with its new secret." }, "WebhookMade"),
      ...problemAnswers(...REFUSALS, ...OF_BODIES),
    },
  },
  test: {
    ...about,
    operationId: "testWebhook",
    summary: "Send a test",
    description:
      "Sends an event of the type `webhook.test` once, also where the webhook is off. What came of it is in the log.",
    params: ofWebhook,
    response: {
      202: answer({ description: "The delivery, which waits." }, "WebhookDelivery"),
      ...problemAnswers(...REFUSALS, ...OF_BODIES),
    },
  },
  deliveries: {
    ...about,
    operationId: "listWebhookDeliveries",
    summary: "List what was sent, and what waits",
    description:
      "From the newest on. What was taken or given up is kept for 30 days, and of each webhook the newest 100,000.",
    params: ofWebhook,
    querystring: querySchema({
      state: enumOf(codesOf(DELIVERY_STATES), { description: "Only those in this state." }),
      ...pageProperties,
    }),
    response: {
      200: answer({ description: "A page of deliveries." }, "WebhookDeliveryList"),
      ...problemAnswers(...REFUSALS),
    },
  },
  delivery: {
    ...about,
    operationId: "readWebhookDelivery",
    summary: "Read a delivery",
    description: "With its body, as it would be sent now.",
    params: ofDelivery,
    response: {
      200: answer({ description: "The delivery." }, "WebhookDeliveryWhole"),
      ...problemAnswers(...REFUSALS),
    },
  },
  resend: {
    ...about,
    operationId: "resendWebhookDelivery",
    summary: "Send again",
    description:
      "Sends a delivery now, whatever came of it, under the same `webhook-id`; if it fails, it is tried again like any other. 409 where an earlier one of the same record waits, or the webhook is off.",
    params: ofDelivery,
    response: {
      202: answer({ description: "The delivery, which waits." }, "WebhookDelivery"),
      ...problemAnswers(...REFUSALS, "conflict", ...OF_BODIES),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;

const header = (name: string, description: string) => ({
  name,
  in: "header" as const,
  required: true,
  description,
  schema: { type: "string" as const },
});

/** What is sent to others: the top level `webhooks` of an OpenAPI 3.1 document. */
export const webhookEvents = {
  change: {
    post: {
      operationId: "receiveChange",
      tags: ["webhooks"],
      summary: "A record changed",
      description:
        "Sent by the Standard Webhooks specification: check the signature before you read the body, by one of its libraries. Changes of one record arrive in their order; those of different records may overtake one another. Each arrives at least once, with the same `webhook-id` at each attempt. Answer 2xx within 15 seconds. Any other answer, a redirect too, is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, or what `Retry-After` says where that is later; 410 switches the webhook off.",
      security: [],
      parameters: [
        header("webhook-id", "The id of the message, the same at each attempt."),
        header("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
        header(
          "webhook-signature",
          "`v1,` and the HMAC-SHA256 of `{id}.{timestamp}.{body}` in Base64; several with spaces between while a secret is being replaced.",
        ),
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/WebhookEvent" } },
        },
      },
      responses: {
        "2XX": { description: "It was taken." },
        "410": { description: "Nothing more is to be sent." },
      },
    },
  },
};
