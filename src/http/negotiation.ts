import type { FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

const JSON_TYPE = "application/json";

/**
 * A hook for what can be given as JSON only: hears `Accept` (RFC 9110 §12.5.1) before anything is
 * done, so that a write is not half refused. The parameter `format` wins over it.
 * @throws {Problem} `not-acceptable`
 */
export async function requireJsonAccepted(request: FastifyRequest): Promise<void> {
  const { accept } = request.headers;
  if (accept === undefined || accept === "*/*" || accept === JSON_TYPE) return;
  if (Object.hasOwn(request.query as object, "format")) return;
  if (request.type([JSON_TYPE]) === JSON_TYPE) return;
  throw new Problem(
    "not-acceptable",
    `This can be given as ${JSON_TYPE} only, not as '${accept}'.`,
  );
}
