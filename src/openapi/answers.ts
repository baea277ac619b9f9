import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { ProblemCode } from "../problems/problems.ts";
import { PROBLEMS } from "../problems/problems.ts";

/** Answers as they are described in the OpenAPI document. */

export const faultSchema = Type.Object(
  {
    parameter: Type.Optional(
      Type.String({ description: "The query parameter or header at fault, or …" }),
    ),
    pointer: Type.Optional(
      Type.String({ description: "… the place in the body, as a JSON Pointer (RFC 6901)." }),
    ),
    line: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          "Of an import: the line of the file, from 1; `pointer` is in the record that the line holds.",
      }),
    ),
    column: Type.Optional(Type.String({ description: "Of an import: the column at fault." })),
    value: Type.Optional(
      Type.String({
        description: "Of an import: what stands there, as text, cut after 200 characters.",
      }),
    ),
    detail: Type.String({ description: "What is wrong and what would be right." }),
    allowed: Type.Optional(
      Type.Array(Type.String(), {
        description: "What would be right, where that is a short list.",
      }),
    ),
    suggestion: Type.Optional(Type.String({ description: "The nearest right value." })),
  },
  { additionalProperties: false },
);

/** Every error: problem details (RFC 9457). */
export const problemSchema = Type.Object(
  {
    type: Type.String({
      format: "uri-reference",
      description: "The kind of problem; reading it explains it.",
      examples: ["/problems/invalid-request"],
    }),
    title: Type.String({ description: "The kind of problem in words." }),
    status: Type.Integer({ minimum: 300, maximum: 599 }),
    detail: Type.String({ description: "What went wrong here, and how to mend it." }),
    instance: Type.String({ format: "uri-reference", description: "The path that was asked for." }),
    errors: Type.Array(faultSchema, { description: "Every fault of the request." }),
  },
  {
    $id: "Problem",
    title: "Problem",
    description: "What went wrong, as problem details (RFC 9457).",
    additionalProperties: false,
  },
);

const reference = (schemaName: string): TSchema => ({ $ref: `${schemaName}#` }) as TSchema;

/** A body of one of the document's components, as JSON. */
export const jsonBody = (schemaName: string, ...mediaTypes: string[]) => ({
  content: Object.fromEntries(
    ["application/json", ...mediaTypes].map((type) => [type, { schema: reference(schemaName) }]),
  ),
});

interface Described {
  description: string;
  headers?: Record<string, TSchema>;
}

/** An answer with one of the document's components. */
export const answer = (described: Described, schemaName: string) => ({
  ...described,
  ...jsonBody(schemaName),
});

/** An answer without a body. */
export const emptyAnswer = (described: Described) => ({ ...described, type: "null" });

/** The answer to a client that holds what it asks for. */
export const notModified = emptyAnswer({ description: "What you hold is still right." });

/** The headers of what can be cached. */
export const VALIDATORS: Record<string, TSchema> = {
  ETag: Type.String({
    description:
      "The entity tag. With `If-None-Match` it saves reading the same again; a record's also goes into `If-Match`.",
  }),
  "Last-Modified": Type.String({
    description:
      "The first second in which the answer was as it is, as an HTTP date; not sent within that of the last change.",
  }),
};

/** Problems that every request can meet. */
const ALWAYS: readonly ProblemCode[] = [
  "not-authenticated",
  "not-acceptable",
  "rate-limited",
  "internal",
  "unavailable",
];

/** The answers for some problems, and for those that every request can meet. */
export const problemAnswers = (...codes: ProblemCode[]): Record<number, object> =>
  answersFor([...codes, ...ALWAYS]);

/** The answers for some problems alone: several of one status are one answer. */
export function answersFor(codes: readonly ProblemCode[]): Record<number, object> {
  const descriptions = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title, advice } = PROBLEMS[code];
    descriptions.set(status, [...(descriptions.get(status) ?? []), `${title}. ${advice}`]);
  }
  const content = { "application/problem+json": { schema: reference("Problem") } };
  return Object.fromEntries(
    [...descriptions].map(([status, each]) => [
      status,
      { description: each.join("\n\n"), content },
    ]),
  );
}
