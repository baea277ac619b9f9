import type { Span } from "../passage.ts";
import type { Line } from "./lines.ts";

/** A row of a table that lists developments. */
export interface Row {
  /** The cell that has a title of its own beside a text; null where none has. */
  headline: Span | null;
  /** The other cells that say something, in order; those that stand side by side are one. */
  texts: readonly Span[];
  /** Cells of a column of links or sources. */
  sources: readonly Span[];
}

/** What a table's lines are: a row of it, or a line that is not read. */
export type TableLines = ReadonlyMap<number, Row | null>;

type Column = "date" | "source" | "title" | "development" | "text" | "place" | "body";

/** What columns are headed by; a line for each kind, more words are more here. */
const COLUMNS: readonly (readonly [Column, RegExp])[] = [
  [
    "date",
    /^(?:dates?|day|when|published|issued|effective|日期|时间|发布(?:时间|日期)|公布(?:时间|日期)|datum|fecha|data)(?:$|[^\p{L}])/iu,
  ],
  [
    "source",
    /^(?:links?|sources?|urls?|references?|more|read more|official text|链接|原文|来源|出处|信息来源|quellen?|liens?|fuentes?|enlaces?|fontes?|fonti)(?:$|[^\p{L}])/iu,
  ],
  [
    "title",
    /^(?:titles?|headlines?|标题|题目|文件名称|名称|titel|titre|título|titolo)(?:$|[^\p{L}])/iu,
  ],
  [
    "text",
    /^(?:summar(?:y|ies)|details?|descriptions?|key (?:points?|contents?|provisions)|content|overview|comments?|notes?|remarks?|what happened|主要内容|内容|摘要|要点|简介|备注|beschreibung|zusammenfassung|inhalt|résumé|resumen|resumo|descripción|descrição|descrizione)(?:$|[^\p{L}])/iu,
  ],
  [
    "development",
    /^(?:developments?|topics?|subjects?|matters?|cases?|items?|news|events?|updates?|what|measures?|instruments?|laws?|事项|动态|事件|案件|文件|thema|maßnahme|sujet|mesure|asunto|assunto|medida)(?:$|[^\p{L}])/iu,
  ],
  [
    "place",
    /^(?:jurisdictions?|countr(?:y|ies)|regions?|states?|places?|地区|国家|法域|地域|land|pays|país|paese)(?:$|[^\p{L}])/iu,
  ],
  [
    "body",
    /^(?:authorit(?:y|ies)|regulators?|bod(?:y|ies)|agenc(?:y|ies)|courts?|issuers?|issued by|organi[sz]ations?|机构|部门|发布(?:机关|机构|单位|部门)|发文机关|behörde|autorité|autoridade?|órgão|autorità)(?:$|[^\p{L}])/iu,
  ],
];

/** Longer heads of columns are texts. */
const LONGEST_HEAD = 40;

/** A line longer than this is a text with a sign in it. */
const LONGEST_ROW = 20_000;

const MOST_COLUMNS = 12;

/**
 * The rows of tables whose heads say that they list developments: with `|` between cells as in
 * Markdown, or with tabs, as from a spreadsheet. Other tables are left to be read as text.
 */
export function tableRowsOf(document: string, lines: readonly Line[]): TableLines {
  const found = new Map<number, Row | null>();
  for (let i = 0; i + 1 < lines.length; i++) {
    for (const sign of ["|", "\t"]) {
      const heads = cellsOf(document, lines[i] as Line, sign);
      const columns = heads === null ? null : columnsOf(document, heads);
      if (columns === null) continue;
      const first = sign === "|" && isRuled(document, lines[i + 1] as Line) ? i + 2 : i + 1;
      if (sign === "|" && first === i + 1) continue;
      const rows = rowsFrom(document, lines, first, sign, columns);
      if (rows.size === 0) continue;
      for (let at = i; at < first; at++) found.set(at, null);
      for (const [at, row] of rows) found.set(at, row);
      i = [...rows.keys()].at(-1) ?? i;
      break;
    }
  }
  return found;
}

