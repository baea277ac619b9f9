import type { Worker } from "node:cluster";
import cluster from "node:cluster";
import type { Config } from "../config.ts";
import { openForServing } from "../records/open-database.ts";
import { RequestCounts } from "../http/request-counts.ts";
import { Gathering } from "./gathering.ts";
import type { FromWorker } from "./messages.ts";
import { tell } from "./messages.ts";

/** How long a worker that ended is waited for before another is started, in milliseconds: it doubles. */
const BACKOFF = { least: 200, most: 30_000 };

/** A worker that lasted so long, in milliseconds, did not end by how it was started. */
const LASTED = 30_000;

/** How much longer workers have than they give themselves, in milliseconds. */
const MORE = 3000;

/** That the first worker ended before it listened; it has been said why. */
export class NoWorker extends Error {}

/** Who waits for a worker to listen. */
interface Awaited {
  resolve(url: string): void;
  reject(fault: NoWorker): void;
}

/**
 * Serves by several processes over one file. This one makes the database ready before any of them
 * opens it, counts requests for all, starts a worker again that ended, and ends with them all.
 */
export class Workers {
  private readonly config: Config;
  private readonly counts = new RequestCounts();
  private readonly gathering = new Gathering();
  /** Those that have not ended, and of them those that serve. */
  private readonly living = new Set<Worker>();
  private readonly listening = new Set<Worker>();
  private allEnded: () => void = () => undefined;
  private isStopping = false;
  private backoff = BACKOFF.least;
  private databasePath = "";
  private close: () => void = () => undefined;

  constructor(config: Config) {
    this.config = config;
  }

  /**
   * Starts all workers: the first one alone, since what is wrong with one is wrong with all.
   * @returns where they listen
   * @throws {NoWorker}
   */
  async start(say: (what: string) => void): Promise<string> {
    const db = openForServing(this.config, say);
    // A temporary database is gone when it is closed; of a lasting one nothing is needed here.
    this.databasePath = db.path;
    if (this.config.databasePath === ":memory:") this.close = () => db.close();
    else db.close();
    const url = await this.startWorker();
    const others = Array.from({ length: this.config.workers - 1 }, () => this.startWorker());
    await Promise.all(others);
    return url;
  }

  /** Starts a worker; resolves when it listens, or another does that was started in its place. */
  private startWorker(): Promise<string> {
    return new Promise((resolve, reject) => this.fork({ resolve, reject }));
  }

  private fork(awaited: Awaited | null): void {
    const began = performance.now();
    let worker: Worker;
    try {
      worker = cluster.fork({ DATABASE_PATH: this.databasePath, SEED: "false" });
    } catch (error) {
      this.goOn(awaited, 0, notStarted(error as Error));
      return;
    }
    this.living.add(worker);
    let waits = awaited;
    const end = (why: string) => {
      if (!this.living.delete(worker)) return;
      this.listening.delete(worker);
      this.gathering.forget(worker);
      if (this.living.size === 0) this.allEnded();
      this.goOn(waits, performance.now() - began, why);
    };
    worker.on("message", (message: FromWorker) => {
      // What it said last can come after its end.
      if (!this.living.has(worker)) return;
      if (message.kind === "listening") {
        this.listening.add(worker);
        waits?.resolve(message.url);
        waits = null;
      } else void this.answer(worker, message);
    });
    worker.on("exit", (code, signal) => end(signal ?? `exit code ${code}`));
    // Whose process never began does not exit, either.
    worker.on("error", (error) => {
      if (worker.process.pid === undefined) end(notStarted(error));
      else console.error(`A worker can't be reached: ${error.message}`);
    });
  }

  private async answer(worker: Worker, message: FromWorker): Promise<void> {
    if (message.kind === "count") {
      const counts = message.clients.map((client) => this.counts.add(client));
      tell(worker, { kind: "counted", number: message.number, counts });
    } else if (message.kind === "report") this.gathering.hear(worker, message);
    else if (message.kind === "gather") {
      const text = await this.gathering.text([...this.listening]);
      tell(worker, { kind: "gathered", number: message.number, text });
    }
  }

  /** After a worker ended: starts another later, or says that the first one is no good. */
  private goOn(awaited: Awaited | null, lasted: number, why: string): void {
    if (this.isStopping) return;
    if (awaited !== null && lasted < LASTED) {
      awaited.reject(new NoWorker(why));
      return;
    }
    this.backoff = lasted >= LASTED ? BACKOFF.least : Math.min(BACKOFF.most, 2 * this.backoff);
    const wait = this.backoff;
    console.error(`A worker ended (${why}); another starts in ${wait / 1000} seconds.`);
    setTimeout(() => {
      if (!this.isStopping) this.fork(awaited);
    }, wait);
  }

  /** Lets all workers finish what is under way, and ends; those that don't are ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const ended = new Promise<void>((resolve) => {
      this.allEnded = resolve;
      if (this.living.size === 0) resolve();
    });
    for (const worker of this.living) tell(worker, { kind: "stop" });
    const { stopDelay, stopTimeout } = this.config;
    const timer = setTimeout(() => this.kill(), (stopDelay + stopTimeout) * 1000 + MORE);
    await ended;
    clearTimeout(timer);
    this.close();
  }

  /** Ends all workers at once. */
  kill(): void {
    this.isStopping = true;
    for (const worker of this.living) worker.process.kill("SIGKILL");
  }
}

/** Says why there is no process, as where the system has no room for another. */
function notStarted({ message }: Error): string {
  console.error(`A worker can't be started: ${message}`);
  return "it was not started";
}
