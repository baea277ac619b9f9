import type { Span } from "../passage.ts";
import { CERTAIN } from "./mark-candidates.ts";
import type { Candidate, MarkStyle } from "./mark-candidates.ts";
import { heaviestChain } from "./mark-chain.ts";
import type { ListedNote, NoteList } from "./note-lists.ts";
import { MOST_NOTES, placesOf } from "./notes.ts";
import type { Place } from "./notes.ts";

/** A mark in the text. */
export interface Mark {
  span: Span;
  written: string;
  /** Null where no note has its number. */
  note: ListedNote | null;
}

export interface Marks {
  /** In the order of the text. */
  marks: Mark[];
  /** What is not read, as it belongs to marks. */
  cuts: Span[];
}

/** A mark that no note has counts only where hardly anything else can be meant. */
const CERTAIN_ENOUGH = 5;

/** What weighs less is a mark in no document. */
const LEAST = 0.8;

/** Of several lists that come after a mark, its note is in one of the first. */
const LISTS_LOOKED_AT = 3;

/** Without any list this many marks, numbered from 1, say that the notes were lost. */
const FEWEST_LOST = 3;

/** Which candidates are marks, and of which notes. */
export function marksOf(
  document: string,
  candidates: readonly Candidate[],
  lists: readonly NoteList[],
): Marks {
  const within = apartFrom(candidates, lists);
  if (lists.length === 0) return lostMarks(document, within);
  const places = placesOf(lists).slice(0, MOST_NOTES * 4);
  const byValue = new Map<number, Indexed[]>();
  for (const [i, place] of places.entries()) {
    const alike = byValue.get(place.value) ?? [];
    alike.push({ ...place, index: i + 1 });
    byValue.set(place.value, alike);
  }
  const readings = within.map((candidate) => readAsPlaces(candidate, byValue));
  const main = mainStyle(within, places);
  const hasCircled = lists.some(({ notes }) => notes[0]?.label.style === "circled");
  const chain = heaviestChain(readings, places.length, (candidate, index) => {
    const weight = weightIn(candidate, main, hasCircled);
    if (places[index - 1]?.note !== null) return weight;
    return candidate.weight >= CERTAIN_ENOUGH && candidate.weight < CERTAIN ? weight / 2 : 0;
  });
  const chosen = new Map<Candidate, Map<number, Place>>();
  const choose = (candidate: Candidate, element: number, place: Place): void => {
    const elements = chosen.get(candidate) ?? new Map<number, Place>();
    chosen.set(candidate, elements.set(element, place));
  };
  const originals = new Map(readings.map((reading, i) => [reading, within[i] as Candidate]));
  for (const { candidate, element, value } of chain) {
    choose(originals.get(candidate) as Candidate, element, places[value - 1] as Place);
  }
  repeat(within, chosen, choose);
  for (const [i, candidate] of within.entries()) {
    if (!isCertain(candidate, main)) continue;
    for (const [element, [indexed]] of (readings[i] as Candidate).values.entries()) {
      if (chosen.get(candidate)?.has(element) === true) continue;
      const value = candidate.values[element]?.[0]?.value ?? 0;
      const place = indexed === undefined ? undefined : places[indexed.value - 1];
      choose(candidate, element, place ?? { value, note: null, listStart: 0 });
    }
  }
  return written(document, chosen, namedMarks(within, lists));
}

/** So much weighs what may be the mark before it once more: on the headline, and in the text. */
const REPEATED = 4;

function repeat(
  candidates: readonly Candidate[],
  chosen: ReadonlyMap<Candidate, ReadonlyMap<number, Place>>,
  choose: (candidate: Candidate, element: number, place: Place) => void,
): void {
  let last: { place: Place; style: MarkStyle } | null = null;
  for (const candidate of candidates) {
    const places = chosen.get(candidate);
    const newest = places === undefined ? undefined : [...places.values()].at(-1);
    const [first] = candidate.values[0] ?? [];
    const isAgain =
      newest === undefined &&
      candidate.style === last?.style &&
      candidate.weight >= REPEATED &&
      first?.value === last.place.value;
    if (isAgain && last !== null) choose(candidate, 0, last.place);
    if (newest !== undefined) last = { place: newest, style: candidate.style };
  }
}

/** Candidates that stand in no list of notes. */
function apartFrom(candidates: readonly Candidate[], lists: readonly NoteList[]): Candidate[] {
  const spans = lists.flatMap(({ notes }) => notes.map(({ span }) => span));
  let next = 0;
  return candidates.filter(({ span }) => {
    while (next < spans.length && (spans[next] as Span).end <= span.start) next++;
    const list = spans[next];
    return list === undefined || span.start < list.start;
  });
}

type Indexed = Place & { index: number };

