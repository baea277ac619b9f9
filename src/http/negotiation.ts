import type { FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import { Problem } from "../problems/problems.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The media type that the route answers in, where that is not JSON. */
    mediaType?: string;
  }
}

const JSON_TYPE = "application/json";

/**
 * A hook that hears `Accept` (RFC 9110 §12.5.1) before anything is done, so that a write is not half
 * refused. The parameter `format` wins over it. Pages for people and paths that are not there are
 * none of its business.
 * @throws {Problem} `not-acceptable`
 */
export async function requireJsonAccepted(request: FastifyRequest): Promise<void> {
  const { accept } = request.headers;
  const type = request.routeOptions.config.mediaType ?? JSON_TYPE;
  if (accept === undefined || accept === "*/*" || accept === type) return;
  if (request.is404 || request.url.startsWith("/docs")) return;
  if (Object.hasOwn(request.query as object, "format")) return;
  const negotiator = new Negotiator({ headers: { accept: withoutParameters(accept) } });
  if (negotiator.mediaType([type]) === type) return;
  throw new Problem(
    "not-acceptable",
    `This can be given as ${type} only, not as '${accept.slice(0, 200)}'.`,
  );
}

/** JSON has no parameters (RFC 8259 §11): who asks for it with a charset asks for JSON. */
const withoutParameters = (accept: string): string =>
  accept
    .split(",")
    .map((range) => {
      const [type = "", ...parameters] = range.split(";");
      return [type, ...parameters.filter((each) => /^\s*q\s*=/i.test(each))].join(";");
    })
    .join(",");
