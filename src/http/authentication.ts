import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { View } from "../db/dataset.ts";
import { Problem } from "../problems/problems.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** `full` for a request with a valid key. */
    view: View;
  }
}

const CHALLENGE = { "www-authenticate": 'Bearer realm="Legal Developments API"' };

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Finds out who is asking, before anything else of the request is looked at. */
export function authenticate(app: FastifyInstance, adminKey: string | null): void {
  const expected = adminKey === null ? null : digest(adminKey);
  app.decorateRequest("view", "public");
  app.addHook("onRequest", async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (secret && expected !== null && timingSafeEqual(digest(secret), expected)) {
      request.view = "full";
      return;
    }
    throw new Problem(
      "not-authenticated",
      "This API key is not known. Send `Authorization: Bearer YOUR_KEY` with a valid key, or no such header.",
      { headers: CHALLENGE },
    );
  });
}

/**
 * @throws {Problem} `not-authenticated` for a request without a key
 */
export async function requireKey(request: FastifyRequest): Promise<void> {
  if (request.view === "full") return;
  throw new Problem(
    "not-authenticated",
    "Writing needs an API key. Send `Authorization: Bearer YOUR_KEY`.",
    { headers: CHALLENGE },
  );
}
