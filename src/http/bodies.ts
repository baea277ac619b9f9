import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

/** No record is nested deeper than a few levels; more is meant to exhaust the stack. */
const DEEPEST = 32;

/** Reads bodies as JSON, as a merge patch too (RFC 7396), and as nothing else. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "string" },
    (request, text, done) => {
      // Clients that name their type in every request name it for DELETE, which has no body.
      if (text === "" && request.method === "DELETE") return done(null, undefined);
      if (request.method !== "PATCH" && isMergePatch(request)) return done(noMergePatch());
      parse(request, text, (error, body) => (error ? done(faultOf(text)) : done(null, body)));
    },
  );
  app.addHook("preParsing", async (request) => refuseEncodings(request));
  app.addHook("preValidation", async ({ body }) => {
    if (depthOf(body) <= DEEPEST) return;
    throw new Problem("invalid-request", `The body is nested deeper than ${DEEPEST} levels.`);
  });
}

const isMergePatch = ({ headers }: FastifyRequest): boolean =>
  /^application\/merge-patch\+json\b/i.test(headers["content-type"] ?? "");

const noMergePatch = () =>
  new Problem("unsupported-media-type", "A merge patch is for PATCH: send application/json here.");

/** Why a text was not taken as JSON: it is none, or it has names that JavaScript gives a meaning. */
function faultOf(text: string): Problem {
  if (text === "") return new Problem("invalid-request", "The body is empty; send a JSON object.");
  try {
    JSON.parse(text);
  } catch (error) {
    return new Problem(
      "invalid-request",
      `The body is not valid JSON: ${(error as Error).message}`,
    );
  }
  return new Problem(
    "invalid-request",
    "The body has a field `__proto__` or `constructor`; no record has such a field.",
  );
}

/** A body in another charset or compressed would be misread. */
function refuseEncodings({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"] ?? "identity";
  const charset = /;\s*charset="?([^";]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
  if (encoding.toLowerCase() === "identity" && /^utf-?8$/i.test(charset.trim())) return;
  throw new Problem(
    "unsupported-media-type",
    `Send application/json in UTF-8 and not compressed; this is in ${charset}, ${encoding}.`,
  );
}

/** How deep a value is nested, level by level, since recursion is what deep nesting breaks. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level = [value];
  while (level.length > 0 && depth <= DEEPEST) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
    depth++;
  }
  return depth;
}
