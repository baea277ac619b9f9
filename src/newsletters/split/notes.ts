import type { Address } from "./addresses.ts";
import { addressesWithin } from "./addresses.ts";
import { heaviestChain } from "./mark-chain.ts";
import type { Candidate, MarkStyle } from "./mark-candidates.ts";
import type { ListedNote, NoteList } from "./note-lists.ts";
import { isWeakList } from "./note-lists.ts";

/** Of a list that no heading calls notes, so many have to be mere addresses, or to have a mark. */
const MOST_ARE = 0.6;
const MARKED_ARE = 0.5;

/** What a candidate weighs at least to speak for a list being notes. */
const TELLING = 3;

/** Longer ones are paragraphs that are numbered. */
const LONGEST_NOTE = 900;

/** Those runs of numbered lines that are notes. */
export function noteListsOf(
  runs: readonly NoteList[],
  candidates: readonly Candidate[],
  addresses: readonly Address[],
): NoteList[] {
  const accepted: NoteList[] = [];
  const onPages = notesOnPages(runs, candidates);
  const telling = candidates.filter(({ weight }) => weight >= TELLING);
  const free = apartFromTheirNotes(runs, telling);
  let from = 0;
  for (const run of runs) {
    const [first, last] = [run.notes[0], run.notes.at(-1)];
    if (first === undefined || last === undefined) continue;
    const isOfStyle = STYLE_OF_MARKS.has(first.label.style);
    const isNotes =
      /^(?:caret|definition)$/.test(first.label.style) ||
      isNamedNotes(run) ||
      areAddresses(run, addresses) ||
      onPages.has(run) ||
      areMarked(run, isOfStyle ? telling : free, from);
    if (!isNotes) continue;
    accepted.push(run);
    from = last.span.end;
  }
  return accepted;
}

/** Labels that look just as the marks that refer to them. */
const STYLE_OF_MARKS: ReadonlyMap<string, MarkStyle> = new Map([
  ["bracket", "bracket"],
  ["superscript", "superscript"],
  ["raised", "superscript"],
  ["circled", "circled"],
]);

/** So many notes of a list have a mark that looks like their label, where those are their marks. */
const LIKE_MARKS = 0.5;

/**
 * Candidates that are not plainly the marks of a list that looks just as they do: `[3]` in the text
 * is that of `[3] https://…` at its end, and says nothing of what is numbered `3.` between the two.
 */
function apartFromTheirNotes(
  runs: readonly NoteList[],
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const taken = new Set<Candidate>();
  let from = 0;
  for (const { notes } of runs) {
    const [first, last] = [notes[0], notes.at(-1)];
    const style = first === undefined ? undefined : STYLE_OF_MARKS.get(first.label.style);
    if (style === undefined || first === undefined || last === undefined || notes.length < 2)
      continue;
    const numbers = new Set(notes.map(({ label }) => label.value));
    const before = candidates.slice(
      firstFrom(candidates, from),
      firstFrom(candidates, first.span.start),
    );
    const own = before.filter(
      (candidate) =>
        candidate.style === style &&
        candidate.values.some(([each]) => each !== undefined && numbers.has(each.value)),
    );
    if (own.length < notes.length * LIKE_MARKS) continue;
    for (const candidate of own) taken.add(candidate);
    from = last.span.end;
  }
  return taken.size === 0 ? candidates : candidates.filter((candidate) => !taken.has(candidate));
}

const isShort = ({ body }: ListedNote): boolean => body.end - body.start <= LONGEST_NOTE;

/** "Sources" may head a section of developments as well: then their texts are long. */
const isNamedNotes = ({ heading, notes }: NoteList): boolean =>
  (heading !== null || notes[0]?.label.style === "note") && notes.every(isShort);

function areAddresses(run: NoteList, addresses: readonly Address[]): boolean {
  const mere = run.notes.filter(({ body }) => {
    const [address] = addressesWithin(addresses, body);
    return address !== undefined && address.title === null && address.start <= body.start + 2;
  });
  return mere.length >= run.notes.length * MOST_ARE;
}

function areMarked(run: NoteList, candidates: readonly Candidate[], from: number): boolean {
  const [first, last] = [run.notes[0], run.notes.at(-1)];
  if (first === undefined || last === undefined || !run.notes.every(isShort)) return false;
  if (first.label.value === 0 || last.label.value > MOST_NOTES) return false;
  const below = first.label.value - 1;
  const end = firstFrom(candidates, first.span.start);
  const looked = Math.max(firstFrom(candidates, from), end - LOOKED_AT * (run.notes.length + 1));
  const chain = heaviestChain(
    candidates.slice(looked, end).map((candidate) => lowered(candidate, below)),
    last.label.value - below,
    ({ weight }) => weight,
  );
  const needed = run.notes.length === 1 || isWeakList(run) ? 1 : MARKED_ARE;
  const heaviest = Math.max(0, ...chain.slice(0, 100).map(({ candidate }) => candidate.weight));
  if (run.notes.length === 1 && heaviest < 5) return false;
  return chain.length >= Math.max(1, run.notes.length * needed * 0.99);
}

