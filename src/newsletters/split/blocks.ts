import type { Span } from "../passage.ts";
import type { KeptText } from "./kept-text.ts";
import type { Label } from "./labels.ts";
import { isWeak } from "./labels.ts";
import type { Line } from "./lines.ts";
import type { LineMarks } from "./line-marks.ts";
import type { Row, TableLines } from "./tables.ts";

/** A paragraph, a heading, a bullet or a rule: lines that belong together, and what marks them. */
export interface Block extends Span {
  /** Where its words begin, without bullet, number and signs of a heading; where they end. */
  body: Span;
  firstLine: number;
  /** Whether an empty line, a rule or a page break is before it. */
  isApart: boolean;
  isRule: boolean;
  /** 1 to 6 where it is marked as a heading; 0 else. */
  level: number;
  /** How deep among bullets: 0 for those at the margin; null where it is none. */
  depth: number | null;
  label: Label | null;
  /** Where that stands. */
  labelStart: number;
  /** What it begins with in bold type; null where that is nothing. */
  bold: Span | null;
  /** Where it is a row of a table of developments; null else. */
  row: Row | null;
}

export interface Lines {
  lines: readonly Line[];
  marks: readonly LineMarks[];
  continues: readonly boolean[];
  tables: TableLines;
}

/**
 * The blocks of a document, in order.
 * @param isLeft whether a line is left out, as it belongs to a list of notes or to a page
 */
export function blocksOf(
  kept: KeptText,
  { lines, marks, continues, tables }: Lines,
  isLeft: (line: number) => boolean,
): Block[] {
  const blocks: Block[] = [];
  let isApart = true;
  for (const [i, line] of lines.entries()) {
    const mark = marks[i] as LineMarks;
    const row = tables.get(i);
    if (line.start === line.end || isLeft(i) || row === null) {
      isApart = true;
      continue;
    }
    if (row !== undefined) {
      blocks.push(blockOfRow(line, i, row));
      isApart = true;
      continue;
    }
    const last = blocks.at(-1);
    if (continues[i] === true && !isApart && last !== undefined) {
      last.end = last.body.end = line.end;
      continue;
    }
    if (isUnderline(kept, lines, marks, i) && last !== undefined && !isApart) {
      last.level = kept.document.charAt(line.start) === "=" ? 1 : 2;
      isApart = true;
      continue;
    }
    blocks.push({
      start: line.start,
      end: line.end,
      body: { start: mark.start, end: mark.end },
      firstLine: i,
      isApart: isApart || mark.isRule || line.isPageStart,
      isRule: mark.isRule,
      level: mark.level,
      depth: mark.bullet === null ? null : 0,
      label: mark.label,
      labelStart: mark.labelStart,
      bold: null,
      row: null,
    });
    isApart = mark.isRule;
  }
  for (const block of blocks) block.bold = boldOf(kept, block);
  readNumbers(kept, blocks);
  measureBullets(blocks, lines, marks);
  return blocks;
}

function blockOfRow({ start, end }: Line, firstLine: number, row: Row): Block {
  const cells = [...row.texts, ...row.sources, ...(row.headline === null ? [] : [row.headline])];
  return {
    start,
    end,
    body: { start: Math.min(end, ...cells.map((cell) => cell.start)), end },
    firstLine,
    isApart: true,
    isRule: cells.length === 0,
    level: 0,
    depth: null,
    label: null,
    labelStart: start,
    bold: null,
    row,
  };
}

/** Markdown's other way to mark a heading: a line of `===` or `---` right below it. */
function isUnderline(
  kept: KeptText,
  lines: readonly Line[],
  marks: readonly LineMarks[],
  i: number,
): boolean {
  const [line, before, mark, next] = [lines[i], lines[i - 1], marks[i - 1], lines[i + 1]];
  if (line === undefined || before === undefined || mark === undefined) return false;
  const text = kept.document.slice(line.start, Math.min(line.end, line.start + 200));
  const isShort = before.end > before.start && before.end - before.start <= 150;
  if (!/^(?:={3,}|-{3,})$/.test(text) || !isShort || mark.isRule || mark.level > 0) return false;
  const above = lines[i - 2];
  const isAlone = above === undefined || above.start === above.end;
  const isLine = mark.bullet === null && !/[.。!?;:]$/.test(kept.plainEnd(before));
  return (
    isLine && (isAlone || text.startsWith("=")) && (text.startsWith("=") || next !== undefined)
  );
}

