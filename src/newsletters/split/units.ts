import type { Span } from "../passage.ts";
import type { Block } from "./blocks.ts";
import type { KeptText } from "./kept-text.ts";
import { widthOf } from "./lines.ts";
import { MONTH_NAME as MONTH } from "./month-names.ts";
import { ABBREVIATION } from "./words.ts";

/** A block as the outline sees it: what it looks like, and what speaks for its part in a development. */
export interface Unit {
  block: Block;
  /** What it says, up to 1000 characters. */
  text: string;
  /** Letters and digits alone, by which a headline is known again in a list of contents. */
  key: string;
  kind: "rule" | "source" | "words";
  /** What marks it, where it stands out from the paragraphs: see `styleOf`. */
  style: string;
  /** Whether its words could be a headline. */
  isTitle: boolean;
  /** In columns. */
  width: number;
  /** Whether it ends with a mark of a note or with an address. */
  isDocumented: boolean;
  /** Whether it has either anywhere. */
  hasNotes: boolean;
  /** Whether it begins with a day: `On 29 July, …`, `7月29日，…`. */
  isDated: boolean;
  /** Whether it names a day anywhere. */
  hasDay: boolean;
  /** Whether it says nothing but a day. */
  isDate: boolean;
  /** Nothing but links with titles. */
  isLinks: boolean;
  /** The same words stand elsewhere too. */
  isRepeated: boolean;
}

/** Wider headlines are none: two lines of a newspaper's page. */
const WIDEST_TITLE = 280;

const DAY = `(?:\\d{1,2}(?:st|nd|rd|th|er|\\.)?(?:\\s?[-–]\\s?\\d{1,2}\\.?)?\\s(?:(?:of|de)\\s)?${MONTH}(?:(?:,|\\sde)?\\s\\d{4})?|${MONTH}\\s\\d{1,2}(?:st|nd|rd|th)?(?:\\s?[-–]\\s?\\d{1,2})?(?:,?\\s\\d{4})?|\\d{1,2}[./]\\d{1,2}[./](?:\\d{4}|\\d\\d)|\\d{4}-\\d\\d-\\d\\d|\\d{4}[./]\\d{1,2}[./]\\d{1,2}|(?:\\d{4}\\s?年\\s?)?\\d{1,2}\\s?月(?:\\s?\\d{1,2}\\s?[日号])?)`;

const WITH_DAY = new RegExp(`(?<![\\p{L}\\p{N}])${DAY}`, "iu");

const DATED = new RegExp(
  `^(?:[(（[【]?\\s?(?:on|by|as of|since|from|am|vom|seit|zum|le|du|depuis|el|il|op)?\\s?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\\s)?${DAY}|recently|近日|日前|近期|昨日|今日|in (?:late |early |mid-?)?${MONTH}\\s|(?:last|this) (?:week|month|${MONTH}))`,
  "iu",
);

const DATE = new RegExp(
  `^(?:(?:published|date|issued|(?:last )?updated|posted|as (?:of|at)|current (?:as of|to)|status|version of|veröffentlicht|stand|aktualisiert|publié|mis(?:e)? à jour|édition du|actualizado|atualizado|edición de|edição de|aggiornato|发布时间|更新(?:时间|日期|于)|截至|发布日期|日期|时间|编辑日期)(?: on| am| le| el| em| il)?\\s?[:：]?\\s?)?[(（[【]?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\\s)?(?:${DAY}|${MONTH}\\s(?:de\\s)?\\d{4}|\\d{4}\\s?年\\s?\\d{1,2}\\s?月(?:\\s?\\d{1,2}\\s?日)?)(?:\\s?[-–—至~]\\s?(?:${DAY}|\\d{1,2}\\s?日))?[)）\\]】]?[.:：]?$`,
  "iu",
);

export interface Documents {
  sources: ReadonlySet<Block>;
  links: ReadonlySet<Block>;
  /** Where marks and addresses stand, in order. */
  places: readonly Span[];
}

export function unitsOf(kept: KeptText, blocks: readonly Block[], documents: Documents): Unit[] {
  return blocks.map((block) => unitOf(kept, block, documents));
}

