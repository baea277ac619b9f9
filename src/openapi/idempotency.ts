import type { FastifySchema } from "fastify";
import type { TObject } from "typebox";
import { Type } from "typebox";
import { problemAnswers } from "./answers.ts";

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
  const { headers, response } = schema ?? {};
  const before = (headers as TObject | undefined)?.properties ?? {};
  const known = Object.entries((response ?? {}) as Answers).map(([status, answer]) => [
    status,
    Number(status) < 300
      ? { ...answer, headers: { ...answer.headers, "Idempotency-Replayed": REPLAYED } }
      : answer,
  ]);
  return {
    ...schema,
    headers: Type.Object({ ...before, "Idempotency-Key": KEY }),
    response: { ...problemAnswers("under-way", "key-reused"), ...Object.fromEntries(known) },
  };
}
