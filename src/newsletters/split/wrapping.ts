import type { Line } from "./lines.ts";
import { widthOf } from "./lines.ts";
import type { LineMarks } from "./line-marks.ts";

/** Longer lines are paragraphs: no mail program and no typewriter breaks a text later than that. */
const WIDEST = 132;
const NARROWEST = 40;

/** How many breaks within paragraphs have to be such as a program makes. */
const MOSTLY = 0.5;
const FEWEST = 2;

/** So much room is left at times. */
const SLACK = 4;

interface Break {
  /** How wide the line before it is. */
  width: number;
  /** How wide it would be with the first word of the next one. */
  widthWithNext: number;
}

/**
 * Which lines go on with the sentence of the line before, in a text that was broken at some width.
 * Such a break shows by the next word having had no room.
 */
export function continuationsOf(
  document: string,
  lines: readonly Line[],
  marks: readonly LineMarks[],
): boolean[] {
  const breaks = lines.map((line, i) => breakBefore(document, lines, marks, line, i));
  const edge = edgeOf(document, lines, marks, breaks);
  const continues = (i: number): boolean => {
    const each = breaks[i];
    if (each === undefined || each === null) return false;
    if (isRestOfAddress(document, lines, i)) return true;
    if (edge === null) return goesOn(document, lines, marks, i);
    if (each.widthWithNext > edge - SLACK) return !beginsAnew(document, lines, marks, i);
    if (goesOn(document, lines, marks, i)) return true;
    return (
      each.width > edge * 0.6 &&
      /^\p{Ll}/u.test(document.slice((lines[i] as Line).start).slice(0, 2))
    );
  };
  return lines.map((_, i) => continues(i));
}

/** An address that was broken goes on with what is no word. */
export function isRestOfAddress(document: string, lines: readonly Line[], i: number): boolean {
  const [line, before] = [lines[i] as Line, lines[i - 1] as Line];
  const text = document.slice(line.start, Math.min(line.end, line.start + 400));
  const isPiece =
    /^(?!https?:|www\.)[!-~]{2,399}$/.test(text) &&
    /^[/?&=#%_-]|\w[/=&%_]\w|\.(?:s?html?|pdf|aspx?|php)$/.test(text);
  return (
    isPiece &&
    /https?:\/\/[!-~]{4,400}$/.test(
      document.slice(Math.max(before.start, before.end - 420), before.end),
    )
  );
}

/** No line of its own ends with such a word. */
const LEADS_ON =
  /\s(?:of|on|the|to|by|in|for|and|or|an?|at|from|with|zum|zur|vom|am|bis|der|die|das|und|des|den|im|le|la|les|de|du|des|et|à|el|los|las|del|y)$/u;

/** A line within a sentence goes on in lower case, also where only that one was broken. */
function goesOn(
  document: string,
  lines: readonly Line[],
  marks: readonly LineMarks[],
  i: number,
): boolean {
  const [line, before] = [lines[i] as Line, lines[i - 1] as Line];
  if (before.end - before.start < NARROWEST) return false;
  // A mark of a note that had no room before its full stop.
  const head = document.slice(line.start, Math.min(line.end, line.start + 12));
  if (/^(?:\[\d{1,3}\]|［\d{1,3}］)\s?[.,;。，；]/.test(head)) return true;
  if (marks[i]?.label !== null) return false;
  const end = document.slice(Math.max(before.start, before.end - 12), before.end);
  if (LEADS_ON.test(end)) return true;
  return (
    /^\p{Ll}\p{L}*(?:[\s,]|$)/u.test(
      document.slice(line.start, Math.min(line.end, line.start + 40)),
    ) && /[\p{L}\p{N},，-]$/u.test(end)
  );
}

function breakBefore(
  document: string,
  lines: readonly Line[],
  marks: readonly LineMarks[],
  line: Line,
  i: number,
): Break | null {
  const [before, mark, markBefore] = [lines[i - 1], marks[i], marks[i - 1]];
  if (before === undefined || mark === undefined || markBefore === undefined) return null;
  if (before.end === before.start || line.end === line.start || line.isPageStart) return null;
  if (mark.isRule || markBefore.isRule || mark.level + markBefore.level > 0) return null;
  if (mark.bullet !== null) return null;
  if (before.end - before.start > WIDEST) return null;
  const width = before.indent + widthOf(document.slice(before.start, before.end));
  const head = document.slice(line.start, Math.min(line.end, line.start + 80));
  // Between signs of Chinese a line may end anywhere.
  const word =
    widthOf(
      /^(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+)/.exec(head)?.[0] ?? "",
    ) + 1;
  return { width, widthWithNext: width + word };
}

/** The width at which the text was broken; null where it was not. */
function edgeOf(
  document: string,
  lines: readonly Line[],
  marks: readonly LineMarks[],
  breaks: readonly (Break | null)[],
): number | null {
  const widths: number[] = [];
  let long = 0;
  for (const { start, end, indent } of lines) {
    if (end === start) continue;
    if (end - start > WIDEST * 2) long++;
    else {
      const text = document.slice(start, end);
      // An address can't be broken, and stands out.
      if (!/https?:\/\//.test(text)) widths.push(indent + widthOf(text));
    }
  }
  widths.sort((a, b) => a - b);
  const edge = widths[Math.floor(widths.length * 0.97)] ?? 0;
  if (edge > WIDEST || edge < NARROWEST || long > widths.length * 0.02) return null;
  const within = breaks.filter((each, i) => each !== null && marks[i]?.label === null);
  const made = within.filter((each) => each !== null && each.widthWithNext > edge - SLACK).length;
  const lower = lines.filter((_, i) => breaks[i] != null && goesOn(document, lines, marks, i));
  // Lines that begin in lower case say as much as a majority.
  const needed = lower.length >= FEWEST ? MOSTLY / 3 : MOSTLY;
  return made >= FEWEST && made >= within.length * needed ? edge : null;
}

/** A numbered line begins anew, unless it is a number that a sentence goes on with. */
function beginsAnew(
  document: string,
  lines: readonly Line[],
  marks: readonly LineMarks[],
  i: number,
): boolean {
  const [line, before] = [lines[i] as Line, lines[i - 1] as Line];
  const head = document.slice(line.start, Math.min(line.end, line.start + 80));
  if (/^(?:【|\*\*|https?:\/\/|www\.)/.test(head)) return true;
  const label = marks[i]?.label ?? null;
  if (label === null) return false;
  const endsSentence = /[.。!?！？:：;；”"»)）\]\d/]$/.test(
    document.slice(Math.max(before.start, before.end - 4), before.end),
  );
  return endsSentence || /^(?:caret|definition|bracket)$/.test(label.style);
}