/** Notes which units say the same as another one. */
export function noteRepeated(units: readonly Unit[]): void {
  const keys = new Map<string, number>();
  for (const { key } of units) keys.set(key, (keys.get(key) ?? 0) + 1);
  for (const unit of units) unit.isRepeated = unit.key !== "" && (keys.get(unit.key) ?? 0) > 1;
}

function unitOf(kept: KeptText, block: Block, { sources, links, places }: Documents): Unit {
  const text = kept.plain(block.body);
  const end = kept.plainEnd(block.body);
  const width = widthOf(text) + Math.max(0, block.body.end - block.body.start - 1000);
  const isDate = text.length < 80 && DATE.test(text);
  const isTitle = !isDate && width <= WIDEST_TITLE && isTitleLike(text, end);
  const last = lastWithin(places, block.body);
  return {
    block,
    text,
    key: keyOf(text),
    kind: block.isRule ? "rule" : sources.has(block) ? "source" : "words",
    style: styleOf(kept, block, text, isTitle || isDate),
    isTitle,
    width,
    isDocumented: last !== null && block.body.end - last.end <= 6,
    hasNotes: last !== null,
    isDated: DATED.test(text),
    hasDay: WITH_DAY.test(text),
    isDate,
    isLinks: links.has(block),
    isRepeated: false,
  };
}

const keyOf = (text: string): string =>
  text.length > 400
    ? ""
    : text
        .replace(/[\s.…·]{2,200}\d{1,4}$/, "")
        .replace(/[^\p{L}\p{N}]+/gu, "")
        .toLowerCase();

function lastWithin(places: readonly Span[], { start, end }: Span): Span | null {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Span).start < end) low = middle + 1;
    else high = middle;
  }
  const last = places[low - 1];
  return last !== undefined && last.start >= start ? last : null;
}

/** Whether words could be a headline: no sentence that ends, and not several. */
function isTitleLike(text: string, end: string): boolean {
  if (text === "" || !/\p{L}/u.test(text)) return false;
  const closed = end.replace(/[”"’'」』)）\]】»]+$/, "");
  if (/[;；,，、]$/.test(closed) || /[.。]$/.test(closed.slice(-1)) === true) {
    if (!ABBREVIATION.test(closed) || /\betc\.$/.test(closed)) return false;
  }
  if (/[:：]$/.test(end) && widthOf(text) > 60) return false;
  if (/^(?:on|am|le) \d/i.test(text) && /,/.test(text)) return false;
  if (/[。！？](?=.)/.test(text.replace(/[。！？][”」』）)]/g, ""))) return false;
  for (const { index } of text.matchAll(/(?<=[\p{Ll}\d)”"]{2})\.\s(?=[\p{Lu}(“"])/gu)) {
    if (!ABBREVIATION.test(text.slice(Math.max(0, index - 12), index + 1))) return false;
  }
  return true;
}

/**
 * What marks a block, as a name that blocks of the same kind share:
 *
 * - `#1` … `#6`: a heading of that level;
 * - `【`: it begins with words in such brackets;
 * - `n:…`: it is numbered, in that style;
 * - `bold`, `lead`: all of it is bold; it begins with a run in bold;
 * - `bullet`, `nested`: a bullet at the margin; one below another;
 * - `emoji`, `caps`, `plain`: a title that begins with a pictogram, is in capitals, or just short;
 * - `row`: a row of a table;
 * - `prose`: nothing marks it.
 */
function styleOf(kept: KeptText, block: Block, text: string, isShort: boolean): string {
  if (block.row !== null) return "row";
  if (block.level > 0) return `#${block.level}`;
  if (block.depth !== null) return block.depth === 0 ? "bullet" : "nested";
  if (/^【[^【】]{2,120}】/.test(text) || (block.label === null && /^【/.test(text) && isShort))
    return "【";
  if (block.label !== null) return `n:${block.label.style}`;
  if (block.bold !== null) {
    const rest = kept.plain({ start: block.bold.end, end: block.body.end }, 200);
    return rest.replace(/[^\p{L}\p{N}]/gu, "") === "" ? "bold" : "lead";
  }
  if (!isShort) return "prose";
  if (
    /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator})/u.test(text) &&
    !/^[\d©®#*]/.test(text)
  ) {
    return "emoji";
  }
  const letters = text.replace(/[^\p{L}]/gu, "");
  const isCaps =
    letters.length >= 4 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  return isCaps ? "caps" : "plain";
}
