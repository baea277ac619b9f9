import type { Locator } from "./locators.ts";
import { isArticleNext, locatorAfter, locatorBefore } from "./locators.ts";
import type { Unit } from "./names.ts";
import { countsInText, DRAFT_MARK, LONGEST_NAME, titleForm, unitsOf } from "./names.ts";
import { plainText } from "./plain-text.ts";
import type { Reading, Written } from "./scan.ts";
import { scanAddresses, scanByRules } from "./scan.ts";
import type { Titles } from "./titles.ts";

/** A reference in a text, before it is looked up. */
export interface Reference extends Written {
  /** The keys of the instruments that have the name; empty for what is no title. */
  keys: readonly number[];
  locator: string | null;
}

type Candidate = Omit<Reference, "locator"> & { isNamedAct?: true };

/**
 * Titles between their marks; a title within a title has single ones (GB/T 15834-2011, 4.15). None
 * goes on after the end of a sentence or paragraph.
 */
const MARKED = [
  /《((?:[^《》。\n]|\n(?!\s*\n)){1,300})》/g,
  /〈((?:[^〈〉。\n]|\n(?!\s*\n)){1,300})〉/g,
];

/**
 * What is called an act where a place in it is named: `Section 5 of the FTC Act`. Without that,
 * capitals alone say too little.
 */
