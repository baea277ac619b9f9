import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TObject } from "typebox";
import type { DatasetState } from "../db/dataset.ts";
import { Problem } from "../problems/problems.ts";

/**
 * Conditional requests (RFC 9110 §13).
 *
 * Entity tags are `W/"{record's revision}.{state}"`, where the state is all else that decides an
 * answer: the data set's revision, where that is from, who is asking, the day where it counts, and the
 * format. They are weak (§8.8.3), since the same data may be sent in other bytes, such as compressed; `If-Match` looks at the
 * record's revision only.
 */

declare module "fastify" {
  interface FastifyInstance {
    /** What origins begin with, before a hyphen: see `lineageOf`. */
    lineage: string;
  }
}

/** What decides whether an answer that a client holds is still right. */
export interface Validity {
  dataset: DatasetState;
  /** The day that the answer depends on, or "". */
  day: string;
  /** Which database, program and resource it is from: another's revisions say nothing here. */
  origin: string;
  /** The format, and what else tells answers to one URL apart. */
  variant: string;
}

/** Which part of a state its origin is, from 0. */
const ORIGIN = 4;

const stateOf = (request: FastifyRequest, { dataset, day, origin, variant }: Validity): string =>
  `${dataset.revision}.${Date.parse(dataset.updated_at).toString(36)}.${request.view}.${day}.${origin}.${variant}`;

/** Adds what a cache has to know. A tag names the revision of a single record. */
export function tag(
  request: FastifyRequest,
  reply: FastifyReply,
  validity: Validity,
  revision: number | "" = "",
): void {
  const keyed = request.view === "full";
  reply
    .header("etag", `W/"${revision}.${stateOf(request, validity)}"`)
    .header("cache-control", keyed ? "private, no-store" : "public, no-cache");
  varyByRequest(reply);
  const modified = lastModified(validity);
  if (modified !== null) reply.header("last-modified", new Date(modified).toUTCString());
}

/** Says by which of a request's headers an answer is chosen. */
export const varyByRequest = (reply: FastifyReply): void =>
  vary(reply, "Accept, Accept-Encoding, Authorization");

/** Adds to `Vary` what it doesn't have yet; CORS may have been there before. */
export function vary(reply: FastifyReply, names: string): void {
  const before = String(reply.getHeader("vary") ?? "");
  const known = before === "" ? [] : before.split(/\s*,\s*/);
  const has = (name: string) => known.some((each) => each.toLowerCase() === name.toLowerCase());
  const added = names.split(", ").filter((name) => !has(name));
  reply.header("vary", [...known, ...added].join(", "));
}

/**
 * The first whole second, in milliseconds, in which the answer was as it is; null while that is
 * still to come. Rounding up is what makes a validator of one second's precision safe: whoever
 * read before a later change in the same second holds an older date (RFC 9110 §8.8.2.2).
 */
function lastModified({ dataset, day }: Validity): number | null {
  const changed = (Math.floor(Date.parse(dataset.updated_at) / 1000) + 1) * 1000;
  const modified = day === "" ? changed : Math.max(changed, Date.parse(day) || 0);
  return modified <= Date.now() ? modified : null;
}

/** An HTTP date with its zone (RFC 9110 §5.6.7); other dates would be read as local time. */
const HTTP_DATE = /^[A-Z][a-z]+, .* GMT$/;

/** Whether `If-None-Match` names an entity tag, weak or not (RFC 9110 §13.1.2), or is `*`. */
export const namesTag = (noneMatch: string, opaque: string): boolean =>
  noneMatch.trim() === "*" ||
  noneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === opaque);

/**
 * Whether a client holds what it asks for, and gets 304 before the query runs: a tag of
 * `If-None-Match` still holds, or, where there is no such header at all, nothing changed after
 * `If-Modified-Since` (RFC 9110 §13.1.3).
 */
export function isHeld(
  request: FastifyRequest,
  validity: Validity,
  revision: number | "" = "",
): boolean {
  const noneMatch = request.headers["if-none-match"];
  if (noneMatch !== undefined) {
    return namesTag(noneMatch, `"${revision}.${stateOf(request, validity)}"`);
  }
  const header = request.headers["if-modified-since"] ?? "";
  const since = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  const modified = lastModified(validity);
  return modified !== null && modified <= since && since <= Date.now();
}

/** The preconditions that can guard a write. */
const GUARDS = ["If-Match", "If-None-Match", "If-Unmodified-Since"];

/**
 * Has every write refuse the preconditions that its description has no place for: ignoring one
 * would lose an update.
 */
export function refuseOtherGuards(app: FastifyInstance): void {
  app.addHook("preValidation", async ({ method, is404, headers, routeOptions }) => {
    if (method === "GET" || method === "HEAD" || is404) return;
    const described = routeOptions.schema?.headers as TObject | undefined;
    const heard = Object.keys(described?.properties ?? {});
    const name = GUARDS.find((each) => each.toLowerCase() in headers && !heard.includes(each));
    if (name === undefined) return;
    const instead = heard.includes("If-Match")
      ? "send If-Match with the record's entity tag"
      : "leave it out";
    const detail = `This ${method} does not hear ${name}: ${instead}.`;
    throw new Problem("invalid-request", detail, { faults: [{ parameter: name, detail }] });
  });
}

/**
 * Whether a record's revision is one that `If-Match` (RFC 9110 §13.1.1) names: a tag that was
 * served, `"3"`, several by comma, or `*`. A tag from before a backup was restored names none: the
 * revision can have been lost, and its number given again.
 */
export function ifMatch(request: FastifyRequest): (revision: number) => boolean {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*") return () => true;
  const tags = header
    .split(",")
    .map((written) => /^(?:W\/)?"(\d{1,15})(?:\.([^"]*))?"$/.exec(written.trim()));
  if (tags.includes(null)) {
    const detail = 'If-Match takes the entity tag of a record, its revision such as "3", or *.';
    throw new Problem("invalid-request", detail, { faults: [{ parameter: "If-Match", detail }] });
  }
  const revisions = tags.flatMap((tag) => {
    const origin = tag?.[2]?.split(".")[ORIGIN];
    const isOurs = origin === undefined || origin.startsWith(`${request.server.lineage}-`);
    return isOurs ? [tag?.[1]] : [];
  });
  return (revision) => revisions.includes(String(revision));
}
