import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Database } from "../db/database.ts";
import type { Asked, KeptAnswer } from "../idempotency/kept-answers.ts";
import { forgetOld, keepAnswer, keptAnswer } from "../idempotency/kept-answers.ts";
import { seal, unseal } from "../idempotency/sealing.ts";
import { describeIdempotency } from "../openapi/idempotency.ts";
import { Problem } from "../problems/problems.ts";
import { isForWriters, secretOf } from "./authentication.ts";
import { idempotencyKeyOf, notHeard } from "./idempotency-key.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the answer shows a secret, which must not be kept as it is. */
    answersSecret?: boolean;
    /** Of a route that writes and can't keep its answers: what to do instead. */
    whyNotRepeatable?: string;
    /** Set for routes that hear `Idempotency-Key`. */
    isRepeatable?: boolean;
  }
  interface FastifyRequest {
    /** What a request with an `Idempotency-Key` asks for; null without one. */
    repeatable: (Asked & { fingerprint: string }) | null;
  }
}

/** How often answers that are too old are looked for, in milliseconds. */
const FORGET_EVERY = 600_000;

/** When to send a repeat again while the first request is under way, in seconds. */
const SOON = "1";

/** Headers of an answer that are kept with it: those that a handler says. */
const KEPT_HEADERS = [
  ...["content-type", "cache-control", "etag", "last-modified"],
  ...["link", "location", "vary"],
];

/**
 * Has every `POST` that writes hear `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07):
 * a repeat gets the answer that the first request got, for a day, and writes nothing.
 *
 * Handlers need to know nothing of it. What they write, what they read for their answer, and the
 * answer itself are one transaction: none of it is there without the rest, whenever a process ends,
 * and processes that serve one file take turns by SQLite's own lock. So a handler of a `POST` that
 * writes must be synchronous, or its route say why its answers can't be kept. What is refused has
 * written nothing and is not kept. To be called before the routes are made.
 */
export function hearIdempotencyKeys(app: FastifyInstance, db: Database): void {
  const underWay = new Map<string, string>();
  app.decorateRequest("repeatable", null);

  app.addHook("preHandler", (request, reply, done) => {
    const key = idempotencyKeyOf(request);
    // Of what is nowhere it is said that it is nowhere.
    if (key === null || request.is404) return done();
    const { caller, routeOptions } = request;
    if (routeOptions.config.isRepeatable !== true || caller === null) {
      return done(notHeard(request));
    }
    const fingerprint = fingerprintOf(request);
    const name = `${caller.id} ${key}`;
    const first = underWay.get(name);
    if (first !== undefined) return done(first === fingerprint ? isUnderWay() : isReused());
    // Also of who hangs up, whom no answer reaches: unless that was before, since it is said once.
    if (!reply.raw.destroyed) {
      underWay.set(name, fingerprint);
      reply.raw.once("close", () => underWay.delete(name));
    }
    request.repeatable = { caller: caller.id, key, fingerprint };
    done();
  });
  app.addHook("onResponse", async ({ repeatable }) => {
    if (repeatable !== null) underWay.delete(`${repeatable.caller} ${repeatable.key}`);
  });

  app.addHook("onRoute", (route) => {
    if (!isWriter(route)) return;
    if (route.config?.whyNotRepeatable !== undefined) return;
    const { handler } = route;
    if (handler.constructor.name === "AsyncFunction") {
      throw new Error(`${route.url} can't keep its answers: its handler is not synchronous.`);
    }
    route.config = { ...route.config, isRepeatable: true };
    route.schema = describeIdempotency(route.schema);
    route.handler = function (request, reply) {
      const answer = () => handler.call(this, request, reply);
      if (request.repeatable === null) return answer();
      return answerOnce(db, request, reply, { ...request.repeatable, answer });
    };
  });

  const forget = () => db.writeIfPossible(() => void forgetOld(db.writer, new Date()));
  const forgetting = setInterval(forget, FORGET_EVERY).unref();
  app.addHook("onClose", async () => clearInterval(forgetting));
}

const isWriter = ({ method, onRequest }: RouteOptions): boolean =>
  method === "POST" && [onRequest ?? []].flat().some(isForWriters);

/** What makes two requests the same. */
function fingerprintOf({ method, url, headers, bodyDigest }: FastifyRequest): string {
  const parts = [method, url, headers["if-match"] ?? "", bodyDigest];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

interface Once extends Asked {
  fingerprint: string;
  answer(): unknown;
}

/** Sends the answer that is kept, or makes one and keeps it. */
function answerOnce(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, fingerprint, ...asked }: Once,
): FastifyReply {
  const now = new Date();
  const { kept, fresh } = db.readingOwnWrites(() => {
    const before = keptAnswer(db.writer, asked, now);
    if (before !== undefined) return { kept: before, fresh: null };
    const payload = payloadOf(reply, answer);
    const made = { ...answerToKeep(request, reply, payload), fingerprint };
    keepAnswer(db.writer, asked, made, now);
    return { kept: null, fresh: { payload } };
  });
  if (fresh !== null) return reply.send(fresh.payload);
  if (kept.fingerprint !== fingerprint) throw isReused();
  const body = bodyOf(kept, request);
  return reply
    .code(kept.status)
    .headers(kept.headers)
    .header("idempotency-replayed", "true")
    .send(body ?? undefined);
}

/** What a handler would send: it is sent when all is committed. */
function payloadOf(reply: FastifyReply, answer: () => unknown): unknown {
  const sent: unknown[] = [];
  reply.send = (payload?: unknown) => {
    sent.push(payload);
    return reply;
  };
  try {
    answer();
  } finally {
    Reflect.deleteProperty(reply, "send");
  }
  if (sent.length !== 1) throw new Error("A handler that hears Idempotency-Key must answer once.");
  return sent[0];
}

function answerToKeep(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  const text =
    payload === undefined || typeof payload === "string"
      ? (payload ?? null)
      : Buffer.isBuffer(payload)
        ? payload.toString()
        : JSON.stringify(payload);
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  // Fastify names this type itself, when it sends an object.
  if (text !== null) headers["content-type"] ??= "application/json; charset=utf-8";
  const secret = request.routeOptions.config.answersSecret === true ? secretOf(request) : null;
  return {
    status: reply.statusCode,
    headers,
    body: text !== null && secret !== null ? seal(text, secret) : text,
    state: secret === null ? ("plain" as const) : ("sealed" as const),
  };
}

/** @throws {Problem} `conflict` where the answer can't be given again */
function bodyOf({ body, state, created_at }: KeptAnswer, request: FastifyRequest): string | null {
  if (state === "erased") {
    throw new Problem(
      "conflict",
      `This was done at ${created_at}. Its answer was erased with a record that it showed.`,
    );
  }
  if (state === "plain" || body === null) return body;
  const text = unseal(body, secretOf(request) ?? "");
  if (text !== null) return text;
  throw new Problem(
    "conflict",
    `This was done at ${created_at}. Its answer has a secret and is shown again only to the same secret of the API key, which was rotated since.`,
  );
}

const isReused = () =>
  new Problem(
    "key-reused",
    "This Idempotency-Key came with another request: another path, parameter, `If-Match` or body. Send that one again for its answer, or another Idempotency-Key with this one.",
    {
      faults: [
        {
          parameter: "Idempotency-Key",
          detail: "It belongs to another request. Use a new one for each, such as a UUID.",
        },
      ],
    },
  );

const isUnderWay = () =>
  new Problem("under-way", `Send this again in ${SOON} second for its answer.`, {
    headers: { "retry-after": SOON },
  });
