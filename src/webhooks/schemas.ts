import type { TSchema } from "typebox";
import { Type } from "typebox";
import { orNull } from "../fields/scalars.ts";
import { rotationForm } from "../keys/rotation.ts";
import { enumOf } from "../openapi/parameters.ts";
import { resources } from "../resources/index.ts";
import { codesOf, DELIVERY_STATES, DISABLED_REASONS } from "../vocabularies.ts";
import { EVENT_NAMES, TEST_EVENT } from "./events.ts";

/** JSON Schemas of webhooks, for the OpenAPI document and for checking what is sent. */

const listed = (vocabulary: Readonly<Record<string, string>>) =>
  Object.entries(vocabulary)
    .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
    .join("\n");

const moment = (description: string) => Type.String({ format: "date-time", description });

const url = Type.String({
  minLength: 1,
  maxLength: 2000,
  description:
    "Where events are sent by `POST`: an `https` URL of a host with a public address, without user, password and fragment. Redirects are not followed.",
  examples: ["https://example.org/hooks/legal-developments"],
});

const resource = enumOf(
  resources.map(({ name }) => name),
  { description: "Of what records; it can't be changed.", examples: ["items"] },
);

const query = Type.Object(
  {},
  {
    additionalProperties: true,
    description:
      "Of which of them: the filters of the resource's list and `q`, as `POST /{resource}/query` takes them. `{}` for all.",
    examples: [{ topic: "personal-information", kind: ["enforcement", "case"] }],
  },
);

const drafts = Type.Boolean({
  description:
    "Whether drafts exist for it. If not, publishing is the `create` and unpublishing the `delete`. If so, `state` in the query can narrow it down, and changes say who wrote.",
});

const description = orNull(
  Type.String({ maxLength: 500, description: "What it is for, for people." }),
);

const enabled = Type.Boolean({
  description: "Whether it is on. Switched on again, it goes on with all that has waited.",
});

const links = (properties: Record<string, TSchema>) =>
  Type.Object(properties, { additionalProperties: false });

const path = (example: string) => Type.String({ examples: [example] });

const properties = {
  id: Type.String({
    description: "Made from the URL's host.",
    examples: ["example-org-3f9a2c"],
  }),
  url,
  resource,
  query,
  drafts,
  description,
  enabled,
  disabled: orNull(
    Type.Object(
      {
        at: moment("Since when."),
        reason: enumOf(codesOf(DISABLED_REASONS), {
          description: `Why.\n\n${listed(DISABLED_REASONS)}`,
        }),
        detail: Type.String({ description: "The same in words." }),
      },
      { additionalProperties: false, description: "Since when and why it is off; null while on." },
    ),
  ),
  waiting: Type.Integer({ minimum: 0, description: "How many deliveries wait." }),
  last_success_at: orNull(moment("When something was taken last.")),
  last_failure_at: orNull(moment("When something was not taken last.")),
  previous_expires_at: orNull(
    moment("Until when the secret before the last rotation goes on signing; null if it doesn't."),
  ),
  created_at: moment("When it was made."),
  updated_at: moment("When it was changed last, or switched on or off."),
  links: links({
    self: path("/webhooks/example-org-3f9a2c"),
    deliveries: path("/webhooks/example-org-3f9a2c/deliveries"),
  }),
};

const secret = Type.String({
  description:
    "The secret that signs, as the libraries of Standard Webhooks take it. It is not shown again.",
  examples: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="],
});

const named = (name: string, description: string) => ({
  $id: name,
  title: name,
  description,
  additionalProperties: false,
});

const webhookSchema = Type.Object(
  properties,
  named("Webhook", "A subscription to changes of records. Its secret is shown once."),
);

const madeWebhookSchema = Type.Object(
  { ...properties, secret },
  named("WebhookMade", "A webhook with the secret that was made for it."),
);

export const newWebhookSchema = Type.Object(
  {
    url,
    resource,
    query: Type.Optional(query),
    drafts: Type.Optional(drafts),
    description: Type.Optional(description),
    enabled: Type.Optional(enabled),
  },
  named("WebhookCreate", "What a webhook is made from."),
);

export const webhookPatchSchema = Type.Object(
  {
    url: Type.Optional(url),
    query: Type.Optional(query),
    drafts: Type.Optional(drafts),
    description: Type.Optional(description),
    enabled: Type.Optional(enabled),
  },
  named("WebhookPatch", "What of a webhook is changed. The query is replaced as a whole."),
);

export const webhookRotation = rotationForm({
  name: "WebhookRotation",
  title: "How the secret of a webhook is replaced.",
  grace:
    "For how many seconds the secret that is replaced goes on signing beside the new one. 0 ends it at once, which is right where it leaked.",
  mostGrace: 604_800,
});

const delivery = {
  id: Type.String({
    description: "The header `webhook-id` of each attempt.",
    examples: ["msg_9a0b5b1e-3c1f-8d3a-9f2e-0c8f6f1c2d3e"],
  }),
  webhook: Type.String({ description: "The id of the webhook." }),
  type: enumOf(EVENT_NAMES, { description: "The type of the event." }),
  seq: orNull(Type.Integer({ minimum: 1, description: "The change, as in `/changes`." })),
  record: orNull(Type.String({ description: "The id of the record that changed." })),
  state: enumOf(codesOf(DELIVERY_STATES), { description: listed(DELIVERY_STATES) }),
  attempts: Type.Integer({ minimum: 0, description: "How often it was sent." }),
  response_status: orNull(Type.Integer({ description: "What the last attempt was answered." })),
  error: orNull(Type.String({ description: "Why the last attempt failed." })),
  created_at: moment("When it was queued."),
  last_attempt_at: orNull(moment("When it was sent last.")),
  next_attempt_at: orNull(
    moment("When it is sent again; null where it is done, or waits for an earlier one."),
  ),
  finished_at: orNull(moment("When it was taken or given up.")),
  links: links({ self: path("/webhooks/example-org-3f9a2c/deliveries/msg_…") }),
};

const eventSchema = Type.Object(
  {
    type: enumOf(EVENT_NAMES, {
      description:
        "`created`: the record begins to be among those that the query matches. `updated`: it was and is. `deleted`: it ceases to be, or is gone. `merged`: another record took its place.",
    }),
    timestamp: moment("When the change was written."),
    data: {
      anyOf: [
        { $ref: "Change#" },
        Type.Object({ webhook: Type.String() }, { additionalProperties: false }),
      ],
      description: `The change; of \`${TEST_EVENT}\`, which webhook it is of.`,
    } as unknown as TSchema,
  },
  named("WebhookEvent", "What is sent to a webhook's URL."),
);

const reference = (name: string): TSchema => ({ $ref: `${name}#` }) as unknown as TSchema;

/** The components of the document that webhooks are made of. */
export const webhookSchemas: readonly TSchema[] = [
  webhookSchema,
  madeWebhookSchema,
  newWebhookSchema,
  webhookPatchSchema,
  webhookRotation.schema,
  eventSchema,
  Type.Object(delivery, named("WebhookDelivery", "A message to a webhook's URL.")),
  Type.Object(
    {
      ...delivery,
      payload: {
        anyOf: [reference("WebhookEvent"), { type: "null" }],
        description:
          "The body as it would be sent now; null where the webhook may not see the change any more.",
      } as unknown as TSchema,
    },
    named("WebhookDeliveryWhole", "A message with its body."),
  ),
];
