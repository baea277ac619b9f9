import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { namesTag, varyByRequest } from "./conditional-requests.ts";

/** Sends what changes only with the program, or 304 to who has it. */
export function sendFixed(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  type = "application/json; charset=utf-8",
): FastifyReply {
  const opaque = `"${createHash("sha256").update(text).digest("base64url").slice(0, 16)}"`;
  reply.header("etag", `W/${opaque}`).header("cache-control", "public, max-age=300");
  varyByRequest(reply);
  if (namesTag(request.headers["if-none-match"] ?? "", opaque)) return reply.code(304).send();
  // As bytes: Fastify would give every type with `json` in its name a charset, which only JSON's has.
  return reply.header("content-type", type).send(Buffer.from(text));
}
