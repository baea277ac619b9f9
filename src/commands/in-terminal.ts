import type { Advance } from "../files/steps.ts";
import { ProgressLine } from "./progress.ts";

/** Does something long: with a line of progress where a terminal is attached, and ended by signals. */
export async function inTerminal<T>(
  work: (signal: AbortSignal, advance: Advance) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const end = () => ending.abort();
  for (const signal of signals) process.once(signal, end);
  const line = new ProgressLine(process.stderr);
  try {
    return await work(ending.signal, (step) => line.show(step));
  } finally {
    line.end();
    for (const signal of signals) process.off(signal, end);
  }
}
