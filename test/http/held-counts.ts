import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { buildApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { RequestCounts } from "../../src/http/request-counts.ts";
import { ADMIN_KEY } from "../app-under-test.ts";
import { listen } from "./raw-exchange.ts";

/** An application whose requests are counted by another process, as workers' are. */
export interface HeldCounts {
  app: FastifyInstance;
  port: number;
  /** Sends a request and hangs up while it waits to be counted; then it is. */
  hangUp(request: string): Promise<void>;
}

export async function heldCounts(t: {
  teardown(handler: () => unknown): unknown;
}): Promise<HeldCounts> {
  const counts = new RequestCounts();
  const environment = { DATABASE_PATH: ":memory:", SEED: "false", LOG_LEVEL: "silent", ADMIN_KEY };
  let held: (() => void)[] | null = null;
  const app = buildApp(readConfig({ ...environment, MAX_LAG: "0" }), {
    countRequest: (client, done) => {
      const count = () => done(counts.add(client));
      if (held === null) count();
      else held.push(count);
    },
    gatherMetrics: { prepare: () => undefined, text: async () => "" },
  });
  t.teardown(() => app.close());
  const port = await listen(app);
  const hangUp = async (request: string) => {
    const waiting: (() => void)[] = [];
    held = waiting;
    const accepted = once(app.server, "connection");
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    const [connection] = await accepted;
    socket.write(request);
    while (waiting.length === 0) await sleep(5);
    socket.destroy();
    await once(connection, "close");
    held = null;
    for (const count of waiting) count();
    // What follows from it is done soon.
    await sleep(50);
  };
  return { app, port, hangUp };
}
