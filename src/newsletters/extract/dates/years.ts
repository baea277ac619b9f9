import { parsePeriod } from "../../../values/edtf.ts";
import type { DateMention } from "./choose-date.ts";
import { edtfOf } from "./find-dates.ts";

const DAY = 86_400_000;

/** The years, and months, that dates of a document lack: the edition's, or those of dates nearby. */
export class Years {
  private readonly edition: string | null;
  private readonly common: number;
  /** For each development the year and month of the nearest one that gives them. */
  private readonly near: readonly { year: number; month: number }[];

  constructor(
    edition: string | null,
    mentions: readonly (readonly DateMention[])[],
    own: readonly (DateMention | null)[],
  ) {
    this.edition = edition;
    const counts = new Map<number, number>();
    for (const { date } of mentions.flat()) {
      if (date.year > 0) counts.set(date.year, (counts.get(date.year) ?? 0) + 1);
    }
    this.common = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
    this.near = nearestOf(own);
  }

  /** A deadline with the year that it lacks: it comes after the development. */
  completeFrom(
    mention: DateMention,
    from: string,
    position: number,
  ): { date: string; doubt: string | null } | null {
    const { year, month, day } = mention.date;
    if (year !== 0 || month === 0) return this.complete(mention, position);
    const text = edtfOf({ year: yearFrom(from, month, day), month, day });
    if ("fault" in parsePeriod(text)) return null;
    const doubt = "The year is not given; it is the first such day after the development.";
    return {
      date: text,
      doubt: mention.date.doubt === null ? doubt : `${mention.date.doubt} ${doubt}`,
    };
  }

  /** A date with the year that it lacks; null where no year can be known. */
  complete({ date }: DateMention, position: number): { date: string; doubt: string | null } | null {
    const doubts = date.doubt === null ? [] : [date.doubt];
    let { year, month } = date;
    const near = this.near[position] ?? { year: 0, month: 0 };
    if (month === 0 && year === 0) {
      month = this.edition === null ? near.month : Number(this.edition.slice(5, 7));
      if (month === 0) return null;
      doubts.push("The month is not given; it is that of the edition or of its neighbours.");
    }
    if (year === 0) {
      if (this.edition !== null) {
        year = yearBefore(this.edition, month, date.day);
        doubts.push("The year is not given; it is taken from the edition's date.");
      } else {
        year = near.year > 0 ? near.year : this.common;
        if (year === 0) return null;
        doubts.push("The year is not given; it is that of the nearest date with one.");
      }
    }
    const text = edtfOf({ year, month, day: date.day });
    return "fault" in parsePeriod(text) ? null : { date: text, doubt: doubts.join(" ") || null };
  }
}

/** Of a day without a year the first one that is not before another. */
function yearFrom(from: string, month: number, day: number): number {
  const year = Number(from.slice(0, 4));
  const asked = Date.UTC(year, month - 1, day || 28);
  return asked < Date.parse(from) ? year + 1 : year;
}

/** Of a day without a year the last one that was not long after the edition. */
export function yearBefore(edition: string, month: number, day: number): number {
  const year = Number(edition.slice(0, 4));
  const asked = Date.UTC(year, month - 1, day || 1);
  return asked - Date.parse(edition) > 45 * DAY ? year - 1 : year;
}

function nearestOf(own: readonly (DateMention | null)[]): { year: number; month: number }[] {
  const result = own.map(() => ({
    year: 0,
    month: 0,
    distance: Number.POSITIVE_INFINITY,
    monthDistance: Number.POSITIVE_INFINITY,
  }));
  const pass = (order: readonly number[]) => {
    let [year, month, at, monthAt] = [0, 0, 0, 0];
    for (const i of order) {
      const date = own[i]?.date;
      if (date !== undefined && date.year > 0) [year, at] = [date.year, i];
      if (date !== undefined && date.month > 0) [month, monthAt] = [date.month, i];
      const entry = result[i];
      if (entry === undefined) continue;
      if (year > 0 && Math.abs(i - at) < entry.distance)
        [entry.year, entry.distance] = [year, Math.abs(i - at)];
      if (month > 0 && Math.abs(i - monthAt) < entry.monthDistance)
        [entry.month, entry.monthDistance] = [month, Math.abs(i - monthAt)];
    }
  };
  const order = own.map((_, i) => i);
  pass(order);
  pass(order.toReversed());
  return result;
}
