import { isBusy } from "../db/database.ts";

/** What is told of trouble. */
export interface Log {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/** How long what failed is left alone, in milliseconds: a full disk has no room a moment later either. */
const REST = 5000;

/**
 * Runs what happens by itself again and again, so that nobody is there whom an error could reach: that is
 * logged, and must not end the process. That somebody else writes is no error.
 */
export class ByItself {
  private readonly log: Log;
  private readonly failure: string;
  /** By a clock that nobody sets, as all that is only waited for here. */
  private restsUntil = 0;

  /** @param failure what is logged of an error */
  constructor(log: Log, failure: string) {
    this.log = log;
    this.failure = failure;
  }

  /** What the work returns; `otherwise` where it failed, or did a moment ago. Never throws. */
  run<T>(otherwise: T, work: () => T): T {
    if (performance.now() < this.restsUntil) return otherwise;
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) {
        this.restsUntil = performance.now() + REST;
        this.log.error({ err: error }, this.failure);
      }
      return otherwise;
    }
  }
}
