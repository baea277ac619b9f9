import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import type { BrotliOptions } from "node:zlib";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import { ownBytes } from "../values/own-bytes.ts";
import { vary } from "./conditional-requests.ts";

/**
 * Compression of answers, with what Node has. `@fastify/compress` says `Vary` only where it did
 * compress, compresses whole bodies on the event loop and what is kept anew each time, and sends
 * small answers as they are also to who refuses that.
 */

/** What answers are compressed by; of equally wanted ones the first. */
const CODINGS = ["br", "gzip"] as const;
type Coding = (typeof CODINGS)[number];

/** Fewer bytes than this fit into a packet anyway. */
const LEAST_BYTES = 1024;

/** Brotli at its own default is made for files that are compressed once. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 4 };

const brotliOf = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);
const gzipOf = promisify<Buffer, Buffer>(gzip);

const COMPRESS = {
  br: (body: Buffer) =>
    brotliOf(body, { params: { ...BROTLI, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  gzip: (body: Buffer) => gzipOf(body),
};

/** Flushed after each part, so that a stream arrives as it is written. */
const STREAM = {
  br: () => createBrotliCompress({ params: BROTLI, flush: constants.BROTLI_OPERATION_FLUSH }),
  gzip: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
};

/** Our own media types; not the pages of `/docs`, nor streams of server-sent events. */
const COMPRESSED = /^(application\/([\w.-]+\+)?(json|xml|x-ndjson)|text\/(csv|calendar|plain))\b/;

/**
 * The coding that `Accept-Encoding` wants (RFC 9110 §12.5.3): `identity` for none, also where
 * the header says nothing of those that there are; null where it refuses each of them.
 */
export function codingOf(header: string | string[] | undefined): Coding | "identity" | null {
  if (header === undefined) return "identity";
  // The old name of gzip (RFC 9110 §8.4.1.3).
  const accepted = String(header).replaceAll(/\bx-gzip\b/gi, "gzip");
  const negotiator = new Negotiator({ headers: { "accept-encoding": accepted } });
  const [chosen] = (negotiator as unknown as Preferring).encodings([...CODINGS, "identity"], {
    preferred: [...CODINGS],
  });
  return (chosen ?? null) as Coding | "identity" | null;
}

/** What version 1.0 of the library can do, and its types, which are of 0.6, don't know. */
interface Preferring {
  encodings(available: string[], options: { preferred: string[] }): string[];
}

/** The compressed forms of bodies that are kept, for as long as those are. */
const kept = new WeakMap<Buffer, Map<Coding, Promise<Buffer>>>();

/** Has a body that is sent again and again compressed once. */
export function keepCompressed(body: Buffer): void {
  if (!kept.has(body)) kept.set(body, new Map());
}

function compressed(body: Buffer, coding: Coding): Promise<Buffer> {
  const forms = kept.get(body);
  const known = forms?.get(coding);
  if (known !== undefined) return known;
  if (forms === undefined) return COMPRESS[coding](body);
  const made = COMPRESS[coding](body).then(ownBytes);
  forms.set(coding, made);
  return made;
}

/** Whether the client has said that it can't read an answer that is not compressed. */
const refusesIdentity = (header: string) =>
  new Negotiator({ headers: { "accept-encoding": header } }).encoding(["identity"]) === undefined;

/** Compresses what is large enough, or of unknown length. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (!isCompressible(reply)) return payload;
    vary(reply, "Accept-Encoding");
    const coding = codingOf(request.headers["accept-encoding"]);
    if (coding === null || coding === "identity") return payload;
    if (payload instanceof Readable) return compressStream(request, reply, payload, coding);
    if (typeof payload !== "string" && !Buffer.isBuffer(payload)) return payload;
    const body = typeof payload === "string" ? Buffer.from(payload) : payload;
    const header = String(request.headers["accept-encoding"]);
    if (body.length < LEAST_BYTES && !refusesIdentity(header)) return payload;
    reply.removeHeader("content-length").header("content-encoding", coding);
    return compressed(body, coding);
  });
}

function isCompressible(reply: FastifyReply): boolean {
  const type = String(reply.getHeader("content-type") ?? "");
  return COMPRESSED.test(type) && !reply.hasHeader("content-encoding");
}

function compressStream(
  request: FastifyRequest,
  reply: FastifyReply,
  source: Readable,
  coding: Coding,
): Readable {
  reply.removeHeader("content-length").header("content-encoding", coding);
  if (request.method === "HEAD") return source;
  // An error of the source breaks the answer off before the end that makes a whole one; a client
  // that hangs up ends the source.
  return pipeline(source, STREAM[coding](), () => {});
}
