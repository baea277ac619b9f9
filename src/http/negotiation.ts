import type { FastifyInstance, FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import type { Form } from "../formats/format.ts";
import { Problem } from "../problems/problems.ts";
import { codingOf } from "./compression.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The formats, beside JSON, that the route can answer in. */
    formats?: readonly Form[];
    /** The media type that the route answers in, where that is not JSON. */
    mediaType?: string;
  }
  interface FastifyRequest {
    /** What `Accept` wants the answer in; null for JSON. The parameter `format` wins over it. */
    accepted: Form | null;
  }
}

const JSON_TYPE = "application/json";

/**
 * Hears `Accept` and `Accept-Encoding` (RFC 9110 §12.5) before anything is done, so that a write is
 * not half refused. Pages for people and paths that are not there are none of its business.
 */
export function negotiate(app: FastifyInstance): void {
  app.decorateRequest("accepted", null);
  app.addHook("preParsing", async (request) => {
    if (request.is404 || /^\/docs(?![^/?])/.test(request.url)) return;
    requireCoding(request);
    request.accepted = acceptedFormat(request);
  });
}

/** @throws {Problem} `not-acceptable` if it can be given neither as it is nor compressed */
function requireCoding({ headers }: FastifyRequest): void {
  if (codingOf(headers["accept-encoding"]) !== null) return;
  throw new Problem(
    "not-acceptable",
    "This can be given as it is (`identity`), or compressed by br or gzip: `Accept-Encoding` refuses each of them.",
  );
}

/** @throws {Problem} `not-acceptable` */
function acceptedFormat({ headers, query, routeOptions }: FastifyRequest): Form | null {
  const { accept } = headers;
  const { formats = [], mediaType: usual = JSON_TYPE } = routeOptions.config;
  if (accept === undefined || accept === "*/*" || accept === usual) return null;
  if (Object.hasOwn(query as object, "format")) return null;
  const types = [usual, ...formats.map(({ mediaType }) => mediaType)];
  const negotiator = new Negotiator({ headers: { accept: jsonFirst(accept) } });
  const chosen = negotiator.mediaType(types);
  if (chosen === usual) return null;
  const format = formats.find(({ mediaType }) => mediaType === chosen);
  if (format !== undefined) return format;
  throw new Problem(
    "not-acceptable",
    `This can be given as ${types.join(", ")}${types.length === 1 ? " only" : ""}, not as '${accept.slice(0, 200)}'.`,
  );
}

/**
 * The ranges of `Accept`, those that JSON is in before the others: their order means nothing in the
 * header, but decides ties of quality and precision here.
 *
 * Parameters are left out. JSON has none (RFC 8259 §11), and no other format has a choice of them.
 */
function jsonFirst(accept: string): string {
  const ranges = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";");
    return [type.trim(), ...parameters.filter((each) => /^\s*q\s*=/i.test(each))].join(";");
  });
  const isJson = (range: string) => /^(application\/(json|\*)|\*\/\*)(;|$)/i.test(range);
  return [...ranges.filter(isJson), ...ranges.filter((range) => !isJson(range))].join(",");
}
