import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import { PROBLEMS } from "../problems/problems.ts";
import { notModified, problemAnswers } from "./answers.ts";
import { ANYBODY } from "./security.ts";

const about = { tags: ["service"], security: ANYBODY };

const json = (description: string, schema: TSchema, headers: Record<string, TSchema> = {}) => ({
  description,
  headers,
  content: { "application/json": { schema } },
});

const TAGGED = { ETag: Type.String({ description: "The entity tag." }) };

const healthy = (status: string) =>
  Type.Object(
    { status: { type: "string", enum: [status] } as unknown as TSchema },
    { additionalProperties: false },
  );

/** The operations about the service itself, described. */
export const serviceOperations = {
  index: {
    ...about,
    operationId: "readIndex",
    summary: "What is here",
    response: {
      200: json(
        "What this is, and the paths of all the rest.",
        Type.Object(
          {
            name: Type.String(),
            description: Type.String(),
            links: Type.Record(Type.String(), Type.String()),
          },
          { additionalProperties: false },
        ),
        {
          ...TAGGED,
          Link: Type.String({
            description:
              "What describes the API: `service-desc`, `service-doc`, `status` (RFC 8631) and `api-catalog` (RFC 9727).",
          }),
        },
      ),
      304: notModified,
      ...problemAnswers("invalid-request"),
    },
  },
  document: {
    ...about,
    operationId: "readOpenApi",
    summary: "This document",
    response: {
      200: json("The OpenAPI 3.1 document of this API.", Type.Object({}), TAGGED),
      304: notModified,
      ...problemAnswers("invalid-request"),
    },
  },
  problem: {
    ...about,
    operationId: "readProblem",
    summary: "What a kind of problem means",
    params: Type.Object({
      code: {
        type: "string",
        enum: Object.keys(PROBLEMS),
        description: "The last part of a problem's `type`.",
      } as unknown as TSchema,
    }),
    response: {
      200: json(
        "The kind of problem.",
        Type.Object(
          {
            type: Type.String({ format: "uri-reference" }),
            status: Type.Integer(),
            title: Type.String(),
            advice: Type.String({ description: "How such a problem is mended." }),
          },
          { additionalProperties: false },
        ),
        TAGGED,
      ),
      304: notModified,
      ...problemAnswers("invalid-request", "not-found"),
    },
  },
  metrics: {
    ...about,
    operationId: "readMetrics",
    summary: "What is measured, for Prometheus",
    description:
      "Of all processes that serve together: requests by method, route and status, how long they took, statements, what was found in memory, the database, the event loop, the process. With `METRICS=key` it needs a key with the scope `read`.",
    response: {
      200: {
        description: "The measurements, in the text format of Prometheus.",
        content: { "text/plain": { schema: Type.String() } },
      },
      ...problemAnswers("invalid-request", "not-allowed"),
    },
  },
  live: {
    ...about,
    operationId: "readLiveness",
    summary: "Whether the process answers",
    response: { 200: json("It does.", healthy("live")), ...problemAnswers("invalid-request") },
  },
  ready: {
    ...about,
    operationId: "readReadiness",
    summary: "Whether requests can come",
    description:
      "Not (503, with why) while the database can't be read or written, has a schema that is not this program's, while requests are turned away, and while the service ends.",
    response: {
      200: json("They can.", healthy("ready")),
      ...problemAnswers("invalid-request"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
