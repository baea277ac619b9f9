import { costOf } from "./cost.ts";
import type { Entry, Outline } from "./outline.ts";
import { isHeadingLike, outlineBy } from "./outline.ts";
import type { Unit } from "./units.ts";

/** So many styles are tried, the commonest first: what is rarer begins no developments. */
const MOST_STYLES = 12;

/** The way to read a document that leaves the least to wonder at. */
export function bestOutline(units: readonly Unit[], above: readonly Unit[] = []): Outline | null {
  const words = units.filter(({ kind }) => kind === "words");
  const counts = new Map<string, number>();
  for (const { style } of words) counts.set(style, (counts.get(style) ?? 0) + 1);
  const styles = [...counts]
    .filter(([style]) => style !== "nested" && style !== "prose")
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_STYLES)
    .map(([style]) => style);
  const ends = words.filter(({ isDocumented, hasNotes }) => isDocumented || hasNotes).length;
  const sources = units.filter(({ kind }) => kind === "source").length;
  const isDocumented = ends + sources >= 3;
  let best: { outline: Outline; cost: number } | null = null;
  for (const style of [...styles, "prose", ...(ends + sources >= 2 ? ["after"] : [])]) {
    const outline = outlineBy(style, units, above);
    const cost = costOf(outline, isDocumented);
    if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { outline, cost };
  }
  return best?.outline ?? null;
}

/**
 * The developments of units, in order. A stretch under a heading in which none begins as elsewhere is
 * read in the way that suits it: the one-liners under "In brief".
 */
export function entriesOf(outline: Outline): Entry[] {
  const entries = [...outline.entries];
  for (const { units, sections } of outline.orphans) {
    if (!units.some(speaksOfADevelopment)) continue;
    const within = bestOutline(units, sections);
    if (within !== null) entries.push(...within.entries);
  }
  return entries.sort((a, b) => a.opening.block.start - b.opening.block.start);
}

/** An introduction to a section has neither a source nor a day. */
const speaksOfADevelopment = (unit: Unit): boolean =>
  unit.kind === "source" ||
  unit.hasNotes ||
  (unit.kind === "words" && (unit.style === "bullet" || (unit.isDated && !isHeadingLike(unit))));
