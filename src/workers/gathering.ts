import type { Worker } from "node:cluster";
import type { GatherMetrics } from "../http/metrics.ts";
import type { Report } from "../metrics/metrics.ts";
import { countsOf, inWords, together } from "../metrics/metrics.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { tell } from "./messages.ts";

/** How long the primary waits for what workers measure, in milliseconds: one may be busy or ending. */
const PATIENCE = 2000;

/** Has the primary process put together what all workers measure. Of the worker that is asked. */
export function gatherByPrimary(): GatherMetrics {
  const asked = new Map<number, (text: string) => void>();
  let number = 0;
  let measure: (() => Promise<Report>) | undefined;
  process.on("message", async (message: ToWorker) => {
    if (message.kind === "gathered") {
      asked.get(message.number)?.(message.text);
      asked.delete(message.number);
    } else if (message.kind === "measure" && measure !== undefined) {
      const report = await measure();
      process.send?.({ kind: "report", number: message.number, report } satisfies FromWorker);
    }
  });
  return {
    prepare: (own) => {
      measure = own;
    },
    text: () =>
      new Promise((resolve) => {
        number++;
        asked.set(number, resolve);
        process.send?.({ kind: "gather", number } satisfies FromWorker);
      }),
  };
}

/** Puts together what workers measure, in the primary process. */
export class Gathering {
  private readonly last = new Map<Worker, Report>();
  /** What those counted that ended, one after the other: none is lost where several end at once. */
  private ended: Promise<Report> = Promise.resolve([]);
  private number = 0;
  private readonly waiting = new Map<number, (worker: Worker, report: Report) => void>();

  hear(worker: Worker, { number, report }: FromWorker & { kind: "report" }): void {
    this.last.set(worker, report);
    this.waiting.get(number)?.(worker, report);
  }

  /** What a worker that ended counted stays in the sums, as it last said. */
  forget(worker: Worker): void {
    const report = this.last.get(worker);
    if (report === undefined) return;
    this.last.delete(worker);
    this.ended = this.ended.then((ended) => together([ended, countsOf(report)]));
  }

  /** What these workers measure, as text; of one that does not say it in time what it said before. */
  async text(workers: readonly Worker[]): Promise<string> {
    const number = ++this.number;
    const missing = new Set(workers);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.waiting.set(number, (worker) => {
        missing.delete(worker);
        if (missing.size > 0) return;
        clearTimeout(timer);
        resolve();
      });
      for (const worker of workers) tell(worker, { kind: "measure", number });
    });
    this.waiting.delete(number);
    const ended = await this.allEnded();
    const reports = workers.map((worker) => this.last.get(worker) ?? []);
    return inWords([...reports, ended]);
  }

  /** With no worker that ends meanwhile left out: its report is nowhere else any more. */
  private async allEnded(): Promise<Report> {
    for (;;) {
      const { ended } = this;
      const report = await ended;
      if (ended === this.ended) return report;
    }
  }
}
