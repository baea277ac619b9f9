import type { Span } from "../passage.ts";
import type { Label } from "./labels.ts";
import { isWeak } from "./labels.ts";
import type { Line } from "./lines.ts";
import type { LineMarks } from "./line-marks.ts";
import { NOTES_HEADING, BOILERPLATE, BOILERPLATE_HEADING } from "./words.ts";

/** A note of a list, before it is read. */
export interface ListedNote {
  label: Label;
  /** Of the lines that it takes: the first, and the one after the last. */
  firstLine: number;
  lineEnd: number;
  /** With its label. */
  span: Span;
  /** Without it. */
  body: Span;
}

/** Notes that follow one another, numbered without a gap. */
export interface NoteList {
  notes: ListedNote[];
  /** The heading above it, if that says that these are notes. */
  heading: number | null;
  firstLine: number;
  lineEnd: number;
}

export interface NumberedLines {
  lines: readonly Line[];
  marks: readonly LineMarks[];
  continues: readonly boolean[];
  /** What a line says, without markup. */
  plainOf(line: number): string;
  /** Whether a line begins with an address, after its label. */
  isAddress(line: number): boolean;
}

/** So many lines, at most, go on with a note without a number of their own. */
const MOST_LINES = 12;

/**
 * Every run of lines that are numbered one after another with nothing else between them. Which of them
 * are notes is to be told from what they say and from the marks before them.
 */
export function numberedRuns(document: NumberedLines): NoteList[] {
  const runs: NoteList[] = [];
  let run: NoteList | null = null;
  for (let i = 0; i < document.lines.length; i++) {
    const note = noteAt(document, i);
    if (note === null) {
      if (run !== null && !isBetween(document, run, i)) run = null;
      continue;
    }
    const last = run?.notes.at(-1);
    const isNext =
      run !== null &&
      last !== undefined &&
      last.label.style === note.label.style &&
      (note.label.value === last.label.value + 1 || note.label.style === "caret");
    if (run !== null && isNext) {
      run.notes.push(note);
      run.lineEnd = i + 1;
    } else if (run === null || note.label.value === 1 || !isNext) {
      run = { notes: [note], heading: headingAbove(document, i), firstLine: i, lineEnd: i + 1 };
      runs.push(run);
    }
  }
  for (const each of runs) closeNotes(document, each);
  return runs;
}

function noteAt({ lines, marks, continues }: NumberedLines, i: number): ListedNote | null {
  const [line, mark] = [lines[i], marks[i]];
  if (line === undefined || mark === undefined || mark.label === null) return null;
  if (
    /^(?:han|hanParen|hanPart|part|roman|letter|smallLetter|keycap|alone)$/.test(mark.label.style)
  ) {
    return null;
  }
  if (mark.level > 0 || continues[i] === true || mark.start >= mark.end) return null;
  const body = { start: mark.start, end: line.end };
  return {
    label: mark.label,
    firstLine: i,
    lineEnd: i + 1,
    span: { start: line.start, end: line.end },
    body,
  };
}

const isEmpty = ({ start, end }: Line) => start === end;

/** Whether a line may stand between two notes of a list: an empty one, or more of the note. */
function isBetween(document: NumberedLines, run: NoteList, i: number): boolean {
  const { lines, marks } = document;
  const [line, before] = [lines[i], lines[i - 1]];
  if (line === undefined || before === undefined || isEmpty(line)) return true;
  const mark = marks[i];
  if (mark === undefined || mark.isRule || mark.level > 0 || mark.label !== null) return false;
  if (i - (run.notes.at(-1)?.firstLine ?? i) > MOST_LINES) return false;
  // After an empty line only what is set in belongs to a note, or the address that it lacks.
  return !isEmpty(before) || line.indent >= 2 || document.isAddress(i);
}

/** Says of each note where it ends. */
function closeNotes(document: NumberedLines, run: NoteList): void {
  for (const [k, note] of run.notes.entries()) {
    const next = run.notes[k + 1]?.firstLine ?? document.lines.length;
    let end = note.firstLine + 1;
    for (; end < next && end - note.firstLine <= MOST_LINES; end++) {
      const line = document.lines[end];
      if (line === undefined || !belongs(document, line, end, k < run.notes.length - 1)) break;
    }
    while (end > note.firstLine + 1 && isEmpty(document.lines[end - 1] as Line)) end--;
    note.lineEnd = end;
    note.span.end = note.body.end = (document.lines[end - 1] as Line).end;
  }
  run.lineEnd = run.notes.at(-1)?.lineEnd ?? run.lineEnd;
}

/** Whether a line goes on with the note before it; the last of a list has no next one to say so. */
function belongs(document: NumberedLines, line: Line, i: number, isWithin: boolean): boolean {
  if (isEmpty(line)) return isWithin;
  const before = document.lines[i - 1] as Line;
  const mark = document.marks[i] as LineMarks;
  if (mark.isRule || mark.level > 0 || mark.label !== null) return false;
  if (isWithin) return true;
  if (isEmpty(before)) return false;
  if (document.continues[i] === true || document.isAddress(i)) return true;
  const text = document.plainOf(i);
  return (
    line.indent >= 2 ||
    (/^[!-~]+$/.test(text) &&
      /[/.=_%-]/.test(text) &&
      !BOILERPLATE.test(text) &&
      !BOILERPLATE_HEADING.test(text))
  );
}

/** The line of a heading such as "Sources" right above. */
function headingAbove(document: NumberedLines, i: number): number | null {
  for (let above = i - 1; above >= 0 && above >= i - 4; above--) {
    const line = document.lines[above] as Line;
    if (isEmpty(line) || document.marks[above]?.isRule === true) continue;
    return line.end - line.start < 80 && NOTES_HEADING.test(document.plainOf(above)) ? above : null;
  }
  return null;
}

/** Whether a list's numbering alone says little: others have to say that these are notes. */
export const isWeakList = ({ notes }: NoteList): boolean =>
  notes[0] !== undefined && isWeak(notes[0].label);
