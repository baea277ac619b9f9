/** The smallest table; it doubles whenever it is two thirds full. */
const SMALLEST = 1 << 12;

/**
 * A tree of sequences of numbers, whose branches are one hash table in typed arrays: 12 bytes for a
 * place, 18 to 36 for a branch, where objects would take hundreds.
 *
 * An Aho-Corasick automaton would read a text in one pass whatever the sequences are, but can't take
 * in a new one without being made anew, and the packages that make one hold an object for each letter.
 */
export class Trie {
  private parents = new Int32Array(SMALLEST);
  private labels = new Int32Array(SMALLEST);
  /** 0 where the place is free: the root is nobody's child. */
  private children = new Int32Array(SMALLEST);
  private count = 0;

  /** The number of branches. */
  get size(): number {
    return this.count;
  }

  /** The node after a node by a label; 0 where there is none. The root is 0. */
  next(node: number, label: number): number {
    return this.children[this.placeOf(node, label)] as number;
  }

  /** The node at the end of a sequence, made where it is missing. */
  add(labels: readonly number[]): number {
    let node = 0;
    for (const label of labels) {
      const place = this.placeOf(node, label);
      const known = this.children[place] as number;
      if (known !== 0) node = known;
      else {
        this.count++;
        this.parents[place] = node;
        this.labels[place] = label;
        this.children[place] = this.count;
        node = this.count;
        if (this.count * 3 > this.children.length * 2) this.grow();
      }
    }
    return node;
  }

  private placeOf(node: number, label: number): number {
    const mask = this.children.length - 1;
    let place = (Math.imul(node, 0x9e3779b1) ^ Math.imul(label, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    while (
      this.children[place] !== 0 &&
      (this.parents[place] !== node || this.labels[place] !== label)
    ) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private grow(): void {
    const { parents, labels, children } = this;
    const size = children.length * 2;
    this.parents = new Int32Array(size);
    this.labels = new Int32Array(size);
    this.children = new Int32Array(size);
    for (let old = 0; old < children.length; old++) {
      const child = children[old] as number;
      if (child === 0) continue;
      const place = this.placeOf(parents[old] as number, labels[old] as number);
      this.parents[place] = parents[old] as number;
      this.labels[place] = labels[old] as number;
      this.children[place] = child;
    }
  }
}
