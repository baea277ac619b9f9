import type { Unit } from "./units.ts";
import { CONTENTS_HEADING } from "./words.ts";

/** A headline that is cut short in a list is known by its beginning. */
const BEGINNING = 14;

/** So many lines with one beginning are compared; more are no headlines. */
const MOST_ALIKE = 20;

const FEWEST = 2;
const MOST_ARE = 0.6;

/** Which units are a list of contents: lines at the head that stand again below, as headlines. */
export function contentsOf(units: readonly Unit[]): { start: number; end: number } | null {
  const twins = twinsOf(units);
  const first = twins.findIndex((twin) => twin !== null);
  if (first === -1 || first > units.length / 2) return null;
  let [last, count] = [first, 1];
  let nearest = twins[first] ?? units.length;
  for (let i = first + 1; i < nearest && i - last <= 3; i++) {
    const unit = units[i] as Unit;
    const twin = twins[i] ?? null;
    if (twin !== null && twin > i) {
      last = i;
      count++;
      nearest = Math.min(nearest, twin);
    } else if (unit.kind === "words" && !unit.isTitle) break;
  }
  const lines = units.slice(first, last + 1).filter(({ kind }) => kind === "words").length;
  if (count < FEWEST || count < lines * MOST_ARE || last >= nearest) return null;
  let start = first;
  for (let i = first - 1; i >= 0 && i >= first - 3; i--) {
    const unit = units[i] as Unit;
    if (CONTENTS_HEADING.test(unit.text)) start = i;
  }
  return { start, end: last + 1 };
}

/** For each unit a later one with the same words, or where one of both begins as the other. */
function twinsOf(units: readonly Unit[]): (number | null)[] {
  const byBeginning = new Map<string, number[]>();
  const twins: (number | null)[] = new Array(units.length).fill(null);
  for (let i = units.length - 1; i >= 0; i--) {
    const { key, kind, isTitle, style, block } = units[i] as Unit;
    const isLine = kind === "words" && (isTitle || block.bold !== null || style === "bullet");
    if (!isLine || key.length < 4) continue;
    const beginning = key.slice(0, BEGINNING);
    const alike = byBeginning.get(beginning) ?? [];
    const twin = alike.findLast((other) => isTwin(key, (units[other] as Unit).key));
    if (twin !== undefined) twins[i] = twin;
    if (alike.length < MOST_ALIKE) alike.push(i);
    byBeginning.set(beginning, alike);
  }
  return twins;
}

const isTwin = (one: string, other: string): boolean =>
  one === other ||
  (Math.min(one.length, other.length) >= BEGINNING &&
    (one.startsWith(other) || other.startsWith(one)));
