/** What Chinese references are written with: numerals, and the names of who issued them. */

export const HAN = "\\u3400-\\u9fff";

/** A number in digits or Chinese numerals, for patterns. */
export const CHINESE_NUMBER = "(?:\\d{1,5}|[〇零一二三四五六七八九十百千]{1,9})";

const DIGITS = "零一二三四五六七八九";
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** The value of a number in digits or in Chinese numerals: 三百三十四, 十二, 二〇二〇. */
export function numberOf(written: string): number {
  if (/^\d+$/.test(written)) return Number(written);
  if (!/[十百千]/.test(written)) {
    return Number([...written].map((numeral) => digitOf(numeral)).join(""));
  }
  let sum = 0;
  let digit = 0;
  for (const numeral of written) {
    const unit = UNITS[numeral];
    if (unit === undefined) digit = digitOf(numeral);
    else {
      // 十二 leaves the one before the ten out.
      sum += (digit === 0 ? 1 : digit) * unit;
      digit = 0;
    }
  }
  return sum + digit;
}

const digitOf = (numeral: string): number => Math.max(0, DIGITS.indexOf(numeral));

/** Names of one issuer, by the one that is kept. */
const ISSUERS: Readonly<Record<string, string>> = {
  主席: "国家主席",
  中华人民共和国主席: "国家主席",
  中华人民共和国国家主席: "国家主席",
  中华人民共和国国务院: "国务院",
};

export const issuerOf = (written: string): string => ISSUERS[written] ?? written;

/** More characters than this before a number are no issuer's name. */
const LONGEST_ISSUER = 20;

/**
 * Words that stand before an issuer's name and are no part of any. Not 和, 与, 经, 由 and the like,
 * which names have (住房和城乡建设部, 国家经济贸易委员会).
 */
const INTRODUCTIONS =
  /(?:根据|依据|按照|依照|参照|遵照|发布|公布|印发|下发|转发|(?<!意)见|的|了|号)/g;

/**
 * Where the issuer's name before a number may begin, the likeliest first. Chinese has no spaces, so
 * that only a look at what is known can tell: 依国办发〔2020〕18号 names 国办发, and not 依国办发.
 * @returns offsets into the text; none where there is no name
 */
export function issuerStarts(plain: string, end: number): number[] {
  let first = end;
  while (first > 0 && end - first < LONGEST_ISSUER && isHan(plain.charCodeAt(first - 1))) first--;
  if (first === end) return [];
  const run = plain.slice(first, end);
  let introduced = 0;
  for (const { 0: word, index } of run.matchAll(INTRODUCTIONS)) introduced = index + word.length;
  const likeliest = introduced < run.length ? first + introduced : first;
  const others = Array.from({ length: run.length }, (_, i) => first + i);
  return [likeliest, ...others.filter((start) => start !== likeliest)];
}

const isHan = (code: number): boolean => code >= 0x3400 && code <= 0x9fff;
