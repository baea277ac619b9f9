import { monitorEventLoopDelay } from "node:perf_hooks";
import type { FastifyInstance } from "fastify";
import { Problem } from "../problems/problems.ts";
import { isProbe } from "./probes.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Why requests are turned away; null while they are answered. */
    overload(): string | null;
  }
}

/** How often it is looked how busy the process is, in milliseconds. */
const LOOK_EVERY = 500;

/** So many times in a row it has to be late: one long task, such as reading sets, is no overload. */
const LATE_LOOKS = 3;

/** How precisely Node.js measures the delay of the event loop, in milliseconds. */
const RESOLUTION = 10;

/** When to come again, in seconds. */
const RETRY_AFTER = "2";

/**
 * Turns requests away (503) while the event loop is so late, or the process so large, that more of
 * them would only make all of them fail. `@fastify/under-pressure` takes one long task for an overload,
 * and a moment without a measurement for a delay without end.
 */
export function shedLoad(
  app: FastifyInstance,
  { maxLag, maxMemory }: { maxLag: number; maxMemory: number },
): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  let reason: string | null = null;
  let lateLooks = 0;
  const look = () => {
    const lag = delay.count === 0 ? 0 : delay.mean / 1e6 - RESOLUTION;
    delay.reset();
    const megabytes = process.memoryUsage.rss() / 1024 / 1024;
    lateLooks = lag > maxLag ? lateLooks + 1 : 0;
    if (maxLag > 0 && lateLooks >= LATE_LOOKS) reason = "It is busier than it can bear.";
    else if (maxMemory > 0 && megabytes > maxMemory) reason = "Its memory is full.";
    else reason = null;
  };
  const timer = setInterval(look, LOOK_EVERY).unref();
  app.decorate("overload", () => reason);
  app.addHook("onRequest", (request, _, done) => {
    if (reason === null || isProbe(request)) return done();
    done(
      new Problem("unavailable", `The service turns requests away for a moment. ${reason}`, {
        headers: { "retry-after": RETRY_AFTER },
      }),
    );
  });
  app.addHook("onClose", async () => {
    clearInterval(timer);
    delay.disable();
  });
}
