import { numberOf } from "../../../references/chinese.ts";
import type { Stretch } from "../sentences.ts";
import { MONTH, monthNumber, ORDINAL, ordinalNumber } from "./date-words.ts";

/** A date as it is written; what is missing is 0. */
export interface WrittenDate extends Stretch {
  year: number;
  month: number;
  day: number;
  /** Why it says less than it seems to; null where it is plain. */
  doubt: string | null;
  /** Figures alone, of which the first two could be day and month either way. */
  isAmbiguous?: boolean;
  /** The end of a month: as a deadline its last day. */
  isEnd?: boolean;
  /** The first of several days. */
  isRange?: boolean;
  /** The last of them, where it is written in figures that tell. */
  last?: { month: number; day: number };
}

/** How a date may be written. Repetitions are bounded, and each begins at a figure or a month. */
interface Form {
  pattern: RegExp;
  read(groups: readonly string[]): Omit<WrittenDate, "start" | "end"> | null;
}

const YEAR = "(?:19|20)\\d\\d";
const DAY = "\\d{1,2}";
const NTH = "(?:st|nd|rd|th|er|º|\\.)?";
const NOT_IN_WORD = "(?<![\\p{L}\\p{N}])";
const ENDS = "(?![\\p{L}\\p{N}])";
/** Between day, month and year. */
const GAP = "(?:\\s|\\s?(?:of|de|del|di|the)\\s)";
const TO = "\\s?(?:-|to|and|bis|au|until|through|&)\\s?";

const RANGE = "Several days are given; this is the first of them.";

const date = (year: string, month: number, day: string, doubt: string | null = null) => ({
  year: Number(year || 0),
  month,
  day: Number(day || 0),
  doubt,
  isRange: doubt === RANGE,
});

const form = (source: string, read: Form["read"]): Form => ({
  pattern: new RegExp(source, "giu"),
  read,
});

/** The first form that fits counts; longer ones come first. */
const FORMS: readonly Form[] = [
  // 24-26 April 2020, 30 April - 2 May 2020
  form(
    `${NOT_IN_WORD}(${DAY})${NTH}(?:${GAP}(${MONTH})\\.?)?${TO}(${DAY})${NTH}${GAP}(${MONTH})\\.?(?:,?${GAP}(${YEAR}))?${ENDS}`,
    ([day = "", first = "", last = "", month = "", year = ""]) => ({
      ...date(year, monthNumber(first === "" ? month : first), day, RANGE),
      last: { month: monthNumber(month), day: Number(last) },
    }),
  ),
  // April 24-26, 2020
  form(
    `${NOT_IN_WORD}(${MONTH})\\.?\\s(${DAY})${NTH}${TO}(?:(?:${MONTH})\\.?\\s)?${DAY}${NTH}(?!\\s?(?:${MONTH}))(?:,?\\s(${YEAR}))?${ENDS}`,
    ([month = "", day = "", year = ""]) => date(year, monthNumber(month), day, RANGE),
  ),
  // 31 July 2020, 29th of July, 29. Juli 2020, 1er juillet
  form(
    `${NOT_IN_WORD}(${DAY})${NTH}${GAP}?(${MONTH})(?:\\.(?=,?\\s(?:${YEAR})))?(?:,?${GAP}(${YEAR}))?${ENDS}`,
    ([day = "", month = "", year = ""]) => date(year, monthNumber(month), day),
  ),
  // July 22, 2020; Aug. 2
  form(
    `${NOT_IN_WORD}(${MONTH})\\.?\\s(?:the\\s)?(${DAY})(?:st|nd|rd|th)?(?:,?\\s(${YEAR}))?${ENDS}(?![.:]\\d)`,
    ([month = "", day = "", year = ""]) => date(year, monthNumber(month), day),
  ),
  // the twenty-second of July
  form(
    `${NOT_IN_WORD}(${ORDINAL})\\s(?:day\\s)?of\\s(${MONTH})(?:,?\\s(${YEAR}))?${ENDS}`,
    ([day = "", month = "", year = ""]) =>
      date(year, monthNumber(month), String(ordinalNumber(day))),
  ),
  // early July 2020
  form(
    `${NOT_IN_WORD}(early|mid|late|(?:the\\s)?(?:beginning|start|middle|end)\\sof|anfang|mitte|ende|début|fin)[\\s-](${MONTH})(?:,?${GAP}(${YEAR}))?${ENDS}`,
    ([part = "", month = "", year = ""]) => ({
      ...date(year, monthNumber(month), "", `The text says '${part}' and no day.`),
      isEnd: /\bend of$|^(?:ende|fin)$/i.test(part),
    }),
  ),
  // 2020年8月底
  form(
    `(?:(${YEAR})\\s?年\\s?)?(?<![\\d个])(\\d{1,2})\\s?月(?:底|末)`,
    ([year = "", month = ""]) => ({
      ...date(year, Number(month), "", "The text says the end of the month and no day."),
      isEnd: true,
    }),
  ),
  // July 2020, in July
  form(`${NOT_IN_WORD}(${MONTH})\\.?,?${GAP}(${YEAR})${ENDS}`, ([month = "", year = ""]) =>
    date(year, monthNumber(month), ""),
  ),
  form(`(?<=(?<![\\p{L}\\p{N}])(?:in|during|im|en)\\s)(${MONTH})${ENDS}`, ([month = ""]) =>
    date("", monthNumber(month), ""),
  ),
  // "its April plenary"
  form(
    `(?<=(?<![\\p{L}\\p{N}])(?:its|the|their)\\s)(${MONTH})(?=\\s(?:plenary|meeting|session|sitting))`,
    ([month = ""]) => date("", monthNumber(month), ""),
  ),
  // 2020年7月29日, 7月29日, 7月24日至26日, 2020年7月
  form(
    `(?:(${YEAR}|[〇零一二三四五六七八九]{4})\\s?年\\s?)?(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s?月\\s?(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s?(?:日|号)?(\\s?(?:至|到|-|~)\\s?(?:\\d{1,2}\\s?月\\s?)?\\d{1,2})\\s?[日号]`,
    ([year = "", month = "", day = "", to = ""]) => {
      const [last = "", lastMonth = month] = (to.match(/\d{1,2}/g) ?? []).toReversed();
      return {
        ...date(chinese(year), Number(chinese(month)), chinese(day), RANGE),
        last: { month: Number(chinese(lastMonth)), day: Number(last) },
      };
    },
  ),
  form(
    `(?:(${YEAR}|[〇零一二三四五六七八九]{4})\\s?年\\s?)?(?<![\\d个])(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s?月\\s?(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s?[日号]`,
    ([year = "", month = "", day = ""]) =>
      date(chinese(year), Number(chinese(month)), chinese(day)),
  ),
  form(
    `(${YEAR}|[〇零一二三四五六七八九]{4})\\s?年\\s?(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s?月(?:份|底|末|初)?`,
    ([year = "", month = ""]) => date(chinese(year), Number(chinese(month)), ""),
  ),
  form(
    "(?<![\\d月年前后近第日])(\\d{1,2})\\s?日(?=[,、上下,，\\s\\u4e00-\\u9fff])(?![内后前常程均元本])",
    ([day = ""]) => date("", 0, day),
  ),
  // 2020-07-29, 2020/7/29, 2020.07.29
  form(
    `(?<![\\d/.-])(${YEAR})([-/.])(\\d{1,2})\\2(\\d{1,2})(?![\\d/-]|\\.\\d)`,
    ([year = "", , month = "", day = ""]) => date(year, Number(month), day),
  ),
  // 29.07.2020, 7/29/2020
  form(
    `(?<![\\d/.-])(\\d{1,2})([-/.])(\\d{1,2})\\2(${YEAR})(?![\\d/-]|\\.\\d)`,
    ([first = "", sign = "", second = "", year = ""]) => {
      const isAmbiguous = sign !== "." && Number(first) <= 12 && Number(second) <= 12;
      const isMonthFirst = sign !== "." && Number(second) > 12;
      return {
        ...(isMonthFirst ? date(year, Number(first), second) : date(year, Number(second), first)),
        isAmbiguous: isAmbiguous && first !== second,
      };
    },
  ),
  // 2020年
  form(`(${YEAR})\\s?年(?!度|版|第)`, ([year = ""]) => date(year, 0, "")),
  form(
    `(?<=(?<![\\p{L}\\p{N}])(?:in|during|en|im\\sjahr)\\s)(${YEAR})${ENDS}(?!-\\d)`,
    ([year = ""]) => date(year, 0, ""),
  ),
];

