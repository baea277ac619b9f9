import type { FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import { Problem } from "../problems/problems.ts";

/**
 * Entity tags: `W/"{record's revision}.{state}"`, where the state is all else that decides an
 * answer: the data set's revision, who is asking, and the day. They are weak (RFC 9110 §8.8.3),
 * since the same data may be written in other bytes; `If-Match` looks at the record's revision only.
 */

const stateOf = (request: FastifyRequest, dataset: DatasetState, day: string): string =>
  `${dataset.revision}.${request.view}.${day}`;

/** Adds what a cache has to know. A tag names the revision of a single record. */
export function tag(
  request: FastifyRequest,
  reply: FastifyReply,
  dataset: DatasetState,
  day: string,
  revision: number | "" = "",
): void {
  const keyed = request.view === "full";
  reply
    .header("etag", `W/"${revision}.${stateOf(request, dataset, day)}"`)
    .header("cache-control", keyed ? "private, no-store" : "public, no-cache")
    .header("vary", "Accept, Accept-Encoding, Authorization");
}

/**
 * The tag of `If-None-Match` that still holds, or null: then the answer is 304, without a query.
 * `*` is for the caller: it asks whether there is anything.
 */
export function heldTag(
  request: FastifyRequest,
  dataset: DatasetState,
  day: string,
): { revision: number | "" } | null {
  const state = stateOf(request, dataset, day);
  for (const written of (request.headers["if-none-match"] ?? "").split(",")) {
    const [, revision, rest] = /^(?:W\/)?"(\d{0,15})\.([^"]*)"$/.exec(written.trim()) ?? [];
    if (rest === state) return { revision: revision === "" ? "" : Number(revision) };
  }
  return null;
}

/** Whether `If-None-Match: *` asks for an answer only if there is none. */
export const wantsNone = (request: FastifyRequest): boolean =>
  request.headers["if-none-match"]?.trim() === "*";

/**
 * Whether a record's revision is one that `If-Match` (RFC 9110 §13.1.1) names: a tag that was
 * served, `"3"`, several by comma, or `*`.
 */
export function ifMatch(request: FastifyRequest): (revision: number) => boolean {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*") return () => true;
  const revisions = header
    .split(",")
    .map((written) => /^(?:W\/)?"(\d{1,15})(?:\.[^"]*)?"$/.exec(written.trim())?.[1]);
  if (revisions.includes(undefined)) {
    const detail = 'If-Match takes the entity tag of a record, its revision such as "3", or *.';
    throw new Problem("invalid-request", detail, { faults: [{ parameter: "If-Match", detail }] });
  }
  return (revision) => revisions.includes(String(revision));
}
