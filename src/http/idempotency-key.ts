import type { FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

/** Longer than any UUID or name, and short enough to keep many. */
const LONGEST = 255;

const HEADER = "Idempotency-Key";

/**
 * The `Idempotency-Key` of a request, null without one. By the draft it is a string of RFC 9651 §3.3.3,
 * `"8e03978e"`; most clients leave the quotes out, which makes no difference here.
 * @throws {Problem} `invalid-request`
 */
export function idempotencyKeyOf({ headers, raw }: FastifyRequest): string | null {
  const header = headers["idempotency-key"];
  if (header === undefined) return null;
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0);
  const times = names.filter((name) => name.toLowerCase() === HEADER.toLowerCase()).length;
  if (times > 1) throw faultOf(`${HEADER} is there ${times} times; send one.`);
  const text = String(header).trim();
  const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(text)?.[1];
  const key = quoted?.replaceAll(/\\(["\\])/g, "$1") ?? text;
  if (key.length === 0 || key.length > LONGEST) {
    throw faultOf(
      `${HEADER} has 1 to ${LONGEST} characters, and this has ${key.length}: a UUID is a good one.`,
    );
  }
  if (quoted === undefined && !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(key)) {
    throw faultOf(
      `${HEADER} is ASCII without spaces, quotes and backslashes, or a string in double quotes: a UUID is a good one.`,
    );
  }
  return key;
}

/** Why a request may not have the header: a repeat is safe without it, or can't be made so. */
export function notHeard({ method, routeOptions }: FastifyRequest): Problem {
  const why = routeOptions.config.whyNotRepeatable;
  if (why !== undefined) return faultOf(`${HEADER} can't be heard here. ${why}`);
  switch (method) {
    case "POST":
      return faultOf(`Leave ${HEADER} out: this writes nothing, so that a repeat is safe.`);
    case "PATCH":
      return faultOf(
        `${HEADER} is for POST. A merge patch that is sent again changes nothing more; \`If-Match\` says of which revision it was meant.`,
      );
    default:
      return faultOf(`${HEADER} is for POST. Leave it out: a repeat of ${method} is safe.`);
  }
}

function faultOf(detail: string): Problem {
  return new Problem("invalid-request", detail, { faults: [{ parameter: HEADER, detail }] });
}
