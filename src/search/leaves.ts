import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { StatementCache } from "../db/database.ts";
import { resourceNamed } from "../resources/index.ts";
import { KeySet } from "../sets/key-set.ts";
import type { Leaf } from "./grammar.ts";
import type { Part } from "./text-index.ts";
import { textsOf, textTable } from "./text-index.ts";

/** About how many bytes of sets are kept. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Each that is kept is held against each record that changes. */
const MOST_KEPT = 5000;

/** More changes than this are not brought in one by one: what was kept is read again. */
const MOST_CHANGES = 1000;

/** Who prepares a search gives others their turn after so many milliseconds. */
const TURN = 5;

interface Kept {
  resource: string;
  part: Part;
  /** What the words of a record contain, with a space before and after, if they match. */
  needle: string;
  keys: KeySet;
}

/**
 * The records of which a part of the text has a word, a phrase or a prefix. FTS5 finds them; what
 * was found is kept, and kept true when records change.
 */
export class Leaves {
  private readonly connection: StatementCache;
  private readonly kept = new LRUCache<string, Kept>({
    max: MOST_KEPT,
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ keys, needle }) =>
      keys.getSerializationSizeInBytes("portable") + 2 * needle.length + 500,
  });

  constructor(connection: StatementCache) {
    this.connection = connection;
  }

  /** The keys of the records; they must not be changed. */
  keys(resource: string, part: Part, leaf: Leaf): KeySet {
    const name = nameOf(resource, part, leaf);
    const known = this.kept.get(name);
    if (known !== undefined) return known.keys;
    const keys = this.find(resource, part, leaf);
    this.kept.set(name, { resource, part, needle: needleOf(leaf), keys });
    return keys;
  }

  /** Reads what `keys` will be asked for, word by word, with turns for others in between. */
  async prepare(asked: Iterable<readonly [string, Part, Leaf]>): Promise<void> {
    let since = performance.now();
    for (const [resource, part, leaf] of asked) {
      this.keys(resource, part, leaf);
      if (performance.now() - since < TURN) continue;
      await setImmediate();
      since = performance.now();
    }
  }

  /**
   * Reads a word's records at one go, since FTS5 looks at all that come before where a part begins.
   * A million keys are handed over as one text in a third of the time of a million rows.
   */
  private find(resource: string, part: Part, leaf: Leaf): KeySet {
    const table = textTable(resourceNamed(resource));
    const [keys] = this.connection.column(
      `select cast(group_concat(rowid) as blob) from ${table} where ${table} match ?`,
      `{${part}} : ${ftsPhrase(leaf)}`,
    ) as unknown as [Buffer | null];
    return new KeySet(keys === null ? [] : numbersOf(keys));
  }

  /** Brings in what changed; `changed` is empty where everything may have. */
  update(resource: string, changed: readonly number[]): void {
    const entries = [...this.kept.entries()].filter(([, kept]) => kept.resource === resource);
    if (entries.length === 0) return;
    if (changed.length === 0 || changed.length > MOST_CHANGES) {
      for (const [name] of entries) this.kept.delete(name);
      return;
    }
    const texts = textsOf(this.connection, resourceNamed(resource), changed);
    for (const key of changed) {
      const text = texts.get(key);
      for (const [, { part, needle, keys }] of entries) {
        if (text !== undefined && ` ${text[part]} `.includes(needle)) keys.add(key);
        else keys.remove(key);
      }
    }
  }
}

const COMMA = 0x2c;
const ZERO = 0x30;

/** Numbers that are written in ASCII, with commas between them. */
function numbersOf(text: Buffer): Uint32Array {
  const numbers = new Uint32Array((text.length + 1) >> 1);
  let count = 0;
  let number = 0;
  for (const byte of text) {
    if (byte === COMMA) {
      numbers[count++] = number;
      number = 0;
    } else number = number * 10 + (byte - ZERO);
  }
  numbers[count++] = number;
  return numbers.subarray(0, count);
}

/** The texts of consecutive tokens contain it, with a space before and after. */
const needleOf = ({ tokens, prefix }: Leaf): string => ` ${tokens.join(" ")}${prefix ? "" : " "}`;

const nameOf = (resource: string, part: Part, leaf: Leaf): string =>
  `${resource} ${part}${needleOf(leaf)}`;

/** A phrase as FTS5 has it: within quotes, so that no word of it is syntax. */
const ftsPhrase = ({ tokens, prefix }: Leaf): string =>
  `"${tokens.join(" ")}"${prefix ? " *" : ""}`;
