import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { nothingAt } from "./problem-answers.ts";

/** Headers that scripts of other sites may read. */
const EXPOSED = [
  "ETag",
  "Last-Modified",
  "Link",
  "Location",
  "Allow",
  "Retry-After",
  "X-Request-Id",
  "Changes-Seq",
  "Content-Disposition",
  "Idempotency-Replayed",
  "RateLimit",
  "RateLimit-Policy",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
];

/**
 * What browsers have to know: which sites' scripts may call the API (the Fetch standard's CORS
 * protocol), and that an answer is data and never a page. `/docs` has a policy of its own.
 * @param origins `*`, the origins that may, or false for none
 */
export async function protectBrowsers(
  app: FastifyInstance,
  origins: "*" | string[] | false,
): Promise<void> {
  await app.register(cors, {
    origin: origins,
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders: EXPOSED,
    maxAge: 86_400,
    // The path's own OPTIONS answers, with `Allow`; see `answerOtherMethods`.
    strictPreflight: false,
    preflightContinue: true,
  });
  // The plugin would answer OPTIONS for paths that are not there.
  app.addHook("onRequest", async (request) => {
    if (request.routeOptions.url === "*") throw nothingAt(request);
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // Whether a host is reached by HTTPS only is for whoever ends TLS to say.
    hsts: false,
    crossOriginResourcePolicy: { policy: "cross-origin" },
  });
}
