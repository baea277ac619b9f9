import type { Unit } from "../references/names.ts";
import { unitsOf } from "../references/names.ts";
import { WordTree } from "../references/word-tree.ts";

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
  private readonly tree = new WordTree();
  private readonly holders = new Map<number, Named<T>[]>();

  add(name: string, value: T): void {
    const node = this.tree.add(name);
    if (node === null) return;
    const holders = this.holders.get(node);
    if (holders === undefined) this.holders.set(node, [{ name, value }]);
    else if (!holders.some((other) => other.value === value)) holders.push({ name, value });
  }

  /** The numbers of a text's units, to be handed to `at`. */
  numbersOf(units: readonly Unit[]): Int32Array {
    return this.tree.numbersOf(units);
  }

  /** The names that begin at a unit, the longest first. */
  at(numbers: Int32Array, first: number): NameAt<T>[] {
    const found: NameAt<T>[] = [];
    this.tree.walk(numbers, first, numbers.length, (node, length) => {
      const named = this.holders.get(node);
      if (named !== undefined) found.unshift({ length, named });
    });
    return found;
  }

  /** What a whole text is a name of. */
  of(name: string): readonly Named<T>[] {
    const units = unitsOf(name);
    const [longest] = this.at(this.numbersOf(units), 0);
    return longest !== undefined && longest.length === units.length ? longest.named : [];
  }
}
