import { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether a request may take long to arrive, and long to be answered, as an import's file. */
    takesLong?: boolean;
  }
}

/** The longest that any request may take to arrive, in milliseconds: a file to import, whole. */
const LONGEST = 600_000;

/** A connection on which nothing moves for so long is closed, in milliseconds. */
const SILENCE = 120_000;

/** How the server of Node.js bounds what it reads before a request is known. */
export const HTTP_LIMITS = {
  requestTimeout: LONGEST,
  connectionTimeout: SILENCE,
  http: {
    maxHeaderSize: 128 * 1024,
    requireHostHeader: false,
    headersTimeout: 20_000,
    connectionsCheckingInterval: 5_000,
  },
};

/** Closes connections at once that come when there are so many. */
export function boundConnections(app: FastifyInstance, most: number): void {
  app.server.maxConnections = most;
}

/** A body has so many milliseconds, and a second more for each so many bytes that are allowed. */
const PATIENCE = 30_000;
const LEAST_BYTES_A_SECOND = 65_536;

/**
 * Refuses bodies that take long to arrive (408). The server's own bound is for all requests alike, and
 * so long that a file to import can be sent.
 */
export function refuseSlowBodies(app: FastifyInstance, bodyLimit: number): void {
  const patience = Math.min(LONGEST, PATIENCE + (bodyLimit / LEAST_BYTES_A_SECOND) * 1000);
  app.addHook("preParsing", (request, reply, payload, done) => {
    const { raw, routeOptions } = request;
    if (routeOptions.config.takesLong === true) {
      const { socket } = raw;
      // While it is imported nothing moves on the connection. What is injected has none.
      if (socket instanceof Socket) {
        socket.setTimeout(0);
        // The request itself is closed as soon as its body was read. After an answer Node.js may have set
        // how long it keeps the connection.
        reply.raw.once("close", () => {
          if (socket.timeout === 0) socket.setTimeout(app.server.timeout);
        });
      }
    } else if (hasBody(request) && !raw.complete) {
      const timer = setTimeout(() => {
        // Who reads the body takes this for its end. Nobody does where it is not wanted.
        if (payload.listenerCount("error") > 0) payload.emit("error", tooSlow(patience));
      }, patience).unref();
      for (const event of ["end", "close"]) raw.once(event, () => clearTimeout(timer));
    }
    done(null, payload);
  });
}

/** Whether a body comes with a request (RFC 9112 §6.3). */
export const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

const tooSlow = (patience: number) =>
  new Problem("timeout", `The body did not arrive within ${Math.round(patience / 1000)} seconds.`, {
    headers: { connection: "close" },
  });
