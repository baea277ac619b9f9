import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Database } from "../db/database.ts";
import { isBusy } from "../db/database.ts";
import { busyProblem } from "../problems/busy.ts";
import { isForWriters } from "./authentication.ts";

/** How long a request waits for another writer, such as an import, in milliseconds. */
const PATIENCE = 5000;

/** How often it looks whether that has ended. */
const STEP = 20;

/** How long a write that was let in may hold up everything else, in milliseconds. */
const IMPATIENCE = 100;

/**
 * Has requests that write wait while an import or another process does, and try again where another
 * was first. SQLite's own waiting would hold up everything, reads too, and is not fair. To be called
 * after what else changes handlers, and before the routes are made.
 */
export function awaitTurns(app: FastifyInstance, db: Database): void {
  db.writer.connection.pragma(`busy_timeout = ${IMPATIENCE}`);
  const wait = async (end = performance.now() + PATIENCE) => {
    while (db.isBeingWritten()) {
      if (performance.now() >= end) throw busyProblem();
      await sleep(STEP);
    }
  };
  app.addHook("onRoute", (route) => {
    const isWrite = route.method !== "GET" && route.method !== "HEAD";
    if (!isWrite || ![route.onRequest ?? []].flat().some(isForWriters)) return;
    const { handler } = route;
    if (handler.constructor.name === "AsyncFunction") {
      route.preHandler = [...[route.preHandler ?? []].flat(), async () => wait()];
      return;
    }
    // A synchronous handler that met another writer has written nothing, and is begun again.
    route.handler = async function (request, reply) {
      const end = performance.now() + PATIENCE;
      for (;;) {
        await wait(end);
        try {
          return handler.call(this, request, reply);
        } catch (error) {
          if (!isBusy(error) || performance.now() >= end) throw error;
        }
        await sleep(STEP * Math.random());
      }
    };
  });
}
