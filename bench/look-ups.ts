import { Random } from "./random.ts";
import type { Inputs } from "./inputs.ts";
import { percentile } from "./percentile.ts";
import { SENTENCES } from "./words.ts";

/** How long it takes to find the references of a long text. */

/** The longest text that is taken. */
const LENGTH = 64_000;

const TEXTS = 40;

export interface LookedUp {
  /** References found, on average. */
  references: number;
  instruments: number;
  p50: number;
  p99: number;
}

/** Looks up texts in which each some-th sentence names a recorded instrument, one after the other. */
export async function measureLookUps(
  base: string,
  inputs: Inputs,
  share: number,
): Promise<LookedUp> {
  const random = new Random(11);
  const titles = inputs.titles();
  const times: number[] = [];
  let references = 0;
  const texts = Math.ceil(TEXTS * share);
  for (let i = 0; i <= texts; i++) {
    let text = "";
    while (text.length < LENGTH - 1000) {
      const sentence = random.pick(SENTENCES);
      text += random.chance(0.2) ? `See the ${random.pick(titles)}. ` : `${sentence} `;
    }
    const started = performance.now();
    const answer = await fetch(`${base}/citations/lookup`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const { citations } = (await answer.json()) as { citations: unknown[] };
    // The first one reads the titles.
    if (i > 0) times.push(performance.now() - started);
    references += citations.length;
  }
  times.sort((a, b) => a - b);
  return {
    references: Math.round(references / (texts + 1)),
    instruments: titles.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

/** The figures as a line. */
export const reportLookUps = ({ references, instruments, p50, p99 }: LookedUp): string =>
  `look-up of texts of ${LENGTH} characters with ${references} references against ${instruments} instruments: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
