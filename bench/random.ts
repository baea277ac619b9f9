/**
 * Numbers that look random and are the same in every run, so that two runs on two machines, or
 * before and after a change, measure the same data.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to 1, by mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Whether something happens that does so in this share of cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /**
   * One of a list.
   * @throws {RangeError} if the list is empty
   */
  pick<T>(list: readonly T[]): T {
    return elementAt(list, Math.floor(this.next() * list.length));
  }

  /** The same elements in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    const keyed = list.map((element) => ({ element, key: this.next() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ element }) => element);
  }
}

/**
 * Draws from a list with a long tail: the n-th element has a weight of 1/n^exponent (Zipf), which
 * is about how topics and authorities are spread over real developments.
 */
export class LongTail<T> {
  private readonly list: readonly T[];
  private readonly sums: number[] = [];

  constructor(list: readonly T[], exponent = 1) {
    this.list = list;
    let sum = 0;
    for (let rank = 1; rank <= list.length; rank++) {
      sum += rank ** -exponent;
      this.sums.push(sum);
    }
  }

  /**
   * @throws {RangeError} if the list is empty
   */
  draw(random: Random): T {
    const wanted = random.next() * (this.sums.at(-1) ?? 0);
    let low = 0;
    let high = this.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    return elementAt(this.list, low);
  }
}

/**
 * The element of a list at an index that is known to be there.
 * @throws {RangeError} if it is not
 */
export function elementAt<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`There is no element ${index}.`);
  return list[index] as T;
}
