import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { busyProblem } from "../problems/busy.ts";
import type { Fault, ProblemCode } from "../problems/problems.ts";
import { Problem } from "../problems/problems.ts";
import type { Job, Outcome, Progress } from "./importer.ts";
import { Cancelled } from "./importer.ts";

/** What the thread is told. */
export interface Task extends Pick<Job, "file" | "options" | "writtenBy"> {
  /** The importer's name. */
  importer: string;
  /** The path of the database. */
  database: string;
  /** Not 0 once it is to end with nothing written. */
  cancelled: SharedArrayBuffer;
}

/** What the thread says. */
export type Message =
  | { kind: "progress"; progress: Progress }
  | { kind: "outcome"; outcome: Outcome }
  | { kind: "cancelled" }
  | { kind: "busy" }
  | {
      kind: "problem";
      code: ProblemCode;
      message: string;
      faults: Fault[];
      headers: Record<string, string>;
    };

/** The same folder has the thread's program, as TypeScript or built. */
const EXTENSION = extname(import.meta.url);
const PROGRAM = new URL(`./worker${EXTENSION}`, import.meta.url);

/** A thread of Node.js 20 does not have the loader by which the main one reads TypeScript. */
function startThread(workerData: Task): Worker {
  if (EXTENSION === ".js") return new Worker(PROGRAM, { workerData });
  const [loader, program] = [import.meta.resolve("tsx/esm/api"), PROGRAM.href];
  const code = `import("${loader}").then(({ register }) => (register(), import("${program}")))`;
  return new Worker(code, { workerData, eval: true, execArgv: [] });
}

/**
 * Makes an import on another thread, so that this one goes on answering.
 * @throws {Problem} where nothing was written, with why
 * @throws {Cancelled} where nothing was written since it was told to end
 */
export function importInWorker(
  task: Omit<Task, "cancelled">,
  signal: AbortSignal,
  advance: (progress: Progress) => void = () => undefined,
): Promise<Outcome> {
  const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const cancel = () => Atomics.store(new Int32Array(cancelled), 0, 1);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel);
  const worker = startThread({ ...task, cancelled });
  return new Promise<Outcome>((resolve, reject) => {
    worker.on("message", (message: Message) => {
      if (message.kind === "progress") advance(message.progress);
      else if (message.kind === "outcome") resolve(message.outcome);
      else reject(errorOf(message));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`The import's thread ended with ${code}.`)));
  }).finally(() => signal.removeEventListener("abort", cancel));
}

function errorOf(message: Exclude<Message, { kind: "progress" | "outcome" }>): Error {
  switch (message.kind) {
    case "cancelled":
      return new Cancelled();
    case "busy":
      return busyProblem();
    case "problem": {
      const { code, message: detail, faults, headers } = message;
      return new Problem(code, detail, { faults, headers });
    }
  }
}
