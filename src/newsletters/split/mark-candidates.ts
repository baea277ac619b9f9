import type { Span } from "../passage.ts";
import { valueOfSign } from "./labels.ts";
import type { ReadingCopy } from "./reading-copy.ts";
import { ABBREVIATION, NUMBERED_WORD } from "./words.ts";

/** What may be a mark of a footnote, or several that stand together. */
export interface Candidate {
  /** Where it stands in the document, with its brackets. */
  span: Span;
  /** The numbers that it may stand for, in order; for each the readings of one number that ends in it. */
  values: readonly (readonly Value[])[];
  /** How much it looks like one, up to `CERTAIN`. */
  weight: number;
  style: MarkStyle;
  /** A name, as in Markdown's `[^name]`; null for a number. */
  name: string | null;
}

interface Value {
  value: number;
  span: Span;
}

export type MarkStyle = "caret" | "bracket" | "superscript" | "circled" | "paren" | "plain";

/** What is a mark whatever stands around it. */
export const CERTAIN = 10;

/** Several numbers: `1, 2`, `1 2`, `1-3`. */
const LIST = String.raw`\d{1,3}(?:\s?[,，、;]\s?\d{1,3}|\s?[-–—]\s?\d{1,3}|\s\d{1,3}){0,12}(?!\d)`;

const SIGNS = "[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,，⁻˒\\s–-]{1,2}[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}){0,12}";

const CANDIDATE = new RegExp(
  [
    String.raw`\[\^(?<name>[^\]\s[]{1,40})\]`,
    String.raw`[[［〔](?:\s?|注释?\s?)(?<bracket>${LIST})\s?[\]］〕]`,
    String.raw`[(（]\s?(?:fn\.?\s|注释?\s?)?(?<paren>${LIST})\s?[)）]`,
    `(?<superscript>${SIGNS})`,
    String.raw`(?<circled>[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf])`,
    String.raw`(?<long>\d{4,12})(?!\d)`,
    `(?<plain>${LIST})`,
    String.raw`\d{13,400}`,
  ].join("|"),
  "giu",
);

/** Everything in a document that may be a mark, in order. */
export function markCandidates(copy: ReadingCopy, superscripts: ReadonlySet<number>): Candidate[] {
  const candidates: Candidate[] = [];
  for (const match of copy.text.matchAll(CANDIDATE)) {
    const context = contextOf(copy, match);
    const candidate = candidateOf(context, match, superscripts);
    if (candidate !== null && candidate.weight > 0) candidates.push(candidate);
  }
  return candidates;
}

interface Context {
  copy: ReadingCopy;
  start: number;
  end: number;
  before: string;
  after: string;
}

function contextOf(copy: ReadingCopy, match: RegExpExecArray): Context {
  const [start, end] = [match.index, match.index + match[0].length];
  const before =
    copy.text
      .slice(Math.max(0, start - 24), start)
      .split("\n")
      .at(-1) ?? "";
  const after = copy.text.slice(end, end + 24).split("\n", 1)[0] ?? "";
  return { copy, start, end, before, after };
}