const NAMED_ACT =
  /(?<=(?:of|in|under|to)\s{1,2}(?:the\s{1,2})?)(?:[A-Z][\w'&.-]{0,40}\s{1,2}(?:(?:of|and|for|on|the|in)\s{1,2}){0,2}){1,10}(?:Act|Law|Code|Regulations?|Directive|Ordinance|Statute|Decree|Constitution|Rules|Measures|Provisions)(?:\s{1,2}(?:19|20)\d\d)?(?![A-Za-z0-9])/g;

/** Between the words of one name there is no more than this, and no end of a sentence. */
const WIDEST_GAP = 16;
const SEPARATES = /[。！？《》]|\n\s*\n/;

/**
 * Every reference of a text, in order. Of those that overlap the longest counts, of two as long the
 * one that a rule knows; a place that is written with it then belongs to it.
 * @param titles caught up in the snapshot in which the references are looked up
 * @param states of the instruments whose titles count
 */
export function findReferences(
  text: string,
  titles: Titles,
  states: readonly string[],
): Reference[] {
  const plain = plainText(text);
  const candidates: Candidate[] = [];
  for (const written of scanAddresses(text)) candidates.push({ ...written, keys: [] });
  for (const written of scanByRules(plain)) candidates.push({ ...written, keys: [] });
  const units = unitsOf(text);
  const numbers = titles.numbersOf(units);
  const ends = endsOfSentences(text, units);
  const context = { text, plain, units, numbers, ends, titles, states };
  addMarkedTitles(context, candidates);
  addTitles(context, candidates);
  const chosen = withoutOverlaps(candidates, text.length, namedActs(text, plain));
  return withLocators(chosen, plain);
}

interface Context {
  text: string;
  plain: string;
  units: readonly Unit[];
  numbers: Int32Array;
  /** For each unit the one before which a name that begins there has to end. */
  ends: Int32Array;
  titles: Titles;
  states: readonly string[];
}

function endsOfSentences(text: string, units: readonly Unit[]): Int32Array {
  const ends = new Int32Array(units.length);
  let end = units.length;
  for (let i = units.length - 1; i >= 0; i--) {
    ends[i] = end;
    const [gapStart, gapEnd] = [units[i - 1]?.end ?? 0, units[i]?.start ?? 0];
    const width = gapEnd - gapStart;
    // Most gaps are nothing, a space, or a sign of ASCII.
    if (width === 0 || (width === 1 && text.charCodeAt(gapStart) < 0x80)) continue;
    if (width > WIDEST_GAP || SEPARATES.test(text.slice(gapStart, gapEnd))) end = i;
  }
  return ends;
}

/** Titles between 《》, known or not. */
function addMarkedTitles(context: Context, candidates: Candidate[]): void {
  const { text, units, numbers, titles, states } = context;
  for (const pattern of MARKED) {
    for (const { 0: marked, 1: inner = "", index: start } of text.matchAll(pattern)) {
      const [first, last] = [firstAt(units, start), firstAt(units, start + marked.length)];
      if (first === last) continue;
      const named = units.slice(first, last);
      const found = titles.at(numbers, first, last, states).filter(({ length }) => {
        const rest = text.slice(units[first + length - 1]?.end, start + marked.length - 1);
        return length === named.length || DRAFT_MARK.test(rest);
      });
      const best = found.at(-1);
      const name = best === undefined ? named : named.slice(0, best.length);
      candidates.push({
        kind: "title",
        start,
        end: start + marked.length,
        keys: best?.keys ?? [],
        readings: [titleReading(start, inner, [...new Set([titleForm(named), titleForm(name)])])],
      });
    }
  }
}

/** The index of the first unit that begins at an offset or after it. */
function firstAt(units: readonly Unit[], offset: number): number {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const titleReading = (start: number, written: string, forms: string[]): Reading => ({
  start,
  normalized: plainText(written).replace(/\s+/g, " ").trim() || written,
  locator: null,
  forms,
  alsoKnownAs: [],
  within: [],
});

/** Titles in running text: at each place the longest that counts there. */
function addTitles(context: Context, candidates: Candidate[]): void {
  const { text, plain, units, numbers, ends, titles, states } = context;
  for (let i = 0; i < units.length; i++) {
    if (numbers[i] === 0) continue;
    const found = titles.at(numbers, i, ends[i] as number, states);
    for (const { length, keys } of found.reverse()) {
      const name = units.slice(i, i + length);
      const [start, end] = [name[0]?.start ?? 0, name.at(-1)?.end ?? 0];
      if (!countsInText(name, text, isArticleNext(plain, end))) continue;
      const reading = titleReading(start, text.slice(start, end), [titleForm(name)]);
      const closed = end + closedBy(plain, start, end);
      candidates.push({ kind: "title", start, end: closed, keys, readings: [reading] });
      break;
    }
  }
}

/** 1 where the character after a name closes a bracket within it: `… (2020 Edition)`. */
function closedBy(plain: string, start: number, end: number): number {
  if (plain.charAt(end) !== ")") return 0;
  const name = plain.slice(start, end);
  return name.lastIndexOf("(") > name.lastIndexOf(")") ? 1 : 0;
}

function* namedActs(text: string, plain: string): Generator<Candidate> {
  for (const { 0: written, index: start } of plain.matchAll(NAMED_ACT)) {
    const end = start + written.length;
    const units = unitsOf(text.slice(start, end));
    if (units.length > LONGEST_NAME || !countsInText(units, text.slice(start, end), false))
      continue;
    const reading = titleReading(start, text.slice(start, end), [titleForm(units)]);
    yield { kind: "title", start, end, keys: [], readings: [reading], isNamedAct: true };
  }
}

const lengthOf = ({ start, end }: Candidate): number => end - start;
const rankOf = ({ kind }: Candidate): number => (kind === "title" ? 1 : 0);

/**
 * The longest first, and of others what overlaps none that was chosen. What overlaps a longer one
 * has its first or its last character within that.
 * @param fillers count only where there is nothing else
 */
function withoutOverlaps(
  candidates: Candidate[],
  length: number,
  fillers: Iterable<Candidate>,
): Candidate[] {
  const isTaken = new Uint8Array(length);
  const chosen: Candidate[] = [];
  const choose = (candidate: Candidate) => {
    isTaken.fill(1, candidate.start, candidate.end);
    chosen.push(candidate);
  };
  candidates.sort(
    (a, b) => lengthOf(b) - lengthOf(a) || rankOf(a) - rankOf(b) || a.start - b.start,
  );
  for (const candidate of candidates) {
    if (isTaken[candidate.start] === 0 && isTaken[candidate.end - 1] === 0) choose(candidate);
  }
  for (const filler of fillers) {
    if (!isTaken.subarray(filler.start, filler.end).includes(1)) choose(filler);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** Gives each reference the place that is written with it; before it counts before after it. */
function withLocators(chosen: readonly Candidate[], plain: string): Reference[] {
  const before = chosen.map((reference, i) =>
    // What was written within the reference, such as a section's (a)(1), is place enough.
    reference.readings[0].locator !== null
      ? null
      : locatorBefore(plain, reference.start, chosen[i - 1]?.end ?? 0),
  );
  const references: Reference[] = [];
  chosen.forEach(({ isNamedAct, ...reference }, i) => {
    const next = before[i + 1]?.start ?? chosen[i + 1]?.start ?? plain.length;
    const own = reference.readings[0].locator;
    const found: Locator | null =
      own !== null ? null : (before[i] ?? locatorAfter(plain, reference.end, next));
    if (isNamedAct === true && before[i] === null) return;
    references.push({
      ...reference,
      start: Math.min(reference.start, found?.start ?? reference.start),
      end: Math.max(reference.end, found?.end ?? reference.end),
      locator: own ?? found?.normalized ?? null,
    });
  });
  return references;
}
