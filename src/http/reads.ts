import type { FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import { today } from "../values/edtf.ts";
import type { Answer } from "./answers.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import type { Services } from "./services.ts";

/**
 * Answers a read from what is kept, or with what `compute` gives, null where the client holds it.
 * `compute` runs in a snapshot, of which it is given the state.
 * @param variant what tells answers to one URL apart
 */
export function answerRead(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, answers }: Pick<Services, "db" | "answers">,
  variant: string,
  compute: (dataset: DatasetState) => Answer | null,
) {
  const keyOf = ({ revision }: DatasetState) =>
    `${request.view} ${revision} ${today()} ${variant} ${request.url}`;
  const dataset = datasetState(db.reader, request.view);
  const kept = answers.get(keyOf(dataset));
  if (kept !== undefined) {
    tag(request, reply, kept.validity, kept.revision);
    const held = isHeld(request, kept.validity, kept.revision);
    return held ? reply.code(304).send() : sendAnswer(reply, kept);
  }
  const answer = db.snapshot(() => {
    const now = datasetState(db.reader, request.view);
    const computed = compute(now);
    if (computed !== null) answers.keep(keyOf(now), computed);
    return computed;
  });
  return answer === null ? reply.code(304).send() : sendAnswer(reply, answer);
}

/** Sends an answer, as JSON unless its headers say otherwise. */
export const sendAnswer = (
  reply: FastifyReply,
  { body, headers }: Pick<Answer, "body" | "headers">,
) => reply.headers({ "content-type": "application/json; charset=utf-8", ...headers }).send(body);
