import type { Note } from "../layout.ts";
import type { Span } from "../passage.ts";
import type { Address } from "./addresses.ts";
import { addressesOf, addressesWithin } from "./addresses.ts";
import type { Block } from "./blocks.ts";
import { blocksOf, isLead } from "./blocks.ts";
import { firstAfter, KeptText } from "./kept-text.ts";
import type { Line } from "./lines.ts";
import { linesOf } from "./lines.ts";
import { lineMarksOf } from "./line-marks.ts";
import { markCandidates } from "./mark-candidates.ts";
import { readMarkup } from "./markup.ts";
import type { Mark } from "./marks.ts";
import { marksOf } from "./marks.ts";
import type { NoteList } from "./note-lists.ts";
import { numberedRuns } from "./note-lists.ts";
import { noteListsOf } from "./notes.ts";
import { pageLinesOf } from "./page-lines.ts";
import { readingCopyOf } from "./reading-copy.ts";
import { sourcesOf } from "./sources.ts";
import { tableRowsOf } from "./tables.ts";
import type { Unit } from "./units.ts";
import { unitsOf } from "./units.ts";
import { continuationsOf, isRestOfAddress } from "./wrapping.ts";

/** A document taken apart, before it is said which of its parts make a development. */
export interface TakenApart {
  kept: KeptText;
  addresses: readonly Address[];
  lists: readonly NoteList[];
  marks: readonly Mark[];
  /** Sources that stand in the text. */
  notes: readonly Note[];
  units: Unit[];
  /** Lines of pages, and the heads of tables. */
  pageLines: readonly Span[];
  /** The first thing of HTML that can't be read. */
  entity: Span | null;
}

/** Reads a document's lines, markup, notes with their marks, and sources; what is left are its units. */
export function takeApart(document: string): TakenApart {
  const kept = new KeptText(document);
  const lines = linesOf(document);
  const { links, superscripts, entity } = readMarkup(kept);
  const addresses = wholeAddresses(document, lines, addressesOf(document, links));
  const pages = pageLinesOf(document, lines);
  const tables = tableRowsOf(document, lines);
  const lineMarks = lines.map((line) => lineMarksOf(document, line));
  const continues = continuationsOf(document, lines, lineMarks);
  const written = addresses.filter(({ title }) => title === null);
  const candidates = markCandidates(readingCopyOf(kept, lines, continues), superscripts).filter(
    ({ span }) => !isWithin(written, span),
  );
  const numbered = {
    lines,
    marks: lineMarks,
    continues,
    plainOf: (i: number) => kept.plain(lines[i] as Line, 200),
    isAddress: (i: number) =>
      addressesWithin(addresses, lines[i] as Line)[0]?.start === lines[i]?.start,
  };
  const lists = noteListsOf(numberedRuns(numbered), candidates, addresses);
  const { marks, cuts } = marksOf(document, candidates, lists);
  for (const { start, end } of cuts) kept.cut(start, end);
  cutBreaks(kept, lines, continues);
  const left = new Set(pages);
  for (const list of lists) {
    if (list.heading !== null) left.add(list.heading);
    for (const { firstLine, lineEnd } of list.notes) {
      for (let i = firstLine; i < lineEnd; i++) left.add(i);
    }
  }
  const blocks = blocksOf(kept, { lines, marks: lineMarks, continues, tables }, (i) => left.has(i));
  for (const block of blocks) {
    if (block.row === null) block.bold ??= linkedLead(kept, block, addresses);
  }
  const sources = sourcesOf(kept, blocks, addresses);
  const units = unitsOf(kept, blocks, {
    sources: sources.blocks,
    links: sources.links,
    places: placesOf(marks, sources.notes),
  });
  const heads = [...tables].flatMap(([i, row]) => (row === null ? [i] : []));
  const pageLines = [...pages, ...heads].sort((a, b) => a - b).map((i) => lines[i] as Line);
  return { kept, addresses, lists, marks, notes: sources.notes, units, pageLines, entity };
}

/** Addresses with what of them stands on the next line. */
function wholeAddresses(
  document: string,
  lines: readonly Line[],
  addresses: readonly Address[],
): Address[] {
  const rests = new Map<number, Line>();
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before !== undefined && isRestOfAddress(document, lines, i)) rests.set(before.end, line);
  }
  return addresses.map((address) => {
    const rest = address.title === null ? rests.get(address.end) : undefined;
    if (rest === undefined) return address;
    const piece = document.slice(rest.start, rest.end).replace(/[.,;:)\]]{1,3}$/, "");
    return { ...address, url: address.url + piece, end: rest.start + piece.length };
  });
}

/** A bullet or a numbered line may have its headline as the title of a link. */
function linkedLead(kept: KeptText, block: Block, addresses: readonly Address[]): Span | null {
  if (block.depth !== 0 && block.label === null) return null;
  const [link] = addressesWithin(addresses, block.body);
  if (link === undefined || link.title === null || link.start > block.body.start + 3) return null;
  const title = kept.plain(link.title);
  return title.length >= 20 && isLead(kept, title, { start: link.end, end: block.body.end })
    ? link.title
    : null;
}

function isWithin(addresses: readonly Address[], { start }: Span): boolean {
  const next = addresses[firstAfter(addresses, start)];
  return next !== undefined && next.start <= start;
}

/** Where marks and sources stand, in order. */
const placesOf = (marks: readonly Mark[], notes: readonly Note[]): Span[] =>
  [...marks, ...notes].map(({ span }) => span).sort((a, b) => a.start - b.start);

const WIDE = /[\u2e80-\u9fff\uff00-\uffef]/;

/** Where a line was broken within a word, or between signs of Chinese, there is no space. */
function cutBreaks(kept: KeptText, lines: readonly Line[], continues: readonly boolean[]): void {
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (continues[i] !== true || before === undefined) continue;
    const last = kept.document.slice(Math.max(before.start, before.end - 2), before.end);
    const next = kept.document.slice(line.start, line.start + 4);
    const isWide = WIDE.test(last.slice(-1)) && WIDE.test(next.charAt(0));
    const isBroken =
      /\p{L}-$/u.test(last) &&
      /^\p{Ll}/u.test(next) &&
      !/^(?:und|ode|and|or |bzw|bis|et |ou )/.test(next);
    if (isWide || isBroken) kept.cut(before.end, line.start);
  }
}
