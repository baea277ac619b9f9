import type { FastifyInstance, FastifySchema } from "fastify";
import type { TObject, TSchema } from "typebox";
import { Type } from "typebox";
import { answersFor } from "./answers.ts";

type Described = { headers?: object; description: string };
type Answers = Record<string, Described>;

const IF_NONE_MATCH = Type.Optional(
  Type.String({
    description: "Entity tags that you hold: if one still holds, the answer is 304.",
  }),
);

const IF_MODIFIED_SINCE = Type.Optional(
  Type.String({
    description:
      "An HTTP date, such as a `Last-Modified` that you were sent: if nothing changed since, the answer is 304. Not looked at beside `If-None-Match`.",
  }),
);

/** Adds to each operation that is registered after it what follows from the rest of its description. */
export function describeEveryOperation(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const { schema } = route;
    const answers = schema?.response as Answers | undefined;
    if (schema === undefined || answers === undefined) return;
    const isRead = route.method === "GET" || route.method === "HEAD";
    route.schema = isRead ? withConditions(schema, answers) : withFullDisk(schema, answers);
  });
}

/** What is answered with 304 hears of what a client holds (RFC 9110 §13.1.2, §13.1.3). */
function withConditions(schema: FastifySchema, answers: Answers): FastifySchema {
  if (answers["304"] === undefined) return schema;
  const isDated = "Last-Modified" in (answers["200"]?.headers ?? {});
  return withHeaders(schema, {
    "If-None-Match": IF_NONE_MATCH,
    ...(isDated ? { "If-Modified-Since": IF_MODIFIED_SINCE } : {}),
  });
}

/** What not every key may do writes, and there may be no room for it. */
function withFullDisk(schema: FastifySchema, answers: Answers): FastifySchema {
  if (answers["403"] === undefined) return schema;
  return { ...schema, response: { ...answers, ...answersFor(["storage-full"]) } };
}

/** An operation that hears more headers. */
export function withHeaders(
  schema: FastifySchema,
  headers: Record<string, TSchema>,
): FastifySchema {
  const before = (schema.headers as TObject | undefined)?.properties ?? {};
  return { ...schema, headers: Type.Object({ ...before, ...headers }) };
}
