import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { MOST_CHANGES, USUAL_CHANGES } from "../history/limits.ts";
import { resources } from "../resources/index.ts";
import { answer, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import { enumOf, querySchema } from "./parameters.ts";
import { ANYBODY } from "./security.ts";

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
      after: Type.Integer({
        minimum: 0,
        default: 0,
        description: "The `seq` of the last change that you have; 0 for all.",
      }),
      limit: Type.Integer({
        minimum: 1,
        maximum: MOST_CHANGES,
        default: USUAL_CHANGES,
        description: "How many changes a page has at most.",
      }),
      resource: Type.Array(enumOf(resources.map(({ name }) => name)), {
        description: "Only changes of these resources.",
        examples: [["items", "instruments"]],
      }),
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
      ...problemAnswers("invalid-request"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
