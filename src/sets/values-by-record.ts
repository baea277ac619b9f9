import { grown } from "./family.ts";

/**
 * The values that each record has, as small numbers: the sets of a family the other way round. To
 * count a few thousand records by thousands of values, it is quicker to look at those records.
 *
 * The values of a record are a chain of links in one array: a million small arrays would take ten
 * times the memory. Links that are added one after the other stand side by side.
 */
export class ValuesByRecord {
  /** By record: the place of its first link; 0 for none. */
  private first = new Uint32Array(1024);
  /** At a place the value, and after it the place of the record's next link, or 0. */
  private links = new Uint32Array(1024);
  private last = 0;
  /** The chain of the links that were taken out. */
  private free = 0;

  add(record: number, value: number): void {
    this.first = grown(this.first, record);
    const place = this.place();
    this.links[place] = value;
    this.links[place + 1] = this.first[record] ?? 0;
    this.first[record] = place;
  }

  /** Takes a value from a record, which may not have it. */
  remove(record: number, value: number): void {
    const { links } = this;
    let before = 0;
    let place = this.first[record] ?? 0;
    while (place !== 0 && links[place] !== value) {
      before = place;
      place = links[place + 1] ?? 0;
    }
    if (place === 0) return;
    const after = links[place + 1] ?? 0;
    if (before === 0) this.first[record] = after;
    else links[before + 1] = after;
    links[place + 1] = this.free;
    this.free = place;
  }

  /**
   * By value, how many of some records have it.
   * @param values how many values there are
   */
  count(records: Uint32Array, values: number): Uint32Array {
    const counts = new Uint32Array(values);
    const { first, links } = this;
    for (const record of records) {
      for (let place = first[record] ?? 0; place !== 0; place = links[place + 1] ?? 0) {
        const value = links[place] ?? 0;
        counts[value] = (counts[value] ?? 0) + 1;
      }
    }
    return counts;
  }

  /**
   * The records that have any of some values, ascending.
   * @param wanted by value, 1 for those
   */
  havingAny(wanted: Uint8Array): Uint32Array {
    const { first, links } = this;
    const found = new Uint32Array(first.length);
    let count = 0;
    for (let record = 0; record < first.length; record++) {
      let place = first[record] ?? 0;
      while (place !== 0 && wanted[links[place] ?? 0] !== 1) place = links[place + 1] ?? 0;
      if (place !== 0) found[count++] = record;
    }
    return found.subarray(0, count);
  }

  private place(): number {
    const { free } = this;
    if (free !== 0) {
      this.free = this.links[free + 1] ?? 0;
      return free;
    }
    this.last += 2;
    this.links = grown(this.links, this.last + 1);
    return this.last;
  }
}