function candidateOf(
  context: Context,
  match: RegExpExecArray,
  superscripts: ReadonlySet<number>,
): Candidate | null {
  const { copy, start, end } = context;
  const { name, bracket, paren, superscript, circled, long, plain } = match.groups ?? {};
  const span = spanOf(copy, start, end);
  const list = (written: string): Value[][] =>
    valuesOf(copy, start + match[0].indexOf(written), written);
  const make = (style: MarkStyle, values: Value[][], weight: number): Candidate => ({
    span,
    values,
    weight,
    style,
    name: null,
  });
  if (name !== undefined) {
    const values = /^\d{1,3}$/.test(name) ? list(name) : [];
    return { ...make("caret", values, CERTAIN), name: values.length === 0 ? name : null };
  }
  if (bracket !== undefined) {
    return make("bracket", list(bracket), /^\s*$/.test(context.before) ? 1 : CERTAIN);
  }
  if (paren !== undefined) return make("paren", list(paren), parenWeight(context));
  if (superscript !== undefined) {
    const isUnit = /(?:^|[\s\d])(?:[kcm]?m|CO|sq)$/.test(context.before) || context.before === "";
    return make("superscript", signValues(copy, start, superscript), isUnit ? 0 : CERTAIN);
  }
  if (circled !== undefined) {
    const weight = context.before.trim() === "" ? 0 : isAtEnd(context.after) ? 7 : 3;
    return make("circled", signValues(copy, start, circled), weight);
  }
  if (long !== undefined) return glued(context, long);
  if (plain === undefined) return null;
  const isRaised = superscripts.has(span.start);
  if (isRaised && context.before !== "") return make("superscript", list(plain), CERTAIN);
  const values = /\d[,，]\d{3}$/.test(plain) ? [] : list(plain);
  const weight = plainWeight(context);
  // `5 10` says nothing where it can't be a list of marks; its parts may.
  return isAscending(values) ? make("plain", values, weight) : null;
}

const spanOf = ({ offsets }: ReadingCopy, start: number, end: number): Span => ({
  start: offsets[start] ?? 0,
  end: (offsets[end - 1] ?? 0) + 1,
});

const isAscending = (values: readonly (readonly Value[])[]): boolean =>
  values.every(([each], i) => i === 0 || (each?.value ?? 0) > (values[i - 1]?.[0]?.value ?? 0));

/** The numbers of a list; of a range all, each where the range stands. */
function valuesOf(copy: ReadingCopy, at: number, written: string): Value[][] {
  const values: Value[][] = [];
  let isRange = false;
  for (const part of written.matchAll(/\d{1,3}|[-–—]/g)) {
    if (!/\d/.test(part[0])) {
      isRange = true;
      continue;
    }
    const value = Number(part[0]);
    const span = spanOf(copy, at + part.index, at + part.index + part[0].length);
    const from = values.at(-1)?.[0]?.value ?? value;
    if (isRange && value - from > 0 && value - from <= 20) {
      for (let each = from + 1; each < value; each++) values.push([{ value: each, span }]);
    }
    isRange = false;
    if (value > 0) values.push([{ value, span }]);
  }
  return values;
}

function signValues(copy: ReadingCopy, at: number, written: string): Value[][] {
  const values: Value[][] = [];
  for (const { 0: sign, index } of written.matchAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[\u2460-\u32bf]/g)) {
    const value = valueOfSign(sign) ?? 0;
    const span = spanOf(copy, at + index, at + index + sign.length);
    if (value > 0) values.push([{ value, span }]);
  }
  return values;
}

/** A mark after a year or another number, in one run of digits: `01.05.20251`, `20203`. */
function glued(context: Context, digits: string): Candidate | null {
  const { copy, start, end, after } = context;
  if (!/^(?:19|20)\d\d\d{1,3}$/.test(digits)) return null;
  if (!isAtEnd(after) && !/^[\s.,;。，；）)]/.test(after)) return null;
  const from = start + 4;
  const span = spanOf(copy, from, end);
  const value = Number(digits.slice(4));
  if (value === 0 || digits.charAt(4) === "0") return null;
  const weight = isAtEnd(after) ? 4 : 3;
  return { span, values: [[{ value, span }]], weight, style: "plain", name: null };
}

/** Nothing, or only what closes, follows in the paragraph. */
const isAtEnd = (after: string): boolean =>
  /^[\s)）\]】”"’』」*_]*$/.test(after) && after.length < 8;

