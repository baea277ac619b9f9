import { extname } from "node:path";
import { Worker } from "node:worker_threads";
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
function startThread(): Worker {
  if (EXTENSION === ".js") return new Worker(PROGRAM);
  const [loader, program] = [import.meta.resolve("tsx/esm/api"), PROGRAM.href];
  const code = `import("${loader}").then(({ register }) => (register(), import("${program}")))`;
  return new Worker(code, { eval: true, execArgv: [] });
}

/** How long the thread stays after an import, in milliseconds: to start one takes longer than most need. */
const IDLE = 30_000;

/** Makes imports on another thread, one at a time, so that this one goes on answering. */
export class ImportThread {
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | undefined;

  /**
   * Makes an import; the one before it has ended.
   * @throws {Problem} where nothing was written, with why
   * @throws {Cancelled} where nothing was written since it was told to end
   */
  async run(
    task: Omit<Task, "cancelled">,
    signal: AbortSignal,
    advance: (progress: Progress) => void = () => undefined,
  ): Promise<Outcome> {
    clearTimeout(this.idle);
    const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const cancel = () => Atomics.store(new Int32Array(cancelled), 0, 1);
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    this.worker ??= startThread();
    const { worker } = this;
    try {
      return await answerOf(worker, { ...task, cancelled }, advance);
    } catch (error) {
      // After an error that is none of the file's the thread may be gone, or in any state.
      if (!(error instanceof Problem || error instanceof Cancelled)) await this.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
      this.idle = setTimeout(() => void this.close(), IDLE).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }
}

/** What the thread says of a task in the end. */
function answerOf(
  worker: Worker,
  task: Task,
  advance: (progress: Progress) => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const end = () => {
      worker.off("message", hear).off("exit", leave).off("error", fail);
      // An error while nobody waits must not end the process.
      worker.on("error", () => undefined);
    };
    const hear = (message: Message) => {
      if (message.kind === "progress") return advance(message.progress);
      end();
      if (message.kind === "outcome") resolve(message.outcome);
      else reject(errorOf(message));
    };
    const fail = (error: Error) => {
      end();
      reject(error);
    };
    const leave = (code: number) => fail(new Error(`The import's thread ended with ${code}.`));
    worker.removeAllListeners("error");
    worker.on("message", hear).on("exit", leave).on("error", fail);
    worker.postMessage(task);
  });
}

function errorOf(message: Exclude<Message, { kind: "progress" | "outcome" }>): Error {
  if (message.kind === "cancelled") return new Cancelled();
  const { code, message: detail, faults, headers } = message;
  return new Problem(code, detail, { faults, headers });
}