/** The candidate with places in the order of notes for its numbers. */
function readAsPlaces(
  candidate: Candidate,
  byValue: ReadonlyMap<number, readonly Indexed[]>,
): Candidate {
  const values = candidate.values.map((readings) =>
    readings.flatMap(({ value, span }) => {
      const all = byValue.get(value) ?? [];
      let [low, high] = [0, all.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((all[middle] as Indexed).listStart <= span.start) low = middle + 1;
        else high = middle;
      }
      return all.slice(low, low + LISTS_LOOKED_AT).map(({ index }) => ({ value: index, span }));
    }),
  );
  return { ...candidate, values };
}

/** The style of mark that has most of the notes' numbers, if it is one that can hardly be anything else. */
function mainStyle(candidates: readonly Candidate[], places: readonly Place[]): MarkStyle | null {
  const wanted = new Set(places.flatMap(({ value, note }) => (note === null ? [] : [value])));
  for (const style of ["caret", "bracket", "superscript"] as const) {
    const found = new Set<number>();
    for (const candidate of candidates) {
      if (candidate.style !== style || candidate.weight < CERTAIN) continue;
      for (const [each] of candidate.values) if (each !== undefined) found.add(each.value);
    }
    const have = [...wanted].filter((value) => found.has(value)).length;
    if (have >= Math.max(1, wanted.size * 0.7)) return style;
  }
  return null;
}

const isCertain = (candidate: Candidate, main: MarkStyle | null): boolean =>
  candidate.weight >= CERTAIN &&
  candidate.values.length > 0 &&
  (candidate.style === "caret" || candidate.style === main);

/** One document has one style of marks: what else looks like one counts less. */
function weightIn(
  { weight, style }: Candidate,
  main: MarkStyle | null,
  hasCircled: boolean,
): number {
  if (weight < LEAST || (style === "circled" && !hasCircled && weight < CERTAIN_ENOUGH)) return 0;
  if (main === null || style === main) return weight;
  return weight >= CERTAIN_ENOUGH ? weight / 4 : 0;
}

/** Marks by names, as Markdown has them: `[^ftc]`. */
function namedMarks(candidates: readonly Candidate[], lists: readonly NoteList[]): Mark[] {
  const notes = lists.flatMap(({ notes: all }) => all);
  const byName = new Map(notes.map((note) => [note.label.written, note]));
  return candidates.flatMap(({ name, span }) =>
    name === null ? [] : [{ span, written: name, note: byName.get(name) ?? null }],
  );
}

function written(
  document: string,
  chosen: ReadonlyMap<Candidate, ReadonlyMap<number, Place>>,
  named: readonly Mark[],
): Marks {
  const marks: Mark[] = [...named];
  const cuts: Span[] = named.map(({ span }) => span);
  for (const [candidate, elements] of chosen) {
    const spans: Span[] = [];
    for (const [element, { value, note }] of elements) {
      const own = candidate.values[element]?.find((each) => each.value === value)?.span;
      const isAlone = candidate.values.length === 1;
      spans.push(own ?? candidate.span);
      marks.push({
        span: isAlone || own === undefined ? candidate.span : own,
        written: `${value}`,
        note,
      });
    }
    const isPlain = candidate.style === "plain";
    const whole = isPlain ? around(spans) : candidate.span;
    cuts.push(whole);
  }
  marks.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { marks, cuts: joined(cuts).map((cut) => withSpaceBefore(document, cut)) };
}

/** Cuts in order; those that touch are one. */
function joined(cuts: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}

const around = (spans: readonly Span[]): Span => ({
  start: Math.min(...spans.map(({ start }) => start)),
  end: Math.max(...spans.map(({ end }) => end)),
});

/** Before a full stop or a comma there is no space once the mark between is gone. */
function withSpaceBefore(document: string, { start, end }: Span): Span {
  const isClose = /[.,;:!?。，；：！？、)）]/.test(document.charAt(end));
  let from = start;
  while (isClose && from > 0 && start - from < 8 && /\s/.test(document.charAt(from - 1))) from--;
  return { start: from, end };
}

/** Marks of notes that the document does not have. */
function lostMarks(document: string, candidates: readonly Candidate[]): Marks {
  const likely = candidates.filter(({ weight }) => weight >= 7);
  const chain = heaviestChain(likely, 500, ({ weight }) => weight);
  const isNumbered = chain.every(({ value }, i) => value === i + 1);
  if (!isNumbered || chain.length < FEWEST_LOST) return { marks: [], cuts: [] };
  const chosen = new Map<Candidate, Map<number, Place>>();
  for (const { candidate, element, value } of chain) {
    const elements = chosen.get(candidate) ?? new Map<number, Place>();
    chosen.set(candidate, elements.set(element, { value, note: null, listStart: 0 }));
  }
  return written(document, chosen, []);
}
