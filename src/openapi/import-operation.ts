import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Parameter } from "../imports/importer.ts";
import { IMPORTERS } from "../imports/importers.ts";
import { parametersOf, SHARED } from "../imports/parameters.ts";
import { problemAnswers } from "./answers.ts";
import { enumOf, querySchema } from "./parameters.ts";
import { WITH_SCOPE } from "./security.ts";

/** The components that imports answer with, each once. */
export const importSchemas: TSchema[] = [...new Set(IMPORTERS.map(({ answer }) => answer))];

const idOf = (schema: TSchema): string => String((schema as { $id?: string }).$id);

/** A parameter, and for which kinds of file it is where it is not for all. */
function described(name: string, parameter: Parameter): TSchema {
  const takers = IMPORTERS.filter((importer) => name in parametersOf(importer));
  const types = takers.map(({ mediaType }) => `\`${mediaType}\``).join(", ");
  const only = takers.length === IMPORTERS.length ? "" : ` Of ${types}.`;
  const description = parameter.description + only;
  switch (parameter.kind) {
    case "flag":
      return Type.Boolean({ default: false, description });
    case "choice": {
      const usual = parameter.usual === null ? {} : { default: parameter.usual };
      return enumOf(parameter.choices, { description, ...usual });
    }
    case "document":
      return Type.String({ description, contentMediaType: "application/json" });
    case "text":
      return Type.String({ description, minLength: 1 });
  }
}

const parameters = Object.fromEntries(
  IMPORTERS.flatMap((importer) => Object.entries({ ...importer.parameters, ...SHARED })).map(
    ([name, parameter]) => [name, described(name, parameter)],
  ),
);

const kinds = IMPORTERS.map(({ mediaType, description }) => `- \`${mediaType}\`: ${description}`);

/** The operation that imports files, described. */
export const importOperation: FastifySchema & { operationId: string } = {
  tags: ["imports"],
  operationId: "importFile",
  summary: "Import a file",
  description: `Imports many records in one transaction: all that is written is there at once, or nothing is. The media type says what the body is:

${kinds.join("\n")}

It is answered when all is written. One import runs at a time; while it does, reading goes on, and other writes wait a short time and are answered 503 then. Whoever hangs up before the answer has written nothing, unless it was under way already.`,
  security: WITH_SCOPE.write,
  querystring: querySchema(parameters),
  body: {
    content: Object.fromEntries(
      IMPORTERS.map(({ mediaType, description }) => [
        mediaType,
        { schema: Type.String({ description }) },
      ]),
    ),
  },
  response: {
    200: {
      description: "What became of it.",
      content: {
        "application/json": {
          schema:
            importSchemas.length === 1
              ? { $ref: `${idOf(importSchemas[0] as TSchema)}#` }
              : { anyOf: importSchemas.map((schema) => ({ $ref: `${idOf(schema)}#` })) },
        },
      },
    },
    ...problemAnswers(
      ...(["invalid-request", "not-allowed", "conflict", "too-large"] as const),
      "unsupported-media-type",
    ),
  },
};
