import { KeySet } from "./key-set.ts";

/** The latest day comes after all that can be written, and no day after that. */
const ABSENT_LAST = Number.POSITIVE_INFINITY;

/**
 * One day of each record, or none, for a value that is computed for a whole resource at once.
 * Days are numbers such as 20200722, 0 where there is none. It does not change: when the records
 * do, it is made anew, which takes a fraction of what keeping sets for each month would.
 */
export class DayOfEach {
  private readonly keys: Uint32Array;
  /** By the places of the keys, the day of each. */
  private readonly days: Int32Array;
  private readonly byKey: Int32Array;

  /**
   * @param keys the records that have a day
   * @param days the day of each, at the same place
   */
  constructor(keys: readonly number[], days: readonly number[]) {
    this.keys = Uint32Array.from(keys);
    this.days = Int32Array.from(days);
    this.byKey = new Int32Array(this.keys.reduce((most, key) => Math.max(most, key), 0) + 1);
    this.keys.forEach((key, place) => {
      this.byKey[key] = this.days[place] ?? 0;
    });
  }

  /** The records whose day is within a range, of which both ends count. */
  between(first: number, last: number): KeySet {
    return new KeySet(
      this.keys.filter((_, i) => {
        const day = this.days[i] ?? 0;
        return day >= first && day <= last;
      }),
    );
  }

  /** The records that have a day. */
  all(): KeySet {
    return new KeySet(this.keys);
  }

  /** The years that records have, each such as `2020`. */
  *years(): Iterable<[string, KeySet]> {
    const byYear = new Map<number, number[]>();
    this.days.forEach((day, i) => {
      listOf(byYear, Math.floor(day / 10_000)).push(this.keys[i] ?? 0);
    });
    for (const [year, keys] of byYear) {
      yield [String(year).padStart(4, "0"), new KeySet(keys)];
    }
  }

  /**
   * The records of a set in the order of their days, those of one day together; what has none comes
   * last in either direction, as 0. It stops once the groups have `count` records.
   * @param after the day of the last record that was shown, whose group comes first; null to begin
   */
  *inOrder(
    set: KeySet,
    count: number,
    descending: boolean,
    after: number | null,
  ): Iterable<[number, KeySet]> {
    const placeOf = (day: number) => (day === 0 ? ABSENT_LAST : descending ? -day : day);
    const from = after === null ? Number.NEGATIVE_INFINITY : placeOf(after);
    const all = set.toUint32Array();
    const sizes = new Map<number, number>();
    for (const key of all) {
      const day = this.byKey[key] ?? 0;
      if (placeOf(day) >= from) sizes.set(day, (sizes.get(day) ?? 0) + 1);
    }
    const groups = new Map<number, number[]>();
    let left = count;
    for (const day of [...sizes.keys()].sort((a, b) => compare(placeOf(a), placeOf(b)))) {
      if (left <= 0) break;
      groups.set(day, []);
      // Of the group of `after` some were shown already.
      if (day !== after) left -= sizes.get(day) ?? 0;
    }
    for (const key of all) groups.get(this.byKey[key] ?? 0)?.push(key);
    for (const [day, keys] of groups) yield [day, new KeySet(keys)];
  }
}

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);

function listOf(lists: Map<number, number[]>, number: number): number[] {
  let list = lists.get(number);
  if (list === undefined) {
    list = [];
    lists.set(number, list);
  }
  return list;
}
