import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { MOST_CHANGES, USUAL_CHANGES } from "../history/limits.ts";
import { resources } from "../resources/index.ts";
import { answer, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import { enumOf, querySchema } from "./parameters.ts";
import { ANYBODY } from "./security.ts";

const after = Type.Integer({
  minimum: 0,
  default: 0,
  description: "The `seq` of the last change that you have; 0 for all.",
});

const resource = Type.Array(enumOf(resources.map(({ name }) => name)), {
  description: "Only changes of these resources.",
  examples: [["items", "instruments"]],
});

/** The operations on the feed of changes, described. */
export const changeOperations = {
  list: {
    tags: ["changes"],
    operationId: "listChanges",
    summary: "Follow what changes",
    description:
      "Every create, update, delete and merge in the order in which they were committed, without gaps: who begins at 0, or at the `Changes-Seq` of an export, and goes on after `page.reached` holds the same data.",
    security: ANYBODY,
    querystring: querySchema({
      after,
      limit: Type.Integer({
        minimum: 1,
        maximum: MOST_CHANGES,
        default: USUAL_CHANGES,
        description: "How many changes a page has at most; it has fewer where they are large.",
      }),
      resource,
    }),
    response: {
      200: answer(
        {
          description: "A page of changes.",
          headers: {
            ...VALIDATORS,
            Link: Type.String({ description: 'The next page, `rel="next"` (RFC 8288).' }),
            "Changes-Seq": Type.Integer({ description: "The same as `page.reached`." }),
          },
        },
        "ChangeList",
      ),
      304: notModified,
      ...problemAnswers("invalid-request", "changes-lost"),
    },
  },
  stream: {
    tags: ["changes"],
    operationId: "streamChanges",
    summary: "Be told of what changes",
    description:
      "The same changes as server-sent events, as they are committed: `id` is the `seq`, `event` the action, `data` the change. A client that connects again goes on where it was.",
    security: ANYBODY,
    headers: Type.Object({
      "Last-Event-ID": Type.Optional(
        Type.String({
          description: "The `id` of the last event that you had, which wins over `after`.",
        }),
      ),
    }),
    querystring: querySchema({ after, resource }),
    response: {
      200: {
        description: "Events, for as long as you listen; a comment every 15 seconds of silence.",
        content: {
          "text/event-stream": {
            schema: Type.String({
              examples: ['id: 7\nevent: update\ndata: {"seq":7,"action":"update"}\n\n'],
            }),
          },
        },
      },
      ...problemAnswers("invalid-request", "changes-lost"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
