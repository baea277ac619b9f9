/** Random choices that are the same on every run, so that a failure can be seen again. */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** At least 0 and below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws {RangeError} if there is nothing to choose from */
  pick<T>(list: readonly T[]): T {
    const chosen = list[this.between(0, list.length - 1)];
    if (chosen === undefined) throw new RangeError("There is nothing to choose from.");
    return chosen;
  }

  /** Different elements, at most so many, in random order. */
  some<T>(list: readonly T[], least: number, most: number): T[] {
    const rest = [...list];
    const wanted = Math.min(rest.length, this.between(least, most));
    return Array.from({ length: wanted }, () => {
      const [chosen] = rest.splice(this.between(0, rest.length - 1), 1);
      return chosen as T;
    });
  }
}
