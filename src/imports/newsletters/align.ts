import { distance } from "fastest-levenshtein";
import { foldName } from "../../values/names.ts";

/** Which development of an edition is which of those that earlier editions had. */

export interface Recognizable {
  position: number;
  title: string;
  /** The normal forms of what it cites. */
  addresses: readonly string[];
}

/** Longer titles are compared by their beginnings. */
const COMPARED = 120;

/** More pairs than this are not compared: then only those that stand near one another are. */
const MOST_PAIRS = 60_000;

/** How alike two titles are, from 0 to 1, by the edits that make one the other. */
export function likeness(a: string, b: string): number {
  const [left, right] = [foldName(a).slice(0, COMPARED), foldName(b).slice(0, COMPARED)];
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 0 : 1 - distance(left, right) / longest;
}

/** The part of all that two developments cite which both do. */
function shared(a: readonly string[], b: readonly string[]): number {
  const all = new Set([...a, ...b]);
  const inB = new Set(b);
  return all.size === 0 ? 0 : [...new Set(a)].filter((each) => inB.has(each)).length / all.size;
}

/**
 * For each development its index among those known, or null for a new one. What reads the same is
 * the same, wherever it has moved to; else what cites the same under a title that is not quite
 * another, or has nearly the same title. The best pairs come first.
 */
export function align(
  developments: readonly Recognizable[],
  known: readonly Recognizable[],
): (number | null)[] {
  const found: (number | null)[] = developments.map(() => null);
  const isTaken = known.map(() => false);
  const exact = new Map<string, number[]>();
  const keyOf = ({ title, addresses }: Recognizable) =>
    JSON.stringify([foldName(title), [...addresses].sort()]);
  for (const [j, each] of known.entries()) {
    exact.set(keyOf(each), [...(exact.get(keyOf(each)) ?? []), j]);
  }
  for (const [i, each] of developments.entries()) {
    const same = exact.get(keyOf(each)) ?? [];
    const nearest = [...same].sort(
      (a, b) =>
        Math.abs((known[a] as Recognizable).position - each.position) -
        Math.abs((known[b] as Recognizable).position - each.position),
    );
    const j = nearest.find((index) => !isTaken[index]);
    if (j === undefined) continue;
    found[i] = j;
    isTaken[j] = true;
  }
  const left = developments.flatMap((each, i) => (found[i] === null ? [{ each, i }] : []));
  const open = known.flatMap((each, j) => (isTaken[j] ? [] : [{ each, j }]));
  const reach =
    left.length * open.length <= MOST_PAIRS
      ? Number.POSITIVE_INFINITY
      : Math.ceil(MOST_PAIRS / left.length / 2);
  const pairs = left.flatMap(({ each, i }) =>
    open.flatMap(({ each: other, j }) => {
      if (Math.abs(each.position - other.position) > reach) return [];
      const score = scoreOf(each, other);
      return score === null ? [] : [{ i, j, score }];
    }),
  );
  for (const { i, j } of pairs.sort((a, b) => b.score - a.score)) {
    if (found[i] !== null || isTaken[j]) continue;
    found[i] = j;
    isTaken[j] = true;
  }
  return found;
}

/** How surely two developments are one; null where they are not. */
function scoreOf(a: Recognizable, b: Recognizable): number | null {
  const [alike, cited] = [likeness(a.title, b.title), shared(a.addresses, b.addresses)];
  const isSame =
    alike >= 0.8 ||
    (cited > 0 && alike >= 0.4) ||
    cited >= 0.5 ||
    (a.position === b.position && alike >= 0.6);
  return isSame ? alike + cited + (a.position === b.position ? 0.1 : 0) : null;
}
