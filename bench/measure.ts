import type { Child } from "./child.ts";
import type { Inputs } from "./inputs.ts";
import type { Load, Measured } from "./load.ts";
import type { Options } from "./options.ts";
import type { BenchRequest, Scenario } from "./scenarios.ts";
import type { FirstAnswers, Question, Reply, Usage } from "./server.ts";

/** Seconds for which neither side counts: what is cached and compiled later is so by then. */
const WARM_UP = 2;

/** Something that makes the figures worthless, such as an answer with the wrong status. */
export class BenchFault extends Error {}

/** The processes that take part. */
export interface Processes {
  server: Child<Question, Reply>;
  load: Child<Load, Measured>;
  /** Where the server is. */
  base: string;
}

/** The medians of a scenario's runs, and of those of its constant. */
export interface Row {
  name: string;
  /** How many different requests there were. */
  inputs: number;
  scenario: Side;
  constant: Side;
  /** The answers when they were given for the first time, which are also the constants. */
  first: FirstAnswers;
}

export interface Side extends Omit<Measured, "fault"> {
  /**
   * Microseconds that the server's processor spent on an answer. Unlike the time that passes, it
   * says little about what else the machine was doing.
   */
  processorTime: number;
  /** The longest, in milliseconds, that the server was busy with one thing while others waited. */
  longestTurn: number;
}

/** How often each connection asks in a run that only shows that everything works. */
const CHECKED_ROUNDS = 3;

/**
 * Measures a scenario and, in turn with it, the same answers sent as constants.
 * @throws {BenchFault} if an answer has the wrong status
 */
export async function measure(
  scenario: Scenario,
  inputs: Inputs,
  processes: Processes,
  options: Options,
): Promise<Row> {
  const drawn = await scenario.requests(inputs);
  const distinct = new Map(drawn.map((request) => [request.path, request]));
  const first = await keepConstants(processes, scenario, [...distinct.values()]);
  const indexes = new Map([...distinct.keys()].map((path, index) => [path, index]));
  const same = drawn.map(({ path }) => ({
    path: `/constant/${encodeURIComponent(scenario.name)}/${indexes.get(path)}`,
  }));
  const { connections } = options;
  const run = (requests: BenchRequest[], seconds: number) =>
    runOnce(processes, scenario, {
      requests,
      seconds,
      // A short run on a busy machine would be over before the first answer.
      amount: options.check ? CHECKED_ROUNDS * connections : null,
      connections,
      unseen: scenario.unseen === true && requests === drawn,
    });

  if (!options.check) {
    await run(drawn, WARM_UP);
    await run(same, WARM_UP);
  }
  const sides: { scenario: Side[]; constant: Side[] } = { scenario: [], constant: [] };
  for (let round = 0; round < options.rounds; round++) {
    sides.scenario.push(await run(drawn, options.seconds));
    sides.constant.push(await run(same, options.seconds));
  }
  return {
    name: scenario.name,
    inputs: distinct.size,
    scenario: medians(sides.scenario),
    constant: medians(sides.constant),
    first,
  };
}

/** The server's use of time and memory so far. */
export async function usageOf({ server }: Processes): Promise<Usage> {
  const reply = await server.ask({ ask: "usage" });
  if (reply.reply === "usage") return reply.usage;
  throw new BenchFault(`The server did not say what it uses: ${JSON.stringify(reply)}`);
}

async function keepConstants(
  { server }: Processes,
  { name, status }: Scenario,
  requests: BenchRequest[],
): Promise<FirstAnswers> {
  const reply = await server.ask({ ask: "constants", scenario: name, status, requests });
  if (reply.reply === "constants") return reply.first;
  throw new BenchFault(`${name}: ${reply.reply === "fault" ? reply.message : reply.reply}`);
}

async function runOnce(
  processes: Processes,
  { name, status }: Scenario,
  load: Omit<Load, "base" | "status">,
): Promise<Side> {
  const before = await usageOf(processes);
  const { fault, ...measured } = await processes.load.ask({
    base: processes.base,
    status,
    ...load,
  });
  const after = await usageOf(processes);
  if (fault !== null) throw new BenchFault(`${name}: ${fault}; all should have ${status}.`);
  const processorTime = (after.processorTime - before.processorTime) / measured.answers;
  return { ...measured, processorTime, longestTurn: after.longestTurn };
}

function medians(sides: readonly Side[]): Side {
  const of = (name: keyof Side) => median(sides.map((side) => side[name]));
  return {
    answers: of("answers"),
    perSecond: of("perSecond"),
    p50: of("p50"),
    p99: of("p99"),
    max: of("max"),
    bytesPerAnswer: of("bytesPerAnswer"),
    processorTime: of("processorTime"),
    longestTurn: of("longestTurn"),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor((sorted.length - 1) / 2);
  const [low = Number.NaN, high = low] = sorted.slice(middle, middle + 2);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
