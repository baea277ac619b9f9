import type { FastifyInstance, HTTPMethods } from "fastify";
import { Problem } from "../problems/problems.ts";

const KNOWN: HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Gives each path that `register` adds an answer to every other method: `OPTIONS` says what is
 * allowed (RFC 9110 §9.3.7), the rest is 405 with `Allow` (§15.5.6).
 */
export function answerOtherMethods(app: FastifyInstance, register: () => void): void {
  const paths = new Map<string, Set<string>>();
  let collecting = true;
  app.addHook("onRoute", ({ url, method }) => {
    if (!collecting) return;
    const methods = paths.get(url) ?? new Set();
    paths.set(url, methods);
    for (const each of [method].flat()) methods.add(each);
  });
  register();
  collecting = false;
  for (const [url, methods] of paths) {
    if (methods.has("GET")) methods.add("HEAD");
    const allow = [...methods, "OPTIONS"].join(", ");
    const schema = { hide: true };
    app.options(url, { schema }, async (_, reply) => reply.code(204).header("allow", allow).send());
    app.route({
      url,
      schema,
      method: KNOWN.filter((method) => !methods.has(method)),
      preParsing: async (request) => {
        throw new Problem(
          "method-not-allowed",
          `${request.method} is not supported here; use one of ${allow}.`,
          { headers: { allow } },
        );
      },
      handler: async () => undefined,
    });
  }
}
