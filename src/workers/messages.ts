import type { Worker } from "node:cluster";
import type { Report } from "../metrics/metrics.ts";
import type { Count } from "../http/request-counts.ts";

/** What processes that serve one file together tell one another; libraries have messages of their own. */

/** What a worker says. */
export type FromWorker =
  | { kind: "listening"; url: string }
  /** Requests of these clients came; the answer has the same number. */
  | { kind: "count"; number: number; clients: string[] }
  /** Somebody asks it what all processes measure; the answer has the same number. */
  | { kind: "gather"; number: number }
  /** What it measures itself, as it was asked for. */
  | { kind: "report"; number: number; report: Report };

/** What a worker is told. */
export type ToWorker =
  | { kind: "counted"; number: number; counts: Count[] }
  | { kind: "measure"; number: number }
  | { kind: "gathered"; number: number; text: string }
  /** To end, and finish what is under way. */
  | { kind: "stop" };

/** Tells a worker something, unless it has ended meanwhile. */
export function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}
