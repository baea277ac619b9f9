import type { FastifyInstance } from "fastify";
import { Problem } from "../problems/problems.ts";

/** No record is nested deeper than a few levels; more is meant to exhaust the stack. */
const DEEPEST = 32;

/** Reads bodies as JSON, as a merge patch too (RFC 7396), and as nothing else. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );
  app.addHook("preValidation", async ({ body }) => {
    if (depthOf(body) <= DEEPEST) return;
    throw new Problem("invalid-request", `The body is nested deeper than ${DEEPEST} levels.`);
  });
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
