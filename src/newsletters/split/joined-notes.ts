import type { Note, Warning } from "../layout.ts";
import type { Span } from "../passage.ts";
import type { Stretch } from "./developments.ts";
import type { TakenApart } from "./document.ts";
import type { ListedNote, NoteList } from "./note-lists.ts";
import { readNote } from "./note-text.ts";

interface Placed {
  at: number;
  note: Note;
}

/** The notes of each development, in the order in which they stand in its text, and what is odd about them. */
export function notesOf(
  parts: TakenApart,
  stretches: readonly Stretch[],
): { notes: Note[][]; warnings: Warning[] } {
  const placed: Placed[][] = stretches.map(() => []);
  const warnings: Warning[] = [];
  const add = (at: number, notes: readonly Note[], index = stretchAt(stretches, at)): boolean => {
    if (index === null) return false;
    for (const note of notes) placed[index]?.push({ at, note });
    return true;
  };
  for (const note of parts.notes) add(note.span.start, [note]);
  const taken = new Set<string>();
  const marked = new Set<ListedNote>();
  for (const { note, span, written } of parts.marks) {
    const index = stretchAt(stretches, span.start);
    if (note === null) {
      warnings.push(markWithoutNote(written, span));
      continue;
    }
    if (index === null) continue;
    marked.add(note);
    const key = `${index} ${note.span.start}`;
    if (!taken.has(key)) add(span.start, read(parts, note, span), index);
    taken.add(key);
  }
  for (const list of parts.lists) {
    warnings.push(...addUnmarked(parts, list, stretches, marked, add));
  }
  const notes = placed.map((all) => all.sort((a, b) => a.at - b.at).map(({ note }) => note));
  return { notes, warnings };
}

function stretchAt(stretches: readonly Stretch[], place: number): number | null {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Stretch).start <= place) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low - 1];
  return found !== undefined && place < found.end ? low - 1 : null;
}

function read({ kept, addresses }: TakenApart, listed: ListedNote, marked: Span | null): Note[] {
  return readNote(kept, addresses, listed.body, {
    mark: listed.label.value > 0 ? `${listed.label.value}` : listed.label.written,
    marked,
    span: { ...listed.span },
  });
}

/**
 * Notes that no mark refers to. A list within a development is that development's; as many notes as
 * there are developments are taken one for each, which an editor has to look at.
 */
function addUnmarked(
  parts: TakenApart,
  list: NoteList,
  stretches: readonly Stretch[],
  marked: ReadonlySet<ListedNote>,
  add: (at: number, notes: readonly Note[], index?: number | null) => boolean,
): Warning[] {
  const unmarked = list.notes.filter((note) => !marked.has(note));
  if (unmarked.length === 0) return [];
  const { start } = list.notes[0]?.span ?? { start: 0 };
  const isUnmarked = unmarked.length === list.notes.length;
  const within = stretchAt(stretches, start);
  const isInside = within !== null && (within < stretches.length - 1 || stretches.length === 1);
  const isLastOfMany = within === stretches.length - 1 && parts.lists.length >= stretches.length;
  if (isUnmarked && (isInside || isLastOfMany)) {
    for (const note of unmarked) add(note.span.start, read(parts, note, null), within);
    return [];
  }
  if (isUnmarked && unmarked.length === stretches.length) {
    for (const [i, note] of unmarked.entries()) {
      add(stretches[i]?.end ?? 0, read(parts, note, null), i);
    }
    return [
      {
        code: "notes_by_position",
        detail: `No marks refer to the ${unmarked.length} notes. There are as many developments, so each was given the note at its place in the list; see that they fit.`,
        span: { start, end: list.notes.at(-1)?.span.end ?? start },
      },
    ];
  }
  return unmarked.map(({ label, span }) => ({
    code: "note_without_mark",
    detail: `No mark in the text refers to note ${label.written}. Add it as a citation to the development that it documents.`,
    span: { ...span },
  }));
}

const markWithoutNote = (written: string, span: Span): Warning => ({
  code: "mark_without_note",
  detail: `The text refers to note ${written}, and the document has no such note. Look the source up in the publication and add it as a citation.`,
  span: { ...span },
});
