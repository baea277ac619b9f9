import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { below } from "../fields/field.ts";
import { Problem } from "../problems/problems.ts";
import { isTooDeep, repeatedName, TOO_DEEP } from "../values/json-text.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route reads its body itself, in the character set that it is said to be in. */
    hearsCharset?: boolean;
  }
  interface FastifyRequest {
    /** SHA-256 of the bytes of the body, of requests that have an `Idempotency-Key`; "" without one. */
    bodyDigest: string;
  }
}

/** Reads bodies as JSON, as a merge patch too (RFC 7396), and as nothing else. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.decorateRequest("bodyDigest", "");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    (request, bytes, done) => {
      if (request.headers["idempotency-key"] !== undefined) {
        request.bodyDigest = createHash("sha256").update(bytes).digest("hex");
      }
      if (!isUtf8(bytes)) return done(noUtf8());
      const text = bytes.toString();
      if (request.routeOptions.schema?.body === undefined && !request.is404) {
        // Clients that name their type in every request name it where there is no body; some send an
        // empty one.
        return SAYS_NOTHING.test(text) ? done(null) : done(noBody(request));
      }
      if (request.method !== "PATCH" && isMergePatch(request)) return done(noMergePatch());
      parse(request, text, (error, body) => {
        if (error) return done(faultOf(text));
        const repeated = repeatedName(text);
        return repeated === null ? done(null, body) : done(saidTwice(repeated));
      });
    },
  );
  app.addHook("preParsing", async (request) => refuseEncodings(request));
  app.addHook("preValidation", async ({ body }) => {
    if (isTooDeep(body)) throw faultAt("", `The body is ${TOO_DEEP}.`);
  });
}

/** What is wrong at a place of the body; that of the whole is the empty pointer. */
const faultAt = (pointer: string, detail: string) =>
  new Problem("invalid-request", detail, { faults: [{ pointer, detail }] });

const SAYS_NOTHING = /^\s*(?:\{\s*\}\s*)?$/;

const noBody = ({ method }: FastifyRequest) =>
  faultAt("", `This ${method} takes no body, since its path says all: leave it out.`);

const noUtf8 = () => faultAt("", "The body is not valid UTF-8.");

const saidTwice = (pointer: string) =>
  faultAt(pointer, `'${pointer}' is there twice: only one of the values could count.`);

const isMergePatch = ({ headers }: FastifyRequest): boolean =>
  /^application\/merge-patch\+json\b/i.test(headers["content-type"] ?? "");

const noMergePatch = () =>
  new Problem("unsupported-media-type", "A merge patch is for PATCH: send application/json here.");

/** Why a text was not taken as JSON: it is none, or it has names that JavaScript gives a meaning. */
function faultOf(text: string): Problem {
  if (text === "") return faultAt("", "The body is empty; send a JSON object.");
  try {
    const pointer = placeOfMeaning(JSON.parse(text)) ?? "";
    return faultAt(
      pointer,
      `The body has a field \`__proto__\` or \`constructor\`, at '${pointer}'; no record has such a field.`,
    );
  } catch (error) {
    return faultAt("", `The body is not valid JSON: ${(error as Error).message}`);
  }
}

/** Where a name is to which JavaScript gives a meaning, as a JSON Pointer, however deep. */
function placeOfMeaning(body: unknown): string | null {
  const open: [pointer: string, value: unknown][] = [["", body]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [pointer, value] = next;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, each] of Object.entries(value)) {
      const at = below(pointer, name);
      if (name === "__proto__" || name === "constructor") return at;
      open.push([at, each]);
    }
  }
  return null;
}

/** The character set that a body is said to be in; null where nothing is said. */
export const charsetOf = ({ headers }: FastifyRequest): string | null =>
  /;\s*charset="?([^";]+)/i.exec(headers["content-type"] ?? "")?.[1]?.trim() ?? null;

export const isUtf8Name = (charset: string): boolean => /^utf-?8$/i.test(charset);

/** A body in another charset or compressed would be misread. */
function refuseEncodings(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"] ?? "identity";
  const charset = charsetOf(request) ?? "utf-8";
  const isHeard = isUtf8Name(charset) || request.routeOptions.config.hearsCharset === true;
  if (encoding.toLowerCase() === "identity" && isHeard) return;
  throw misread(charset, encoding);
}

/** That a body would be misread. */
export const misread = (charset: string, encoding = "identity"): Problem =>
  new Problem(
    "unsupported-media-type",
    `Send the body in UTF-8 and not compressed; this is in ${charset}, ${encoding}.`,
  );
