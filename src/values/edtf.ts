/**
 * Vague dates: the part of the Extended Date/Time Format (ISO 8601-2, EDTF level 0, with the `~` of
 * level 1) that legal sources need: `2020`, `2020-07`, `2020-07-22`, each perhaps approximate.
 */

/** A date as given, and the first and last day of the period that it stands for. */
export interface Period {
  text: string;
  /** `YYYY-MM-DD` */
  start: string;
  /** `YYYY-MM-DD`, included */
  end: string;
}

/** For JSON Schema: the shape of a date, without the calendar. */
export const EDTF_PATTERN = "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?~?$";

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?~?$/;

const pad = (n: number) => String(n).padStart(2, "0");

/** The number of days of a month (1–12) in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The period of a date, or what is wrong with it, in words that complete "is not a date: …". */
export function parsePeriod(text: string): Period | { fault: string } {
  const match = SHAPE.exec(text);
  if (!match) {
    return { fault: "write YYYY-MM-DD, YYYY-MM or YYYY, with a trailing ~ if approximate" };
  }
  const [, year = "", month, day] = match;
  if (month === undefined) return { text, start: `${year}-01-01`, end: `${year}-12-31` };
  const monthNumber = Number(month);
  if (monthNumber < 1 || monthNumber > 12) return { fault: `there is no month ${month}` };
  const last = daysInMonth(Number(year), monthNumber);
  if (day === undefined) {
    return { text, start: `${year}-${month}-01`, end: `${year}-${month}-${pad(last)}` };
  }
  if (Number(day) < 1 || Number(day) > last) {
    return { fault: `${year}-${month} has the days 01 to ${pad(last)}` };
  }
  return { text, start: `${year}-${month}-${day}`, end: `${year}-${month}-${day}` };
}

/**
 * The period of a date that has been validated before.
 * @throws {RangeError} if it has not
 */
export function periodOf(text: string): Period {
  const period = parsePeriod(text);
  if ("fault" in period) throw new RangeError(`${text} is not a date: ${period.fault}`);
  return period;
}

/** The day after a `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (date < daysInMonth(year, month)) return `${day.slice(0, 8)}${pad(date + 1)}`;
  if (month < 12) return `${day.slice(0, 5)}${pad(month + 1)}-01`;
  return `${String(year + 1).padStart(4, "0")}-01-01`;
}

/** The day before a `YYYY-MM-DD`, which is not the first that can be written. */
export function dayBefore(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (date > 1) return `${day.slice(0, 8)}${pad(date - 1)}`;
  if (month > 1) return `${day.slice(0, 5)}${pad(month - 1)}-${daysInMonth(year, month - 1)}`;
  return `${String(year - 1).padStart(4, "0")}-12-31`;
}

/** Today in UTC, `YYYY-MM-DD`. */
export const today = (): string => new Date().toISOString().slice(0, 10);
