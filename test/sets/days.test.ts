import fc from "fast-check";
import t from "tap";
import { Days } from "../../src/sets/days.ts";
import { KeySet } from "../../src/sets/key-set.ts";

/** A record's period, both days as `2020-07-22`; empty where it has none. */
type Period = readonly [start: string, end: string];

const two = (number: number) => String(number).padStart(2, "0");
const four = (number: number) => String(number).padStart(4, "0");
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number) =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const numberOf = (day: string) => Number(day.replaceAll("-", ""));

// Few years, so that days tie and ranges begin and end within what records have.
const year = fc.constantFrom(0, 1, 4, 1900, 2000, 2019, 2020, 2021, 9998, 9999);
const day: fc.Arbitrary<string> = fc
  .tuple(year, fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 2, 15, 28, 29, 30, 31))
  .map(([y, m, d]) => `${four(y)}-${two(m)}-${two(Math.min(d, lengthOf(y, m)))}`);
const period: fc.Arbitrary<Period> = fc.oneof(
  day.map((whole): Period => [whole, whole]),
  day.map((of): Period => {
    const [y, m] = [Number(of.slice(0, 4)), Number(of.slice(5, 7))];
    return [`${of.slice(0, 7)}-01`, `${of.slice(0, 7)}-${lengthOf(y, m)}`];
  }),
  year.map((y): Period => [`${four(y)}-01-01`, `${four(y)}-12-31`]),
  fc.constant<Period>(["", ""]),
);
// A key may be put again, as when a record's date changes or it is deleted.
const puts = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), period), { maxLength: 80 });

function filled(all: readonly (readonly [number, Period])[]): {
  days: Days;
  periods: Map<number, Period>;
} {
  const days = new Days();
  for (const [key, [start, end]] of all) days.put(key, start, end);
  return { days, periods: new Map(all) };
}

const naiveOverlap = (periods: Map<number, Period>, from: string, to: string): number[] =>
  [...periods]
    .filter(([, [start, end]]) => start !== "" && start <= to && end >= from)
    .map(([key]) => key)
    .sort((a, b) => a - b);

t.test("what overlaps a range is what a loop over all periods finds", async (t) => {
  fc.assert(
    fc.property(puts, day, day, (all, one, other) => {
      const { days, periods } = filled(all);
      const [from, to] = one <= other ? [one, other] : [other, one];
      t.strictSame([...days.overlapping(from, to)], naiveOverlap(periods, from, to));
    }),
    { numRuns: 500 },
  );
});

t.test("ranges at the edges of calendars", async (t) => {
  const { days } = filled([
    [1, ["2020-02-29", "2020-02-29"]],
    [2, ["2020-02-01", "2020-02-29"]],
    [3, ["2020-01-01", "2020-12-31"]],
    [4, ["0001-01-01", "0001-12-31"]],
    [5, ["9999-12-31", "9999-12-31"]],
    [6, ["2019-02-01", "2019-02-28"]],
    [7, ["", ""]],
  ]);
  const found = (from: string, to: string) => [...days.overlapping(from, to)];
  t.strictSame(found("2020-02-29", "2020-02-29"), [1, 2, 3]);
  t.strictSame(found("2020-02-01", "2020-02-28"), [2, 3]);
  t.strictSame(found("2020-03-01", "2020-03-01"), [3]);
  t.strictSame(found("2019-02-28", "2020-01-01"), [3, 6]);
  t.strictSame(found("0001-01-01", "0001-01-01"), [4]);
  t.strictSame(found("9999-12-31", "9999-12-31"), [5]);
  t.strictSame(found("0001-01-01", "9999-12-31"), [1, 2, 3, 4, 5, 6]);
});

/** The first `count` after a day with all that tie with the last of them, and all of `after` itself. */
function naiveFirst(
  periods: Map<number, Period>,
  set: KeySet,
  count: number,
  descending: boolean,
  after: number | null,
): number[] {
  const members = [...set].map((key) => ({ key, day: numberOf(periods.get(key)?.[0] ?? "") }));
  const undated = members.filter(({ day }) => day === 0);
  if (after === 0) return undated.map(({ key }) => key);
  const sign = descending ? -1 : 1;
  const dated = members
    .filter(({ day }) => day !== 0 && (after === null || (day - after) * sign >= 0))
    .sort((a, b) => (a.day - b.day) * sign);
  const following = dated.filter(({ day }) => day !== after);
  const last = following[count - 1]?.day;
  const chosen = dated.filter(({ day }) => last === undefined || (day - last) * sign <= 0);
  return [...chosen, ...(last === undefined ? undated : [])]
    .map(({ key }) => key)
    .sort((a, b) => a - b);
}

t.test("the first by date are what a sorted loop finds", async (t) => {
  const after = fc.oneof(fc.constant(null), fc.constant(0), day.map(numberOf));
  fc.assert(
    fc.property(
      puts,
      fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      after,
      (all, wanted, count, descending, after) => {
        const { days, periods } = filled(all);
        const set = new KeySet(wanted.filter((key) => periods.has(key)));
        t.strictSame(
          [...days.first(set, count, descending, after)],
          naiveFirst(periods, set, count, descending, after),
        );
      },
    ),
    { numRuns: 1000 },
  );
});
