import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import type { Resource } from "../resources/define.ts";
import { schemaNames } from "../resources/schemas.ts";
import { withArticle } from "../values/words.ts";
import { answer, emptyAnswer, problemAnswers, VALIDATORS } from "./answers.ts";
import { ifMatchHeader } from "./resource-operations.ts";
import { WITH_SCOPE } from "./security.ts";

/** The operations that merge records and erase what was deleted, described. */
export function mergeOperations(resource: Resource): Record<"merge" | "purge", FastifySchema> {
  const { singular } = resource;
  const names = schemaNames(resource);
  const about = {
    tags: [resource.name],
    security: WITH_SCOPE.write,
    params: Type.Object({
      id: Type.String({
        description: `The id of the ${singular}; case does not matter.`,
        examples: [resource.example],
      }),
    }),
  };
  const problems = [
    ...(["invalid-request", "not-allowed", "not-found", "conflict", "too-large"] as const),
    "unsupported-media-type",
  ] as const;
  return {
    merge: {
      ...about,
      operationId: `merge${names.read}`,
      summary: `Merge ${withArticle(singular)} into another`,
      description: `The other one takes its links, what belongs to it, and its id and names as aliases. Reading it answers 308 from then on.`,
      headers: ifMatchHeader,
      body: {
        content: {
          "application/json": {
            schema: Type.Object(
              { into: Type.String({ description: `The ${singular} that takes its place.` }) },
              { additionalProperties: false },
            ),
          },
        },
      },
      response: {
        200: answer(
          { description: `The other ${singular} as it is now.`, headers: VALIDATORS },
          names.read,
        ),
        ...problemAnswers(...problems, "gone", "precondition-failed"),
      },
    },
    purge: {
      ...about,
      operationId: `purge${names.read}`,
      security: WITH_SCOPE.admin,
      summary: `Erase ${withArticle(singular)} that was deleted`,
      description: `Erases what it said from its history; what is left is that it was there, and when it was deleted. Needs the scope \`admin\`.`,
      response: {
        204: emptyAnswer({ description: "It is erased." }),
        ...problemAnswers(...problems),
      },
    },
  };
}
