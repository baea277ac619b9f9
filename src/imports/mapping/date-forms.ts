/**
 * Dates as others write them, by forms such as `DD/MM/YYYY` or `D MMMM YYYY`. What a form has no part
 * for stays open: `MMMM YYYY` gives a month.
 */

const MONTHS = [
  ...["january", "february", "march", "april", "may", "june", "july", "august", "september"],
  ...["october", "november", "december"],
];

type Part = "year" | "month" | "day";

/** The parts of a form, from the longest; each with its pattern and what its text stands for. */
const PARTS: readonly [
  token: string,
  part: Part,
  pattern: string,
  read: (text: string) => number,
][] = [
  ["YYYY", "year", "(\\d{4})", Number],
  ["MMMM", "month", "([a-z]{3,9})", (text) => MONTHS.indexOf(text) + 1],
  [
    "MMM",
    "month",
    "([a-z]{3,4})\\.?",
    (text) => MONTHS.findIndex((name) => name.startsWith(text)) + 1,
  ],
  ["MM", "month", "(\\d{2})", Number],
  ["M", "month", "(\\d{1,2})", Number],
  ["DD", "day", "(\\d{2})", Number],
  ["D", "day", "(\\d{1,2})", Number],
];

const TOKENS = /YYYY|MMMM|MMM|MM|M|DD|D|\*/g;

/** Reads a date of one form as EDTF; null for what is of another. */
export type DateReader = (text: string) => string | null;

/** What is wrong with a form, or null. */
export function faultOfForm(form: string): string | null {
  const found = [...form.matchAll(TOKENS)].map(([token]) => partOf(token)?.[1] ?? "rest");
  const twice = found.some((part, i) => part !== "rest" && found.indexOf(part) < i);
  if (twice) return `'${form}' has a part twice`;
  if (!found.includes("year")) return `'${form}' has no year: write YYYY`;
  if (found.includes("day") && !found.includes("month")) return `'${form}' has a day and no month`;
  return null;
}

const partOf = (token: string) => PARTS.find(([name]) => name === token);

/** A reader for a form that has no fault. `*` at its end is anything. */
export function dateReader(form: string): DateReader {
  const order: (typeof PARTS)[number][] = [];
  let pattern = "";
  let last = 0;
  for (const match of form.matchAll(TOKENS)) {
    pattern += literal(form.slice(last, match.index));
    last = match.index + match[0].length;
    const part = partOf(match[0]);
    if (part === undefined) pattern += ".{0,100}";
    else {
      order.push(part);
      pattern += part[2];
    }
  }
  const whole = new RegExp(`^${pattern}${literal(form.slice(last))}$`, "i");
  return (text) => {
    const match = whole.exec(text.trim());
    if (match === null) return null;
    const values: Partial<Record<Part, number>> = {};
    order.forEach(([, part, , read], i) => {
      values[part] = read((match[i + 1] ?? "").toLowerCase());
    });
    const { year = 0, month, day } = values;
    if (month === 0 || day === 0) return null;
    return [pad(year, 4), ...(month ? [pad(month, 2)] : []), ...(day ? [pad(day, 2)] : [])].join(
      "-",
    );
  };
}

const pad = (number: number, length: number): string => String(number).padStart(length, "0");

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
