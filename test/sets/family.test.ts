import fc from "fast-check";
import type { Test } from "tap";
import t from "tap";
import type { View } from "../../src/db/dataset.ts";
import { ColumnFamily, Family } from "../../src/sets/family.ts";
import { KeySet } from "../../src/sets/key-set.ts";

/** What is known by record must count as the sets by value do. */

const VIEWS: readonly View[] = ["public", "full"];
const value = fc.constantFrom("a", "B", "b", "c");
const record = fc.integer({ min: 1, max: 30 });
const some = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 });

function countBySets(family: Family, records: KeySet, view: View): [string, number][] {
  return [...family.values()].map(({ value, open, hidden }) => [
    value,
    records.andCardinality(open) + (view === "full" ? records.andCardinality(hidden) : 0),
  ]);
}

function agree(t: Test, family: Family, keys: readonly number[]) {
  const records = new KeySet(keys);
  for (const view of VIEWS) {
    t.strictSame([...family.count(records, view)], countBySets(family, records, view));
  }
}

t.test("families of memberships", async (t) => {
  const change = fc.tuple(fc.boolean(), value, fc.boolean(), record);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), some, (changes, keys) => {
      const family = new Family(true);
      for (const [isAdded, value, isHidden, record] of changes) {
        const slot = family.slot(value, isHidden);
        if (isAdded) slot.add(record);
        else slot.remove(record);
      }
      agree(t, family, keys);
    }),
    { numRuns: 300 },
  );
});

t.test("families that were read at one go, and then changed", async (t) => {
  const family = new Family(true);
  const [a, b] = [family.slot("a", false), family.slot("b", false)];
  for (let record = 1; record <= 10_000; record++) {
    a.addLater(record);
    if (record % 3 === 0) b.addLater(record);
  }
  for (const slot of [a, b]) slot.settle();
  t.same([a.set.size, b.set.size], [10_000, 3_333]);
  for (let record = 1; record <= 10_000; record += 7) a.remove(record);
  for (let record = 1; record <= 10_000; record += 5) b.add(record);
  agree(
    t,
    family,
    Array.from({ length: 5000 }, (_, i) => 2 * i),
  );
});

t.test("families of a column", async (t) => {
  const put = fc.tuple(record, fc.option(value));
  fc.assert(
    fc.property(fc.array(put, { maxLength: 100 }), some, (puts, keys) => {
      const family = new ColumnFamily();
      for (const [record, value] of puts) family.put(record, value);
      agree(t, family, keys);
    }),
    { numRuns: 300 },
  );
});
