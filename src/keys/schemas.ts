import { Type } from "typebox";
import { orNull } from "../fields/scalars.ts";
import { codesOf, SCOPES } from "../vocabularies.ts";
import { rotationForm } from "./rotation.ts";

/** JSON Schemas of API keys, for the OpenAPI document and for checking what is sent. */

const SCOPE_LIST = Object.entries(SCOPES)
  .map(([scope, meaning]) => `- \`${scope}\`: ${meaning}`)
  .join("\n");

const name = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "What the key is for, or whose it is.",
  examples: ["Newsletter editors"],
});

const scopes = Type.Array(Type.Enum(codesOf(SCOPES)), {
  minItems: 1,
  uniqueItems: true,
  description: `What the key may do.\n\n${SCOPE_LIST}`,
  examples: [["write"]],
});

const moment = (description: string) => Type.String({ format: "date-time", description });

const expiresAt = orNull(moment("From when on it holds no more; null for never."));

const properties = {
  id: Type.String({ description: "Made from the name.", examples: ["newsletter-editors"] }),
  name,
  scopes,
  created_at: moment("When it was made."),
  expires_at: expiresAt,
  revoked_at: orNull(moment("When it was revoked, or null.")),
  last_used_at: orNull(moment("When it was last used, to within a minute; null for never.")),
  rotated_at: orNull(moment("When it last got a new secret, or null.")),
  previous_expires_at: orNull(
    moment("Until when the secret before that holds, or held; null if there was none."),
  ),
  links: Type.Object(
    { self: Type.String({ examples: ["/keys/newsletter-editors"] }) },
    { additionalProperties: false },
  ),
};

export const apiKeySchema = Type.Object(properties, {
  $id: "ApiKey",
  title: "ApiKey",
  description: "An API key. Its secret is shown once, when it is made.",
  additionalProperties: false,
});

export const newApiKeySchema = Type.Object(
  { name, scopes, expires_at: Type.Optional(expiresAt) },
  { $id: "ApiKeyCreate", title: "ApiKeyCreate", additionalProperties: false },
);

export const madeApiKeySchema = Type.Object(
  {
    ...properties,
    key: Type.String({
      description: "The secret, to be sent as `Authorization: Bearer …`. It is not shown again.",
    }),
  },
  { $id: "ApiKeyMade", title: "ApiKeyMade", additionalProperties: false },
);

export const keyRotation = rotationForm({
  name: "ApiKeyRotation",
  title: "How the secret of a key is replaced.",
  grace: "For how many seconds the secret before goes on; 0 ends it at once.",
  mostGrace: 7_776_000,
});
