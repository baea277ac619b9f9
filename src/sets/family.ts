import { KeySet } from "./key-set.ts";

/** The records with one value of a filter. */
export class Members {
  /** The value as the database has it. */
  readonly value: string;
  readonly open = new KeySet();
  /** Those whose link to the value leads over a draft: who has no key must not see it. */
  readonly hidden = new KeySet();

  constructor(value: string) {
    this.value = value;
  }
}

/** ASCII letters are alike in either case, as in the columns that are compared so. */
const fold = (value: string) => value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** All values of one filter, with the records that have each. */
export class Family {
  private readonly byValue = new Map<string, Members>();

  members(value: string): Members | undefined {
    return this.byValue.get(fold(value));
  }

  /** The members of a value, which may be new. */
  of(value: string): Members {
    const key = fold(value);
    let members = this.byValue.get(key);
    if (members === undefined) {
      members = new Members(value);
      this.byValue.set(key, members);
    }
    return members;
  }

  values(): Iterable<Members> {
    return this.byValue.values();
  }
}

/** A family that follows from a column of the record's own row: each record has one value, or none. */
export class ColumnFamily extends Family {
  private readonly known: Members[] = [];
  private readonly numbers = new Map<Members, number>();
  /** By key: which of `known` the record has, counted from 1; 0 for none. */
  private having = new Uint32Array(1024);

  /** Notes the value that a record has now. */
  put(key: number, value: string | null): void {
    this.having = grown(this.having, key);
    const before = this.known[(this.having[key] ?? 0) - 1];
    const members = value === null ? undefined : this.of(value);
    if (before === members) return;
    before?.open.remove(key);
    members?.open.add(key);
    this.having[key] = members === undefined ? 0 : this.numberOf(members);
  }

  private numberOf(members: Members): number {
    const number = this.numbers.get(members);
    if (number !== undefined) return number;
    this.numbers.set(members, this.known.push(members));
    return this.known.length;
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
