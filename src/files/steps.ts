import { setImmediate } from "node:timers/promises";

/** How far a command is. */
export interface Step {
  phase: keyof typeof PHASES;
  done: number;
  total: number;
}

/** Is told how far something is. */
export type Advance = (step: Step) => void;

/**
 * To be awaited between steps of long work that waits for nothing by itself: only so is a signal that ends it heard.
 * @throws {Error} the signal's reason, where it was ended
 */
export async function takeTurns(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

/** What each phase is called, and whether it counts bytes or rows. */
export const PHASES = {
  reading: { word: "Reading", unit: "bytes" },
  writing: { word: "Writing", unit: "rows" },
  copying: { word: "Copying", unit: "bytes" },
  verifying: { word: "Verifying", unit: null },
  checking: { word: "Checking", unit: "rows" },
} as const;
