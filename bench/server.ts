import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { readConfig } from "../src/config.ts";
import type { BenchRequest } from "./scenarios.ts";

/**
 * The server that is measured, as a process of its own: the application as it is built for users,
 * and a route that sends the answers of a scenario as constants. What that route can do is what
 * Node.js and Fastify can do with the same bytes on the same machine at the same time.
 */

/** What the process that measures can ask. */
export type Question =
  | { ask: "usage" }
  | { ask: "constants"; scenario: string; status: number; requests: BenchRequest[] };

/** What it gets: one answer to each question, in order, after `address`. */
export type Reply =
  | { reply: "address"; address: string }
  | { reply: "usage"; usage: Usage }
  | { reply: "constants"; first: FirstAnswers }
  | { reply: "fault"; message: string };

export interface Usage {
  /** Microseconds of all threads. */
  processorTime: number;
  /** The most memory that the process ever had, in bytes. */
  peakMemory: number;
  /** The longest that one turn of the event loop took since this was last asked, in milliseconds. */
  longestTurn: number;
}

/** The answers to all requests of a scenario, as they were given for the first time. */
export interface FirstAnswers {
  bytes: number;
  /** Milliseconds for each, on average, within the server and one at a time. */
  time: number;
}

interface Constant {
  status: number;
  type: string | undefined;
  body: Buffer;
}

const constants = new Map<string, Constant[]>();

const turns = monitorEventLoopDelay({ resolution: 1 });
turns.enable();

const app = await openApp();
app.get<{ Params: { scenario: string; index: string } }>(
  "/constant/:scenario/:index",
  (request, reply) => {
    const constant = constants.get(request.params.scenario)?.[Number(request.params.index)];
    if (constant === undefined) return reply.callNotFound();
    reply.code(constant.status);
    if (constant.type === undefined) return reply.send();
    return reply.type(constant.type).send(constant.body);
  },
);
process.on("message", (question: Question) => void answer(question));
process.on("disconnect", () => process.exit());
send({ reply: "address", address: await app.listen({ host: "127.0.0.1", port: 0 }) });

async function openApp(): Promise<FastifyInstance> {
  // Not the sources: running TypeScript as it is costs time in every function, which users don't pay.
  const built = new URL("../dist/app.js", import.meta.url).href;
  const { buildApp } = (await import(built)) as typeof import("../src/app.ts");
  const app = buildApp(readConfig(process.env));
  app.lister.warm();
  return app;
}

async function answer(question: Question): Promise<void> {
  try {
    send(
      question.ask === "usage"
        ? { reply: "usage", usage: usage() }
        : { reply: "constants", first: await keepConstants(question) },
    );
  } catch (error) {
    send({ reply: "fault", message: (error as Error).message });
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const longestTurn = turns.max / 1e6;
  turns.reset();
  return {
    processorTime: user + system,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    longestTurn,
  };
}

/** Keeps the answers to some requests. */
async function keepConstants(
  question: Extract<Question, { ask: "constants" }>,
): Promise<FirstAnswers> {
  const { scenario, status, requests } = question;
  const kept: Constant[] = [];
  let time = 0;
  for (const { path, headers } of requests) {
    const started = performance.now();
    const {
      statusCode,
      rawPayload,
      headers: sent,
    } = await app.inject({
      url: path,
      ...(headers ? { headers } : {}),
    });
    time += performance.now() - started;
    if (statusCode !== status) {
      throw new Error(`${path} was answered with ${statusCode}, not ${status}: ${rawPayload}`);
    }
    const type = sent["content-type"];
    kept.push({ status, type: type === undefined ? undefined : String(type), body: rawPayload });
    // Answers without a socket never wait; the end of the other process has to be noticed, though.
    await setImmediate();
  }
  constants.set(scenario, kept);
  const bytes = kept.reduce((sum, { body }) => sum + body.length, 0);
  return { bytes, time: time / requests.length };
}

function send(reply: Reply): void {
  process.send?.(reply);
}
