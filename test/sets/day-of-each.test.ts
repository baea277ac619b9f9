import fc from "fast-check";
import t from "tap";
import { DayOfEach } from "../../src/sets/day-of-each.ts";
import { KeySet } from "../../src/sets/key-set.ts";

/** Few days and years, so that they tie; 0 is none. */
const day = fc.oneof(
  fc.constant(0),
  fc
    .tuple(fc.constantFrom(1, 1999, 2020, 9999), fc.integer({ min: 1, max: 3 }))
    .map(([year, date]) => year * 10_000 + 100 + date),
);
const dayOf = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), day), { maxLength: 60 })
  .map((pairs) => new Map(pairs));
const has = ([, at]: readonly [number, number]) => at !== 0;

const made = (all: ReadonlyMap<number, number>) => {
  const dated = [...all].filter(has);
  return new DayOfEach(
    dated.map(([key]) => key),
    dated.map(([, at]) => at),
  );
};
const keys = fc.uniqueArray(fc.integer({ min: 1, max: 45 }));

t.test("a range has the records whose day is in it", async (t) => {
  fc.assert(
    fc.property(dayOf, day, day, (all, first, last) => {
      const wanted = [...all].filter(([, at]) => at !== 0 && first <= at && at <= last);
      const days = made(all);
      return same(days.between(first, last), wanted) && same(days.all(), [...all].filter(has));
    }),
  );
  t.pass();
});

t.test("years have the records of their days", async (t) => {
  fc.assert(
    fc.property(dayOf, (all) => {
      const years = [...made(all).years()];
      const named = years.every(([year, set]) =>
        same(
          set,
          [...all].filter((each) => has(each) && Math.floor(each[1] / 10_000) === Number(year)),
        ),
      );
      const count = years.reduce((sum, [, set]) => sum + set.size, 0);
      return named && count === [...all].filter(has).length;
    }),
  );
  t.pass();
});

t.test("a walk from group to group meets each record once, in order", async (t) => {
  fc.assert(
    fc.property(
      dayOf,
      keys,
      fc.boolean(),
      fc.integer({ min: 1, max: 10 }),
      (all, some, down, count) => {
        const days = made(all);
        const wanted = [...new Set(some.map((key) => all.get(key) ?? 0))].sort((a, b) =>
          a === 0 || b === 0 ? Number(a === 0) - Number(b === 0) : down ? b - a : a - b,
        );
        const groups: number[] = [];
        for (let after: number | null = null; ; ) {
          const page = [...days.inOrder(new KeySet(some), count, down, after)];
          if (
            !page.every(([at, set]) =>
              same(
                set,
                some.filter((key) => (all.get(key) ?? 0) === at).map((key) => [key, at] as const),
              ),
            )
          )
            return false;
          const next = page.filter(([at]) => at !== after);
          if (next.length === 0) break;
          const found = next.reduce((sum, [, set]) => sum + set.size, 0);
          groups.push(...next.map(([at]) => at));
          after = groups.at(-1) ?? null;
          if (found < count && groups.length < wanted.length) return false;
        }
        return JSON.stringify(groups) === JSON.stringify(wanted);
      },
    ),
  );
  t.pass();
});

function same(set: KeySet, wanted: readonly (readonly [number, number])[]): boolean {
  const sorted = wanted.map(([key]) => key).sort((a, b) => a - b);
  return JSON.stringify(set.toArray()) === JSON.stringify(sorted);
}