export const MOST_NOTES = 2000;

/** Fewer numbered lines apart from one another are no notes at the foot of pages. */
const FEWEST_ON_PAGES = 3;

/**
 * Runs that number on from one another with text between them, as notes at the foot of pages do. Each
 * has its mark before it; numbered headlines do not.
 */
function notesOnPages(
  runs: readonly NoteList[],
  candidates: readonly Candidate[],
): ReadonlySet<NoteList> {
  const found = new Set<NoteList>();
  const open = new Map<string, NoteList[]>();
  const close = (group: readonly NoteList[]): void => {
    const notes = group.flatMap((run) => run.notes);
    const greatest = notes.at(-1)?.label.value ?? 0;
    if (group.length < 2 || notes.length < FEWEST_ON_PAGES || greatest > MOST_NOTES) return;
    const first = firstFrom(candidates, notes[0]?.span.start ?? 0);
    const from = Math.max(0, first - LOOKED_AT * notes.length);
    const end = firstFrom(candidates, notes.at(-1)?.span.start ?? 0);
    const starts = new Map(notes.map(({ label, span }) => [label.value, span.start]));
    const chain = heaviestChain(candidates.slice(from, end), greatest, ({ weight, span }, value) =>
      span.start < (starts.get(value) ?? 0) ? weight : 0,
    );
    const weight = chain.reduce((sum, { candidate }) => sum + candidate.weight, 0);
    const isMarked = chain.length >= notes.length * 0.9 && weight >= chain.length * TELLING;
    if (isMarked && notes.every(isShort)) for (const run of group) found.add(run);
  };
  for (const run of runs) {
    const [first, last] = [run.notes[0]?.label, run.notes.at(-1)?.label];
    if (first === undefined || last === undefined || first.value === 0) continue;
    const group = open.get(first.style) ?? [];
    const isNext = group.at(-1)?.notes.at(-1)?.label.value === first.value - 1;
    if (isNext) group.push(run);
    else if (first.value === 1) {
      close(group);
      open.set(first.style, [run]);
    }
  }
  for (const group of open.values()) close(group);
  return found;
}

/** So many candidates before a list are looked at for each of its notes: no text has more. */
const LOOKED_AT = 40;

/** The candidate as if notes were numbered from 1. */
const lowered = (candidate: Candidate, by: number): Candidate => ({
  ...candidate,
  values: candidate.values.map((readings) =>
    readings.flatMap(({ value, span }) => (value > by ? [{ value: value - by, span }] : [])),
  ),
});

/** The first candidate that begins at a place or after it. */
function firstFrom(candidates: readonly Candidate[], place: number): number {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle] as Candidate).span.start < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A place in the numbering of a document's notes: a note, or a number that none has. */
export interface Place {
  value: number;
  note: ListedNote | null;
  /** Where the list begins; a mark stands before it. */
  listStart: number;
}

/** So many numbers that no note has are looked for after the last one, and between two. */
const MISSING_AFTER = 3;
const MISSING_BETWEEN = 5;

/** All numbers in the order in which their marks come, lists that begin at 1 again one after another. */
export function placesOf(lists: readonly NoteList[]): Place[] {
  const places: Place[] = [];
  const addMissing = (from: number, to: number, listStart: number): void => {
    for (let value = from; value <= to; value++) places.push({ value, note: null, listStart });
  };
  for (const [k, list] of lists.entries()) {
    const first = list.notes[0]?.label.value ?? 0;
    const listStart = list.notes[0]?.span.start ?? 0;
    const before = places.at(-1)?.value ?? 0;
    const isNext = first > before && first <= before + MISSING_BETWEEN;
    addMissing(isNext ? before + 1 : Math.max(1, first - MISSING_BETWEEN), first - 1, listStart);
    for (const note of list.notes) {
      if (note.label.value > 0) places.push({ value: note.label.value, note, listStart });
    }
    const last = list.notes.at(-1)?.label.value ?? 0;
    const next = lists[k + 1]?.notes[0]?.label.value ?? 0;
    if (next <= last || next > last + MISSING_BETWEEN)
      addMissing(last + 1, last + MISSING_AFTER, listStart);
  }
  return places;
}
