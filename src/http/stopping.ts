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
    if (app.isStopping) request.raw.socket.end();
    done();
  });
}
