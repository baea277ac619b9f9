import { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Whether the service was told to stop: it is not ready, and ends what has no end. */
    isStopping: boolean;
    /** Says that it will stop: see `stopGracefully`. */
    beginToStop(): void;
    /** Has something done at that moment. */
    onStop(work: () => void): void;
  }
}

/**
 * Lets a service end without cutting anybody off: from `beginToStop` on it answers whatever still
 * comes, and closes each connection with the answer, since clients keep them for long. `close` then
 * waits for what is under way.
 */
export function stopGracefully(app: FastifyInstance): void {
  const works: (() => void)[] = [];
  app.decorate("isStopping", false);
  app.decorate("onStop", (work) => works.push(work));
  app.decorate("beginToStop", () => {
    if (app.isStopping) return;
    app.isStopping = true;
    for (const work of works) work();
  });
  app.addHook("preClose", async () => app.beginToStop());
  app.addHook("onRequest", (_, reply, done) => {
    if (app.isStopping) reply.header("connection", "close");
    done();
  });
  // Of what came before.
  app.addHook("onResponse", (request, _, done) => {
    // There is none any more where the client hung up, or its request was broken off.
    if (app.isStopping) request.raw.socket?.end();
    done();
  });
}

/** How long connections may lie idle at the end before they are closed, in milliseconds. */
const LAST_WORDS = 500;

/** How often it is looked whether any are left, in milliseconds. */
const LOOK_EVERY = 20;

/**
 * Takes no connection any more, and lets those that there are say something still, which is answered and
 * ends them: `close` closes idle ones at once, also those whose request is on its way.
 */
export async function hearOut({ server }: FastifyInstance): Promise<void> {
  // Not its own `close`, which is of HTTP and closes what is idle.
  Server.prototype.close.call(server);
  const end = performance.now() + LAST_WORDS;
  while ((await connectionsOf(server)) > 0 && performance.now() < end) await sleep(LOOK_EVERY);
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.getConnections((_, count) => resolve(count));
  });
