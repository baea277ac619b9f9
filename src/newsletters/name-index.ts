import type { Unit } from "../references/names.ts";
import { LONGEST_NAME, unitsOf } from "../references/names.ts";
import { Trie } from "../references/trie.ts";

/** A name, as it is written in a record, and what it stands for. */
export interface Named<T> {
  name: string;
  value: T;
}

/** What begins at a unit of a text: a name of so many units. */
export interface NameAt<T> {
  length: number;
  named: readonly Named<T>[];
}

/** Names for finding them in texts, compared as searches fold: any case, width and punctuation. */
export class NameIndex<T> {
  private readonly trie = new Trie();
  private readonly words = new Map<string, number>();
  private readonly holders = new Map<number, Named<T>[]>();

  add(name: string, value: T): void {
    const units = unitsOf(name);
    if (units.length === 0 || units.length > LONGEST_NAME) return;
    const node = this.trie.add(units.map(({ text }) => this.numberOf(text)));
    const holders = this.holders.get(node);
    if (holders === undefined) this.holders.set(node, [{ name, value }]);
    else if (!holders.some((other) => other.value === value)) holders.push({ name, value });
  }

  private numberOf(word: string): number {
    let number = this.words.get(word);
    if (number === undefined) {
      number = this.words.size + 1;
      this.words.set(word, number);
    }
    return number;
  }

  /** The numbers of a text's units, 0 for those that no name has, to be handed to `at`. */
  numbersOf(units: readonly Unit[]): Int32Array {
    return Int32Array.from(units, ({ text }) => this.words.get(text) ?? 0);
  }

  /** The names that begin at a unit, the longest first. */
  at(numbers: Int32Array, first: number): NameAt<T>[] {
    const found: NameAt<T>[] = [];
    let node = 0;
    for (let i = first; i < numbers.length; i++) {
      const number = numbers[i] as number;
      if (number === 0) break;
      node = this.trie.next(node, number);
      if (node === 0) break;
      const named = this.holders.get(node);
      if (named !== undefined) found.unshift({ length: i - first + 1, named });
    }
    return found;
  }

  /** What a whole text is a name of. */
  of(name: string): readonly Named<T>[] {
    const units = unitsOf(name);
    const [longest] = this.at(this.numbersOf(units), 0);
    return longest !== undefined && longest.length === units.length ? longest.named : [];
  }
}
