import type { Candidate } from "./mark-candidates.ts";

/** A reading of a candidate as the mark of one note. */
export interface Chosen {
  candidate: Candidate;
  /** Which of the candidate's numbers. */
  element: number;
  value: number;
}

interface Link extends Chosen {
  weight: number;
  before: Link | null;
}

/**
 * Notes are numbered as their marks come: of all ways to read candidates as marks the one that is
 * heaviest, with numbers that only grow. In time that grows with the number of candidates alone, but
 * for a logarithm.
 * @param candidates in the order of the text
 * @param weightOf what a candidate weighs as the mark of a number; 0 where it can't be
 */
export function heaviestChain(
  candidates: readonly Candidate[],
  greatest: number,
  weightOf: (candidate: Candidate, value: number) => number,
): Chosen[] {
  // A Fenwick tree: `best[i]` is the heaviest chain that ends in one of the numbers that `i` covers.
  const best = new Array<Link | null>(greatest + 1).fill(null);
  const heaviestBelow = (value: number): Link | null => {
    let found: Link | null = null;
    for (let i = value - 1; i > 0; i -= i & -i) {
      const link = best[i] ?? null;
      if (link !== null && link.weight > (found?.weight ?? 0)) found = link;
    }
    return found;
  };
  for (const candidate of candidates) {
    for (const [element, readings] of candidate.values.entries()) {
      const links: Link[] = [];
      for (const { value } of readings) {
        const weight = value > greatest ? 0 : weightOf(candidate, value);
        if (weight <= 0) continue;
        const before = heaviestBelow(value);
        links.push({ candidate, element, value, weight: weight + (before?.weight ?? 0), before });
      }
      for (const link of links) {
        for (let i = link.value; i <= greatest; i += i & -i) {
          if (link.weight > (best[i]?.weight ?? 0)) best[i] = link;
        }
      }
    }
  }
  const chain: Chosen[] = [];
  for (let link = heaviestBelow(greatest + 1); link !== null; link = link.before) {
    chain.push({ candidate: link.candidate, element: link.element, value: link.value });
  }
  return chain.reverse();
}
