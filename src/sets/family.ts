import type { View } from "../db/dataset.ts";
import { KeySet } from "./key-set.ts";
import { ValuesByRecord } from "./values-by-record.ts";

/** The records with one value of a filter. */
export class Members {
  /** The value as the database has it. */
  readonly value: string;
  /** Its place among the values of the family. */
  readonly number: number;
  readonly open = new KeySet();
  /** Those whose link to the value leads over a draft: who has no key must not see it. */
  readonly hidden = new KeySet();

  constructor(value: string, number: number) {
    this.value = value;
    this.number = number;
  }
}

/** A value and how many records have it. */
export type Counted = readonly [value: string, count: number];

/** ASCII letters are alike in either case, as in the columns that are compared so. */
const fold = (value: string) => value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** More sets than this take longer to be united than it takes to look at each record. */
const FEW_SETS = 100;

/** All values of one filter, with the records that have each. */
export class Family {
  protected readonly known: Members[] = [];
  private readonly byValue = new Map<string, Members>();
  /** Twice the number of a value, and one more where the record is hidden in it. */
  private readonly byRecord: ValuesByRecord | null;

  /** @param isHeldByRecord whether it is kept which values each record has, to go through them all */
  constructor(isHeldByRecord: boolean) {
    this.byRecord = isHeldByRecord ? new ValuesByRecord() : null;
  }

  members(value: string): Members | undefined {
    return this.byValue.get(fold(value));
  }

  /** The members of a value, which may be new. */
  of(value: string): Members {
    const key = fold(value);
    let members = this.byValue.get(key);
    if (members === undefined) {
      members = new Members(value, this.known.length);
      this.known.push(members);
      this.byValue.set(key, members);
    }
    return members;
  }

  values(): Iterable<Members> {
    return this.known;
  }

  /** How many values there are. */
  get size(): number {
    return this.known.length;
  }

  /** One of a value's two sets, to be filled. */
  slot(value: string, isHidden: boolean): Slot {
    const members = this.of(value);
    const set = isHidden ? members.hidden : members.open;
    return new Slot(members, set, 2 * members.number + (isHidden ? 1 : 0), this.byRecord);
  }

  /** The records that a view sees have any of some values. */
  havingAny(values: readonly Members[], view: View): KeySet {
    if (this.byRecord !== null && values.length > FEW_SETS) {
      const wanted = new Uint8Array(2 * this.known.length);
      for (const { number } of values) {
        wanted[2 * number] = 1;
        if (view === "full") wanted[2 * number + 1] = 1;
      }
      return new KeySet(this.byRecord.havingAny(wanted));
    }
    const found = new KeySet();
    for (const { open, hidden } of values) {
      found.orInPlace(open);
      if (view === "full") found.orInPlace(hidden);
    }
    return found;
  }

  /** How many of some records have each value that a view sees them have. */
  *count(records: KeySet, view: View): Iterable<Counted> {
    const counts = this.byRecord?.count(records.toUint32Array(), 2 * this.known.length);
    for (const { value, number } of this.known) {
      const hidden = view === "full" ? (counts?.[2 * number + 1] ?? 0) : 0;
      yield [value, (counts?.[2 * number] ?? 0) + hidden];
    }
  }
}

/** So many records are put into a set at once. */
const ADDED_AT_ONCE = 4096;

/** A set of records with a value, and what is known by record as well. */
class Slot {
  readonly members: Members;
  readonly set: KeySet;
  private readonly number: number;
  private readonly byRecord: ValuesByRecord | null;
  private waiting: number[] = [];

  constructor(members: Members, set: KeySet, number: number, byRecord: ValuesByRecord | null) {
    this.members = members;
    this.set = set;
    this.number = number;
    this.byRecord = byRecord;
  }

  add(record: number): void {
    if (this.set.tryAdd(record)) this.byRecord?.add(record, this.number);
  }

  remove(record: number): void {
    if (this.set.delete(record)) this.byRecord?.remove(record, this.number);
  }

  /** Adds a record that is not in it; the set has it after `settle`. */
  addLater(record: number): void {
    this.byRecord?.add(record, this.number);
    if (this.waiting.push(record) === ADDED_AT_ONCE) this.addWaiting();
  }

  /** Ends a row of `addLater`. */
  settle(): void {
    this.addWaiting();
    this.set.runOptimize();
    this.set.shrinkToFit();
  }

  private addWaiting(): void {
    this.set.addMany(this.waiting);
    this.waiting = [];
  }
}

export type { Slot };

/** A family that follows from a column of the record's own row: each record has one value, or none. */
export class ColumnFamily extends Family {
  /** By key: the number of the value that the record has, counted from 1; 0 for none. */
  private having = new Uint32Array(1024);

  constructor() {
    super(false);
  }

  /** Notes the value that a record has now. */
  put(key: number, value: string | null): void {
    this.having = grown(this.having, key);
    const before = this.known[(this.having[key] ?? 0) - 1];
    const members = value === null ? undefined : this.of(value);
    if (before === members) return;
    before?.open.remove(key);
    members?.open.add(key);
    this.having[key] = members === undefined ? 0 : members.number + 1;
  }

  override *count(records: KeySet): Iterable<Counted> {
    const counts = new Uint32Array(this.known.length + 1);
    for (const record of records.toUint32Array()) {
      const number = this.having[record] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
    }
    for (const { value, number } of this.known) yield [value, counts[number + 1] ?? 0];
  }
}

/** The same array, or a longer copy that has a place for the key. */
export function grown<T extends Uint32Array | Int32Array>(array: T, key: number): T {
  if (key < array.length) return array;
  const longer = new (array.constructor as new (length: number) => T)(
    Math.max(key + 1, array.length * 2),
  );
  longer.set(array);
  return longer;
}
