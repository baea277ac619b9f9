import { daysInMonth } from "../values/edtf.ts";
import { KeySet } from "./key-set.ts";
import { grown } from "./family.ts";

/**
 * The dates of a resource's records, by which it is sorted unless something else is asked for.
 * Days are numbers such as 20200722, 0 where there is none. A vague date is its period.
 */

const dayNumber = (day: string): number => Number(day.replaceAll("-", ""));
const yearOf = (day: number): number => Math.floor(day / 10_000);
const monthOf = (day: number): number => Math.floor(day / 100);

const NONE = new KeySet();

export class Days {
  private start = new Int32Array(1024);
  private end = new Int32Array(1024);
  private readonly dated = new KeySet();
  /** By year, and by month such as 202007, the records whose period touches it. */
  private readonly years = new Map<number, KeySet>();
  private readonly months = new Map<number, KeySet>();

  /** Notes a record's period; `""` where it has none, or is no more. */
  put(key: number, start: string, end: string): void {
    this.start = grown(this.start, key);
    this.end = grown(this.end, key);
    const [first, last] = [dayNumber(start), dayNumber(end)];
    if (this.start[key] === first && this.end[key] === last) return;
    this.mark(key, (set) => set.remove(key));
    this.start[key] = first;
    this.end[key] = last;
    this.mark(key, (set) => set.add(key));
  }

  /** Reaches the sets that a record is in. Periods are days, months or years: none is in two years. */
  private mark(key: number, change: (set: KeySet) => void): void {
    const [first, last] = [this.start[key] ?? 0, this.end[key] ?? 0];
    if (first === 0) return;
    change(this.dated);
    change(setOf(this.years, yearOf(first)));
    for (let month = monthOf(first); month <= monthOf(last); month++) {
      change(setOf(this.months, month));
    }
  }

  /** The records that have a date. */
  all(): KeySet {
    return this.dated;
  }

  /** The years, or months, that records have, each such as `2020` or `2020-07`. */
  *counted(unit: "year" | "month"): Iterable<[string, KeySet]> {
    for (const [number, set] of unit === "year" ? this.years : this.months) {
      const text = String(number).padStart(unit === "year" ? 4 : 6, "0");
      yield [unit === "year" ? text : `${text.slice(0, 4)}-${text.slice(4)}`, set];
    }
  }

  /** The records whose period overlaps a range of days, both of which count. */
  overlapping(from: string, to: string): KeySet {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    const whole: KeySet[] = [];
    const some: KeySet[] = [];
    for (const [year, set] of this.years) {
      if (year < yearOf(first) || year > yearOf(last)) continue;
      if (first <= year * 10_000 + 101 && year * 10_000 + 1231 <= last) whole.push(set);
      else this.monthsWithin(year, first, last, whole, some);
    }
    const found = new KeySet();
    for (const set of whole) found.orInPlace(set);
    for (const set of some) {
      const overlapping = set
        .toUint32Array()
        .filter((key) => (this.start[key] ?? 0) <= last && (this.end[key] ?? 0) >= first);
      found.addMany(overlapping);
    }
    return found;
  }

  /** Sorts a year's months into those that a range covers, and those that it covers in part. */
  private monthsWithin(
    year: number,
    first: number,
    last: number,
    whole: KeySet[],
    some: KeySet[],
  ): void {
    for (let month = 1; month <= 12; month++) {
      const number = year * 100 + month;
      const set = this.months.get(number);
      if (set === undefined || number < monthOf(first) || number > monthOf(last)) continue;
      const lastDay = number * 100 + daysInMonth(year, month);
      (first <= number * 100 + 1 && lastDay <= last ? whole : some).push(set);
    }
  }

  /**
   * Of a set, all records among which the first `count` in the order of days after a day must be:
   * those as well that share the last day, since this knows no order within a day.
   * What has no date comes last in either direction.
   * @param after the day of the last record that was shown, 0 for undated; null to begin
   */
  first(set: KeySet, count: number, descending: boolean, after: number | null): KeySet {
    const found = new KeySet();
    let wanted = count;
    if (after !== 0) {
      const years = [...this.years.keys()].sort((a, b) => (descending ? b - a : a - b));
      const begin = after === null ? null : yearOf(after);
      for (const year of years) {
        if (begin !== null && (descending ? year > begin : year < begin)) continue;
        const within = KeySet.and(set, this.years.get(year) ?? NONE);
        wanted -= this.firstOfYear(within, wanted, descending, after, found);
        if (wanted <= 0) return found;
      }
    }
    found.orInPlace(KeySet.andNot(set, this.dated));
    return found;
  }

  /** Adds to `found` what of one year is among the first; returns how many follow `after`'s day. */
  private firstOfYear(
    within: KeySet,
    wanted: number,
    descending: boolean,
    after: number | null,
    found: KeySet,
  ): number {
    const keys = within.toUint32Array();
    // How many there are on each day of the year, as month × 100 + day.
    const perDay = new Uint32Array(1300);
    const comes = (day: number) => after === null || (descending ? day <= after : day >= after);
    for (const key of keys) {
      const day = this.start[key] ?? 0;
      if (comes(day) && day !== after) perDay[day % 10_000] = (perDay[day % 10_000] ?? 0) + 1;
    }
    let counted = 0;
    let cut: number | null = null;
    for (let i = 0; i < perDay.length && cut === null; i++) {
      const place = descending ? perDay.length - 1 - i : i;
      counted += perDay[place] ?? 0;
      if (counted >= wanted) cut = place;
    }
    for (const key of keys) {
      const day = this.start[key] ?? 0;
      const place = day % 10_000;
      const early = cut === null || (descending ? place >= cut : place <= cut);
      if (comes(day) && (early || day === after)) found.add(key);
    }
    return counted;
  }
}

function setOf(sets: Map<number, KeySet>, number: number): KeySet {
  let set = sets.get(number);
  if (set === undefined) {
    set = new KeySet();
    sets.set(number, set);
  }
  return set;
}