/** `|---|:--:|` below the head of a table. */
function isRuled(document: string, { start, end }: Line): boolean {
  return (
    end - start < 1000 && /^\|?[\s:-]*-[\s:-]*(?:\|[\s:-]*){1,40}$/.test(document.slice(start, end))
  );
}

/** A table of developments has a text, and a day, a source, a place or an authority for each. */
function columnsOf(document: string, heads: readonly Span[]): Column[] | null {
  const columns = heads.map(({ start, end }): Column | null => {
    const text = document.slice(start, end).replace(/[*_]/g, "").trim();
    if (text === "" || text.length > LONGEST_HEAD) return null;
    return COLUMNS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  });
  const has = (...kinds: readonly Column[]) =>
    columns.some((column) => column !== null && kinds.includes(column));
  const isList = has("text", "title", "development") && has("date", "source", "place", "body");
  return isList ? columns.map((column) => column ?? "development") : null;
}

function rowsFrom(
  document: string,
  lines: readonly Line[],
  first: number,
  sign: string,
  columns: readonly Column[],
): Map<number, Row> {
  const rows = new Map<number, Row>();
  for (let i = first; i < lines.length; i++) {
    const line = lines[i] as Line;
    if (line.end === line.start) {
      if (sign === "|") break;
      continue;
    }
    const cells = cellsOf(document, line, sign);
    if (cells === null || Math.abs(cells.length - columns.length) > 1) break;
    rows.set(i, rowOf(document, cells, columns));
  }
  return rows;
}

function rowOf(document: string, cells: readonly Span[], columns: readonly Column[]): Row {
  const hasText = columns.includes("text");
  const isHeadline = (column: Column | undefined) =>
    column === "title" || (column === "development" && hasText && !columns.includes("title"));
  const said = cells.flatMap((cell, i) => {
    const text = document.slice(cell.start, cell.end);
    return /[\p{L}\p{N}]/u.test(text) ? [{ ...cell, column: columns[i], i }] : [];
  });
  const headline = said.find(({ column }) => isHeadline(column)) ?? null;
  const texts: (Span & { last: number })[] = [];
  for (const cell of said) {
    if (cell === headline || cell.column === "source") continue;
    const before = texts.at(-1);
    if (before !== undefined && before.last === cell.i - 1) {
      before.end = cell.end;
      before.last = cell.i;
    } else texts.push({ start: cell.start, end: cell.end, last: cell.i });
  }
  return {
    headline: headline === null ? null : { start: headline.start, end: headline.end },
    texts: texts.map(({ start, end }) => ({ start, end })),
    sources: said.flatMap(({ column, start, end }) =>
      column === "source" ? [{ start, end }] : [],
    ),
  };
}

/** The cells of a line, without the space around them; null where it has fewer than two. */
function cellsOf(document: string, { start, end }: Line, sign: string): Span[] | null {
  if (end - start > LONGEST_ROW) return null;
  let [from, to] = [start, end];
  if (sign === "|" && document.charAt(from) === "|") from++;
  if (sign === "|" && to > from && document.charAt(to - 1) === "|") to--;
  const cells: Span[] = [];
  let at = from;
  for (let i = from; i <= to; i++) {
    const isEnd = i === to || (document.charAt(i) === sign && document.charAt(i - 1) !== "\\");
    if (!isEnd) continue;
    cells.push(trimmed(document, at, i));
    at = i + 1;
    if (cells.length > MOST_COLUMNS) return null;
  }
  return cells.length < 2 ? null : cells;
}

function trimmed(document: string, start: number, end: number): Span {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(document.charAt(from))) from++;
  while (to > from && /\s/.test(document.charAt(to - 1))) to--;
  return { start: from, end: to };
}