const STOP = /[.。！？!?;；…”"’』」)）\]】》〉»]$/;

/** Other marks right before or after one: `(1)(2)`. */
const MARKS_BEFORE = /(?:[(（]\d{1,3}[)）]\s?){1,6}$/;
const MARKS_AFTER = /^(?:\s?[(（]\d{1,3}[)）]){1,6}/;

function parenWeight(context: Context): number {
  const before = context.before.replace(MARKS_BEFORE, "");
  const after = context.after.replace(MARKS_AFTER, "");
  if (before.trim() === "" || /[\d)）]$/.test(before)) return 0;
  const isClose = /^[.,;:。，；：、]/.test(after);
  if (isAtEnd(after)) return STOP.test(before.trimEnd()) ? 6 : 5;
  if (isClose) return NUMBERED_WORD.test(before.trimEnd()) ? 0 : 4;
  if (STOP.test(before) && /^\s+[\p{Lu}\p{Lo}“"《]/u.test(after)) return 4;
  return 0.5;
}

/** Dots that lead to the number of a page in a list of contents. */
const LEADER = /(?:[.·_…] ?){4,20}$|\s(?:[.·_…] ?){3,20}$/;

function plainWeight({ before, after }: Context): number {
  if (before.trim() === "" || LEADER.test(before)) return 0;
  if (/[\d$€£¥%#@&/\\=_^~<>|＄￥£+*-]$/.test(before)) return 0;
  // After a year that ends a sentence it is a mark, as no amount has four digits before its point.
  if (/(?:^|\D)(?:19|20)\d\d[.,]$/.test(before) && !/^[\d%]/.test(after)) {
    return isAtEnd(after) ? 5 : /^\s/.test(after) ? 3 : 0;
  }
  if (/\d[.,:’' ]$/.test(before) || /^[.,:]\d/.test(after)) return 0;
  // Chinese has no space after the end of a sentence; a sign that counts or measures says it is a number.
  if (
    /[。！？；”」》]$/.test(before) &&
    /^(?![年月日号时分条款项个名家种类次人万亿元部份批起件第章])[\u4e00-\u9fff]/.test(after)
  ) {
    return 3;
  }
  if (/^[\p{L}\p{N}%°‰$€£¥/\\=_&@#+*’'-]/u.test(after)) return 0;
  const atEnd = isAtEnd(after);
  const isClose = /^\s?[.,;:。，；：、!?！？)）]/.test(after);
  const beginsSentence = /^\s+[\p{Lu}\p{Lo}“"‘《【(（]/u.test(after);
  if (/\s$/.test(before)) {
    const trimmed = before.trimEnd();
    if (STOP.test(trimmed) && !isAbbreviated(trimmed)) {
      return atEnd ? 7 : beginsSentence ? 4 : isClose ? 2 : 0;
    }
    if (NUMBERED_WORD.test(trimmed)) return 0;
    if (!/[\p{L}\p{N}%,，:：–—-]$/u.test(trimmed)) return atEnd ? 3 : 0;
    return atEnd ? 4 : isClose && /^[.。;；]/.test(after) ? 1.5 : 0;
  }
  if (STOP.test(before)) {
    if (isAbbreviated(before)) return 1;
    return atEnd ? 7 : isClose ? 4 : 5;
  }
  if (/[,，:：、]$/.test(before)) return atEnd || /^\s/.test(after) ? 3 : 0;
  if (!/\p{L}$/u.test(before)) return 0;
  // `GPT4`, `COVID19`: capitals with a number are a name of their own.
  if (/(?:^|[^\p{L}])\p{Lu}{1,8}$/u.test(before)) return atEnd ? 2 : 0.8;
  if (/^(?:第|共|约|近|超|达|前|后|每|为|有|至|到|年|月)$/.test(before.slice(-1))) return 0;
  return atEnd ? 5 : 3;
}

/** `No.11`, `Art.5`: the number belongs to the word; but `etc. 1` and `v Company. 3` end what they end. */
function isAbbreviated(before: string): boolean {
  return (
    /\.$/.test(before) &&
    (NUMBERED_WORD.test(before) || ABBREVIATION.test(before)) &&
    !/(?:etc|al|Inc|Ltd|Corp|Co|U\.S|U\.K|S\.A|N\.V|B\.V)\.$/.test(before)
  );
}
