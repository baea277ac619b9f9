import { CHINESE_NUMBER, numberOf } from "./chinese.ts";

/**
 * Places within what is referred to, written before it (`Articles 3 and 5 of the …`, `Art. 6(1) …`)
 * or after it (`《…》第三条`, `…, Article 6`).
 */

/** The words for a place, each by its normal singular. A line each. */
const PLACES: Readonly<Record<string, RegExp>> = {
  Article: /^art/i,
  Section: /^(?:sec|§)/i,
  Chapter: /^ch/i,
  Part: /^part/i,
  Title: /^title/i,
  Recital: /^rec/i,
  Annex: /^annex/i,
  Paragraph: /^para/i,
  Clause: /^cl/i,
  Rule: /^rule/i,
  Schedule: /^sch/i,
  Appendix: /^app/i,
};

const PLACE =
  "(?:(?:articles?|arts?\\.?|sections?|sect?s?\\.?|chapters?|parts?|titles?|recitals?|annex(?:es)?|paragraphs?|paras?\\.?|clauses?|rules?|schedules?|appendix)\\s{1,2}|§{1,2}\\s{0,2})";
// Each number can be read in one way only: a hyphen stands between two, and one letter is a numeral or not. Else a
// list of many (`1-1-1-1…`) could be divided in so many ways that to try them takes minutes.
const NUMBER =
  "(?:\\d{1,5}[a-z]{0,2}(?:\\.\\d{1,3}){0,3}|[ivxlc]{1,7}(?![a-z])|[abd-hjkm-uwyz](?![a-z]))(?:\\s?\\([0-9a-z]{1,5}\\)){0,5}";
const LIST = `${NUMBER}(?:(?:\\s?,\\s?(?:and\\s|or\\s)?|\\s(?:and|or|to|through|&)\\s|\\s?-\\s?)${NUMBER}){0,10}`;

/** Words between a place and what it is in. */
const WITHIN =
  "\\s{1,2}(?:(?:of|in|to|under|from)\\s{1,2})?(?:the\\s{1,2})?(?:(?:current|present|existing|draft|amended|revised|proposed|new)\\s{1,2})?(?:[A-Z]{2,4}(?:'s)?\\s{1,2})?[\"'《]?";

const BEFORE = new RegExp(`(?<![A-Za-z0-9])(${PLACE})(${LIST})${WITHIN}$`, "i");
const AFTER = new RegExp(`^["'》]?,?\\s{1,2}(${PLACE})(${LIST})(?![A-Za-z0-9])`, "i");

const ARTICLE = `第\\s?(${CHINESE_NUMBER})\\s?条(?:之(${CHINESE_NUMBER}))?(?:第(${CHINESE_NUMBER})款)?(?:第\\(?(${CHINESE_NUMBER})\\)?项)?`;
const AFTER_CHINESE = new RegExp(
  `^》?\\s?(?:的\\s?)?${ARTICLE}(?:\\s?[、,和及至到-]\\s?${ARTICLE.replaceAll(`(${CHINESE_NUMBER})`, CHINESE_NUMBER)}){0,10}`,
);
const EACH_ARTICLE = new RegExp(`([、,和及至到-]?)\\s?${ARTICLE}`, "g");

/** How far from a reference a place may begin. */
const REACH = 120;

export interface Locator {
  /** A UTF-16 offset into the text. */
  start: number;
  end: number;
  normalized: string;
}

/** The place that is written before a reference, after whatever ends at `floor`. */
export function locatorBefore(plain: string, start: number, floor: number): Locator | null {
  const from = Math.max(floor, start - REACH);
  const before = plain.slice(from, start);
  // Most references have no place before them; a digit or numeral is the least that one has.
  const match = BEFORE.exec(before);
  if (match === null) return null;
  const [, place = "", list = ""] = match;
  return { start: from + match.index, end: start, normalized: placed(place, list) };
}

/** The place that is written after a reference, before whatever begins at `ceiling`. */
export function locatorAfter(plain: string, end: number, ceiling: number): Locator | null {
  const after = plain.slice(end, Math.min(ceiling, end + REACH));
  const chinese = AFTER_CHINESE.exec(after);
  if (chinese !== null) {
    return { start: end, end: end + chinese[0].length, normalized: articles(chinese[0]) };
  }
  const match = AFTER.exec(after);
  if (match === null) return null;
  const [whole, place = "", list = ""] = match;
  return { start: end, end: end + whole.length, normalized: placed(place, list) };
}

/** Whether an article of Chinese law is named right there. */
export const isArticleNext = (plain: string, end: number): boolean =>
  AFTER_CHINESE.test(plain.slice(end, end + 30));

function placed(place: string, list: string): string {
  const name = Object.entries(PLACES).find(([, pattern]) => pattern.test(place))?.[0] ?? "";
  const numbers = list
    .replace(/\s+/g, " ")
    .replace(/\s?,\s?/g, ", ")
    .replace(/\s\(/g, "(")
    .trim();
  const isMany = / (?:and|or|to|through|&) |[,-]/.test(numbers);
  return `${isMany ? pluralOf(name) : name} ${numbers}`;
}

const pluralOf = (name: string): string => (/x$/.test(name) ? `${name}es` : `${name}s`);

const SEPARATORS: Readonly<Record<string, string>> = {
  和: " and ",
  及: " and ",
  至: " to ",
  到: " to ",
  "-": " to ",
};

/** 第三百三十四条之一第二款 is `Article 334-1, paragraph 2`. */
function articles(written: string): string {
  let result = "";
  let count = 0;
  for (const match of written.matchAll(EACH_ARTICLE)) {
    const [, separator = "", article = "", inserted, paragraph, item] = match;
    const place = [
      `${numberOf(article)}${inserted === undefined ? "" : `-${numberOf(inserted)}`}`,
      ...(paragraph === undefined ? [] : [`paragraph ${numberOf(paragraph)}`]),
      ...(item === undefined ? [] : [`item ${numberOf(item)}`]),
    ];
    if (count > 0) result += SEPARATORS[separator] ?? ", ";
    result += place.join(", ");
    count++;
  }
  return `${count > 1 ? "Articles" : "Article"} ${result}`;
}
