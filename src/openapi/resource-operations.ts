import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Extent } from "../formats/format.ts";
import { formatsOf } from "../formats/index.ts";
import type { Resource } from "../resources/define.ts";
import { schemaNames } from "../resources/schemas.ts";
import { withArticle } from "../values/words.ts";
import {
  answer,
  emptyAnswer,
  jsonBody,
  notModified,
  problemAnswers,
  VALIDATORS,
} from "./answers.ts";
import { listQuerySchema, recordQuerySchema } from "./parameters.ts";
import { ANYBODY, WITH_SCOPE } from "./security.ts";

export const ifMatchHeader = Type.Object({
  "If-Match": Type.Optional(
    Type.String({
      description:
        'The entity tag of the record as you read it, or its revision such as `"3"`: if the record has changed since, the answer is 412 and nothing is written.',
    }),
  ),
});

const DISPOSITION = Type.String({
  description: "A name for the file, of formats that are saved to one (RFC 6266).",
});

/** The headers of lists in other formats than JSON. */
const EXPORT_HEADERS: Record<string, TSchema> = {
  "Content-Disposition": DISPOSITION,
  "Changes-Seq": Type.Integer({
    description:
      "In formats other than JSON: the data set's revision when the answer was begun. What is written while it is sent may be in it or not; the changes after this number are all that it can miss.",
  }),
};

/** The other formats of a resource by their media types. */
const formatContent = (resource: Resource, extent: Extent) =>
  Object.fromEntries(
    formatsOf(resource, extent).map(({ mediaType, schema }) => [mediaType, { schema }]),
  );

/** The operations of a resource, described: all resources have the same. */
export function resourceOperations(
  resource: Resource,
): Record<"list" | "create" | "read" | "replace" | "patch" | "remove", FastifySchema> {
  const { singular } = resource;
  const one = withArticle(singular);
  const names = schemaNames(resource);
  const tags = [resource.name];
  const params = Type.Object({
    id: Type.String({
      description: `The id of the ${singular}; case does not matter.`,
      examples: [resource.example],
    }),
  });
  const written = answer(
    { description: `The ${singular} as it is now.`, headers: VALIDATORS },
    names.read,
  );
  return {
    list: {
      tags,
      operationId: `list${names.plural}`,
      summary: `List ${resource.name.replaceAll("-", " ")}`,
      description: resource.description,
      security: ANYBODY,
      querystring: listQuerySchema(resource),
      response: {
        200: {
          description:
            "A page of the list; in another format all that matches, or the first of it where the format says so.",
          headers: {
            ...VALIDATORS,
            Link: Type.String({ description: 'The next page, `rel="next"` (RFC 8288).' }),
            ...EXPORT_HEADERS,
          },
          content: { ...jsonBody(names.list).content, ...formatContent(resource, "list") },
        },
        304: notModified,
        ...problemAnswers("invalid-request"),
      },
    },
    create: {
      tags,
      operationId: `create${names.read}`,
      summary: `Create ${one}`,
      description: "The id is derived where none is given.",
      security: WITH_SCOPE.write,
      body: jsonBody(names.create),
      response: {
        201: answer(
          {
            description: `The ${singular} as it was made.`,
            headers: { ...VALIDATORS, Location: Type.String({ description: "Its path." }) },
          },
          names.read,
        ),
        ...writeProblems("conflict"),
      },
    },
    read: {
      tags,
      operationId: `read${names.read}`,
      summary: `Read ${one}`,
      description: `The whole ${singular}, or the fields that \`fields\` names.`,
      security: ANYBODY,
      params,
      querystring: recordQuerySchema(resource),
      response: {
        200: {
          description: `The ${singular}.`,
          headers: { ...VALIDATORS, "Content-Disposition": DISPOSITION },
          content: {
            "application/json": {
              schema: { anyOf: [{ $ref: `${names.read}#` }, { $ref: `${names.selection}#` }] },
            },
            ...formatContent(resource, "record"),
          },
        },
        304: notModified,
        ...problemAnswers("merged", "invalid-request", "not-found", "gone"),
      },
    },
    replace: {
      tags,
      operationId: `replace${names.read}`,
      summary: `Replace ${one}`,
      description:
        "What is left out becomes absent. What was read can be sent back as it is: that changes nothing.",
      security: WITH_SCOPE.write,
      headers: ifMatchHeader,
      params,
      body: jsonBody(names.replace),
      response: { 200: written, ...changeProblems },
    },
    patch: {
      tags,
      operationId: `patch${names.read}`,
      summary: `Change ${one}`,
      description:
        "A JSON merge patch (RFC 7396): only the fields that are named change, null empties one, lists are replaced as a whole.",
      security: WITH_SCOPE.write,
      headers: ifMatchHeader,
      params,
      body: jsonBody(names.patch, "application/merge-patch+json"),
      response: { 200: written, ...changeProblems },
    },
    remove: {
      tags,
      operationId: `delete${names.read}`,
      summary: `Delete ${one}`,
      description:
        "Refused while other records refer to it. Its id is never given again and answers 410 from then on.",
      security: WITH_SCOPE.write,
      headers: ifMatchHeader,
      params,
      response: {
        204: emptyAnswer({ description: "It is deleted." }),
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

const writeProblems = (...more: Parameters<typeof problemAnswers>) =>
  problemAnswers("invalid-request", "not-allowed", "too-large", "unsupported-media-type", ...more);

const changeProblems = writeProblems("not-found", "conflict", "gone", "precondition-failed");