const BOLD = /^(?:(\*\*\*?|__)|<(?:b|strong)(?:\s[^<>]{0,200})?>)/i;

/** Longer runs in bold are emphasis, not a headline. */
const LONGEST_BOLD = 600;

/** The run in bold with which a block begins. */
function boldOf(kept: KeptText, { body }: Block): Span | null {
  const head = kept.document.slice(body.start, Math.min(body.end, body.start + LONGEST_BOLD));
  const open = BOLD.exec(head);
  if (open === null) return null;
  const rest = head.slice(open[0].length);
  const close = open[1] === undefined ? rest.search(/<\/(?:b|strong)>/i) : rest.indexOf(open[1]);
  if (close <= 0) return null;
  const start = body.start + open[0].length;
  const end = start + close;
  const isOwn = isLead(kept, kept.plain({ start, end }), { start: end, end: body.end });
  return isOwn ? { start, end } : null;
}

/** Whether what a block begins with stands for itself, and is not the first words of its sentence. */
export const isLead = (kept: KeptText, lead: string, rest: Span): boolean =>
  /[:：.。!?]$/.test(lead) || !/^\s*[\p{Ll},;'’]/u.test(kept.plain(rest, 20));

/**
 * Takes numbers off the words after them. A number that stands alone on a line is that of the next
 * block; a beginning that is a word as often, such as `A.` or `12`, is one only in a row of such.
 */
function readNumbers(kept: KeptText, blocks: Block[]): void {
  const rows = new Map<string, Set<number>>();
  for (const { label } of blocks) {
    if (label === null) continue;
    rows.set(label.style, (rows.get(label.style) ?? new Set()).add(label.value));
  }
  for (const [i, block] of blocks.entries()) {
    const { label } = block;
    if (label === null) continue;
    const row = rows.get(label.style);
    const isInRow =
      row?.has(1) === true && (label.value === 1 ? row.has(2) : row.has(label.value - 1));
    if (isWeak(label) && !isInRow) {
      block.label = null;
      block.body.start = block.labelStart;
      continue;
    }
    const next = blocks[i + 1];
    const isAlone = block.body.start >= block.body.end;
    if (isAlone && next !== undefined && next.label === null && !next.isRule) {
      next.label = label;
      next.isApart ||= block.isApart;
      block.isRule = true;
    } else if (block.bold !== null && !isPast(block, label)) {
      const within = kept.document.slice(block.bold.start, block.bold.start + 40);
      if (within.startsWith(label.written) || /^[[(（第]/.test(within)) {
        block.bold = { start: block.bold.start + label.length, end: block.bold.end };
        kept.cut(block.body.start, block.bold.start);
      }
    }
  }
}

const isPast = ({ bold, body }: Block, { length }: Label): boolean =>
  bold === null || bold.start - body.start > 100 || length >= bold.end - bold.start;

/** Signs that mark a level below another one where they are set in no further. */
const LOWER = /^[◦○‣▪□◇⁃∙▹▻o–]$/u;

function measureBullets(
  blocks: readonly Block[],
  lines: readonly Line[],
  marks: readonly LineMarks[],
): void {
  let open: { indent: number; sign: string }[] = [];
  for (const block of blocks) {
    if (block.depth === null) {
      const isWithin = (lines[block.firstLine]?.indent ?? 0) > (open[0]?.indent ?? 0);
      if (block.level > 0 || !isWithin) open = [];
      continue;
    }
    const indent = lines[block.firstLine]?.indent ?? 0;
    const sign = marks[block.firstLine]?.bullet ?? "";
    const isBelow = (over: { indent: number; sign: string }) =>
      indent > over.indent + 1 ||
      (LOWER.test(sign) && sign !== over.sign && !LOWER.test(over.sign));
    while (open.length > 0 && !isBelow(open.at(-1) as { indent: number; sign: string })) open.pop();
    block.depth = open.length;
    if (open.length < 20) open.push({ indent, sign });
  }
}
