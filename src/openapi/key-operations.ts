import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { answer, emptyAnswer, jsonBody, problemAnswers } from "./answers.ts";
import { pageQuerySchema } from "./parameters.ts";
import { WITH_SCOPE } from "./security.ts";

const about = { tags: ["keys"], security: WITH_SCOPE.admin };
const params = Type.Object({
  id: Type.String({ description: "The id of the key, which is not its secret." }),
});

/** The operations on API keys, described. */
export const keyOperations = {
  create: {
    ...about,
    operationId: "createApiKey",
    summary: "Make an API key",
    description: "The answer shows its secret, as `key`, and nothing ever shows it again.",
    body: jsonBody("ApiKeyCreate"),
    response: {
      201: answer(
        {
          description: "The key with its secret.",
          headers: { Location: Type.String({ description: "Its path." }) },
        },
        "ApiKeyMade",
      ),
      ...problemAnswers("invalid-request", "not-allowed", "too-large", "unsupported-media-type"),
    },
  },
  list: {
    ...about,
    operationId: "listApiKeys",
    summary: "List API keys",
    description: "From the newest on, those that were revoked too.",
    querystring: pageQuerySchema,
    response: {
      200: answer({ description: "A page of keys." }, "ApiKeyList"),
      ...problemAnswers("invalid-request", "not-allowed"),
    },
  },
  read: {
    ...about,
    operationId: "readApiKey",
    summary: "Read an API key",
    description: "All but its secret.",
    params,
    response: {
      200: answer({ description: "The key." }, "ApiKey"),
      ...problemAnswers("invalid-request", "not-allowed", "not-found"),
    },
  },
  rotate: {
    ...about,
    operationId: "rotateApiKey",
    summary: "Give an API key another secret",
    description:
      "The answer shows the new secret, as `key`, once. The one before goes on for `grace_seconds`, a day unless given, so that clients can change over; one from before that ends at once. Id, scopes and expiry stay.",
    params,
    body: jsonBody("ApiKeyRotation"),
    response: {
      200: answer({ description: "The key with its new secret." }, "ApiKeyMade"),
      ...problemAnswers(
        ...(["invalid-request", "not-allowed", "not-found", "conflict"] as const),
        ...(["too-large", "unsupported-media-type"] as const),
      ),
    },
  },
  revoke: {
    ...about,
    operationId: "revokeApiKey",
    summary: "Revoke an API key",
    description: "It ends at once and stays in the list as revoked.",
    params,
    response: {
      204: emptyAnswer({ description: "It is revoked." }),
      ...problemAnswers(
        "invalid-request",
        "not-allowed",
        "not-found",
        "too-large",
        "unsupported-media-type",
      ),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