const chinese = (written: string): string => (written === "" ? "" : String(numberOf(written)));

/** Every date of a text, in order. What no calendar has (31 June) is none. */
export function findDates(plain: string): WrittenDate[] {
  if (!/\d|[一二三四五六七八九十]\s?月/.test(plain) && !MONTH_ANYWHERE.test(plain)) return [];
  const found: WrittenDate[] = [];
  for (const { pattern, read } of FORMS) {
    for (const match of plain.matchAll(pattern)) {
      const reading = read(match.slice(1).map((group) => group ?? ""));
      if (reading === null) continue;
      found.push({ ...reading, start: match.index, end: match.index + match[0].length });
    }
  }
  // The earlier form goes before, so that `July 2020` is not found within `22 July 2020`.
  const taken = new Uint8Array(plain.length);
  const kept = found.filter(({ start, end }) => {
    if (taken[start] === 1 || taken[end - 1] === 1) return false;
    taken.fill(1, start, end);
    return true;
  });
  // Only now, so that June is not read from 31 June.
  return kept.filter(isInCalendar).sort((a, b) => a.start - b.start);
}

const MONTH_ANYWHERE = new RegExp(`${NOT_IN_WORD}(?:${MONTH})${ENDS}`, "iu");

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isInCalendar({ year, month, day }: Pick<WrittenDate, "year" | "month" | "day">): boolean {
  if (month > 12 || day > 31) return false;
  if (month === 0) return day > 0 || year > 0;
  if (day > (DAYS[month - 1] ?? 0)) return false;
  return !(month === 2 && day === 29 && year > 0 && !isLeap(year));
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const pad = (n: number): string => String(n).padStart(2, "0");

/** A written date as EDTF, with a year and month from elsewhere where it has none. */
export function edtfOf({ year, month, day }: { year: number; month: number; day: number }): string {
  if (month === 0) return String(year);
  return day === 0 ? `${year}-${pad(month)}` : `${year}-${pad(month)}-${pad(day)}`;
}
