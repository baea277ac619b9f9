import type { Worker } from "node:cluster";
import cluster from "node:cluster";
import type { Config } from "../config.ts";
import { openForServing } from "../db/prepare.ts";
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

/** That the first worker ended before it listened; it has said why. */
export class NoWorker extends Error {}

/**
 * Serves by several processes over one file. This one makes the database ready before any of them
 * opens it, counts requests for all, starts a worker again that ended, and ends with them all.
 */
export class Workers {
  private readonly config: Config;
  private readonly counts = new RequestCounts();
  private readonly gathering = new Gathering();
  private readonly listening = new Set<Worker>();
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
    const url = await this.fork();
    const others = Array.from({ length: this.config.workers - 1 }, () => this.fork());
    await Promise.all(others);
    return url;
  }

  /** Starts a worker; resolves when it listens. */
  private fork(): Promise<string> {
    const began = Date.now();
    const worker = cluster.fork({ DATABASE_PATH: this.databasePath, SEED: "false" });
    return new Promise((resolve, reject) => {
      let listens = false;
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "listening") {
          listens = true;
          this.listening.add(worker);
          resolve(message.url);
        } else void this.answer(worker, message);
      });
      worker.on("exit", (code, signal) => {
        this.listening.delete(worker);
        void this.gathering.forget(worker);
        if (this.isStopping) return;
        if (!listens && Date.now() - began < LASTED) reject(new NoWorker());
        this.startAgain(Date.now() - began, signal ?? `exit code ${code}`);
      });
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

  private startAgain(lasted: number, why: string): void {
    this.backoff = lasted >= LASTED ? BACKOFF.least : Math.min(BACKOFF.most, 2 * this.backoff);
    const wait = this.backoff;
    console.error(`A worker ended (${why}); another starts in ${wait / 1000} seconds.`);
    setTimeout(() => {
      if (!this.isStopping) this.fork().catch(() => undefined);
    }, wait);
  }

  /** Lets all workers finish what is under way, and ends; those that don't are ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((each) => each !== undefined);
    const ended = workers.map(
      (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
    );
    for (const worker of workers) tell(worker, { kind: "stop" });
    const { stopDelay, stopTimeout } = this.config;
    const timer = setTimeout(() => this.kill(), (stopDelay + stopTimeout) * 1000 + MORE);
    await Promise.all(ended);
    clearTimeout(timer);
    this.close();
  }

  /** Ends all workers at once. */
  kill(): void {
    this.isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
  }
}
