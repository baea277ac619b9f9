import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Resource } from "../resources/define.ts";
import { schemaNames } from "../resources/schemas.ts";
import { withArticle } from "../values/words.ts";
import { answer, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import { dayQuerySchema, enumOf, pageProperties, querySchema } from "./parameters.ts";
import { ifMatchHeader } from "./resource-operations.ts";
import { ANYBODY, WITH_SCOPE } from "./security.ts";

/** The kinds of change, to who sees them. */
const ACTIONS = ["create", "update", "delete", "merge"];

const revisionsQuerySchema = querySchema({
  ...pageProperties,
  limit: {
    ...(pageProperties["limit"] as TSchema),
    description: "How many versions a page has at most; it has fewer where they are large.",
  } as TSchema,
});

const anything = (description: string): TSchema => ({ description }) as unknown as TSchema;

/** What every change says of itself. */
const CHANGE = {
  seq: Type.Integer({
    minimum: 1,
    description: "Its number: changes are counted in the order in which they were committed.",
  }),
  at: Type.String({ format: "date-time", description: "When it was written." }),
  action: enumOf(ACTIONS, {
    description:
      "What happened. Without a key, publishing is `create` and unpublishing is `delete`. What others say of a record, such as an inverse relation, is an `update` that does not move its revision.",
  }),
  revision: Type.Integer({ minimum: 1, description: "The record's revision after it." }),
  merged_into: {
    type: ["string", "null"],
    description: "For a `merge`: the id of the record that took its place; else null.",
  } as unknown as TSchema,
  written_by: Type.Optional({
    type: ["string", "null"],
    description:
      "The id of the API key that wrote; null for what the service did itself. Only with a key.",
  } as unknown as TSchema),
};

/** The components of the document that histories are made of. */
export const historySchemas: readonly TSchema[] = [
  Type.Object(
    {
      ...CHANGE,
      changes: Type.Array(
        Type.Object(
          {
            field: Type.String({ description: "The field that differs." }),
            before: anything("What it was; links by their ids."),
            after: anything("What it is from then on."),
          },
          { additionalProperties: false },
        ),
        { description: "What differs from the version before; empty where there is none." },
      ),
    },
    {
      $id: "Revision",
      title: "Revision",
      description: "A version of a record.",
      additionalProperties: false,
    },
  ),
  Type.Object(
    {
      ...CHANGE,
      resource: Type.String({ description: "The resource.", examples: ["items"] }),
      id: Type.String({ description: "The id of the record." }),
      data: {
        type: ["object", "null"],
        description:
          "The record after it, as its own path would give it, with the names that what it links to has now; null where it is gone or was erased.",
      } as unknown as TSchema,
    },
    {
      $id: "Change",
      title: "Change",
      description: "A change of a record.",
      additionalProperties: false,
    },
  ),
];

/** A page of the feed: where it goes on is a number, which holds for ever. */
export const changeListSchema: TSchema = Type.Object(
  {
    data: Type.Array({ $ref: "Change#" } as unknown as TSchema),
    page: Type.Object(
      {
        limit: Type.Integer({ minimum: 1 }),
        next: {
          type: ["string", "null"],
          description: "The `after` of the next page; null where there is none yet.",
        } as unknown as TSchema,
        reached: Type.Integer({
          minimum: 0,
          description:
            "All changes up to this one are here, or of no concern: go on after it, now or later.",
        }),
      },
      { additionalProperties: false },
    ),
  },
  { $id: "ChangeList", title: "ChangeList", additionalProperties: false },
);

/** The operations on a resource's history, described: all resources have the same. */
export function historyOperations(
  resource: Resource,
): Record<"list" | "read" | "restore", FastifySchema> {
  const { singular } = resource;
  const names = schemaNames(resource);
  const tags = [resource.name];
  const id = Type.String({
    description: `The id of the ${singular}; case does not matter.`,
    examples: [resource.example],
  });
  const revision = Type.Integer({
    minimum: 1,
    description: "The revision.",
    examples: [1],
  });
  const one = { params: Type.Object({ id, revision }) };
  return {
    list: {
      tags,
      operationId: `list${names.read}Revisions`,
      summary: `List the versions of ${withArticle(singular)}`,
      description: `Every version, the newest first: when it was written and what changed. Also of ${withArticle(singular)} that was deleted.`,
      security: ANYBODY,
      params: Type.Object({ id }),
      querystring: revisionsQuerySchema,
      response: {
        200: answer(
          {
            description: "A page of versions.",
            headers: {
              ...VALIDATORS,
              Link: Type.String({ description: 'The next page, `rel="next"` (RFC 8288).' }),
            },
          },
          "RevisionList",
        ),
        304: notModified,
        ...problemAnswers("merged", "invalid-request", "not-found", "gone"),
      },
    },
    read: {
      tags,
      operationId: `read${names.read}Revision`,
      summary: `Read a version of ${withArticle(singular)}`,
      description: `The ${singular} as it was recorded then, with the names that what it links to had.`,
      security: ANYBODY,
      ...one,
      ...(resource.takesDay ? { querystring: dayQuerySchema(resource) } : {}),
      response: {
        200: answer({ description: `The ${singular}.`, headers: VALIDATORS }, names.read),
        304: notModified,
        ...problemAnswers("merged", "invalid-request", "not-found", "gone"),
      },
    },
    restore: {
      tags,
      operationId: `restore${names.read}`,
      summary: `Restore a version of ${withArticle(singular)}`,
      description:
        "Writes it again as a new revision. What belonged to it and was deleted since comes back under a new id.",
      security: WITH_SCOPE.write,
      headers: ifMatchHeader,
      ...one,
      response: {
        200: answer(
          { description: `The ${singular} as it is now.`, headers: VALIDATORS },
          names.read,
        ),
        ...problemAnswers(
          "invalid-request",
          "not-allowed",
          "not-found",
          "conflict",
          "gone",
          "precondition-failed",
          "too-large",
          "unsupported-media-type",
        ),
      },
    },
  };
}
