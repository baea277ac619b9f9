import type { Unit } from "./names.ts";
import { LONGEST_NAME, unitsOf } from "./names.ts";
import { Trie } from "./trie.ts";

/** Names as sequences of words, for finding those that begin at a place in a text. */
export class WordTree {
  private readonly trie = new Trie();
  private readonly words = new Map<string, number>();

  /** The node of a name, which may be new; null for what is no name: nothing, or too long. */
  add(name: string): number | null {
    const units = unitsOf(name);
    if (units.length === 0 || units.length > LONGEST_NAME) return null;
    return this.trie.add(units.map(({ text }) => this.numberOf(text)));
  }

  private numberOf(word: string): number {
    let number = this.words.get(word);
    if (number === undefined) {
      number = this.words.size + 1;
      this.words.set(word, number);
    }
    return number;
  }

  /** The numbers of a text's units, 0 for those that no name has, to be handed to `walk`. */
  numbersOf(units: readonly Unit[]): Int32Array {
    return Int32Array.from(units, ({ text }) => this.words.get(text) ?? 0);
  }

  /**
   * Goes along the names that begin at a unit, as far as the text goes with one.
   * @param end the unit before which they have to end
   * @param visit is given each node on the way, and of how many units what leads there is
   */
  walk(
    numbers: Int32Array,
    first: number,
    end: number,
    visit: (node: number, length: number) => void,
  ): void {
    let node = 0;
    for (let i = first; i < end; i++) {
      const number = numbers[i] as number;
      if (number === 0) return;
      node = this.trie.next(node, number);
      if (node === 0) return;
      visit(node, i - first + 1);
    }
  }
}
