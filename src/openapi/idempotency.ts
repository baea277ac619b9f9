import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { answersFor } from "./answers.ts";
import { withHeaders } from "./every-operation.ts";

const KEY = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description:
      "A name of your own for this request, such as a UUID. For a day a repeat by the same API key gets the same answer, with `Idempotency-Replayed`, and writes nothing; 422 for another request with it, 409 while the first is under way. What was refused wrote nothing, and may be mended and sent with the same.",
    examples: ["8e03978e-40d5-43e8-bc93-6894a57f9324"],
  }),
);

const REPLAYED = Type.String({
  description: "`true` where this is the answer that an earlier request got.",
});

type Answers = Record<string, { headers?: object; description: string }>;

/** An operation with what `Idempotency-Key` adds to it. */
export function describeIdempotency(schema: FastifySchema | undefined): FastifySchema {
  const response: Answers = {};
  for (const [status, answer] of Object.entries((schema?.response ?? {}) as Answers)) {
    const isDone = Number(status) < 300;
    const headers = { ...answer.headers, "Idempotency-Replayed": REPLAYED };
    response[status] = isDone ? { ...answer, headers } : answer;
  }
  const refused = answersFor(["under-way", "key-reused"]) as Answers;
  for (const [status, answer] of Object.entries(refused)) {
    const before = response[status];
    response[status] =
      before === undefined
        ? answer
        : { ...before, description: `${before.description}\n\n${answer.description}` };
  }
  return { ...withHeaders(schema ?? {}, { "Idempotency-Key": KEY }), response };
}
