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

/** How a long search makes room for others. */
interface Pace {
  /** How many keys are searched at once. */
  slice: number;
  /** For so many milliseconds at most, then others have their turn. */
  turn: number;
}

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
  private readonly pace: Pace;
  private readonly kept = new LRUCache<string, Kept>({
    max: MOST_KEPT,
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ keys, needle }) =>
      keys.getSerializationSizeInBytes("portable") + 2 * needle.length + 500,
  });
  /** What is being read in slices, and has to follow changes as what is kept does. */
  private readonly underWay = new Map<string, { kept: Kept; done: Promise<void> }>();

  constructor(connection: StatementCache, pace: Pace = { slice: 50_000, turn: 5 }) {
    this.connection = connection;
    this.pace = pace;
  }

  /** The keys of the records; they must not be changed. */
  keys(resource: string, part: Part, leaf: Leaf): KeySet {
    const name = nameOf(resource, part, leaf);
    const known = this.kept.get(name);
    if (known !== undefined) return known.keys;
    const keys = this.find(resource, part, leaf, 0, Number.MAX_SAFE_INTEGER);
    this.kept.set(name, { resource, part, needle: needleOf(leaf), keys });
    return keys;
  }

  /**
   * Reads what `keys` will be asked for, with turns for others in between: a word that half of a
   * million records have takes a tenth of a second to read.
   */
  async prepare(asked: Iterable<readonly [string, Part, Leaf]>): Promise<void> {
    let since = performance.now();
    const turn = async () => {
      if (performance.now() - since < this.pace.turn) return;
      await setImmediate();
      since = performance.now();
    };
    for (const [resource, part, leaf] of asked) {
      const name = nameOf(resource, part, leaf);
      if (this.kept.has(name)) continue;
      const other = this.underWay.get(name);
      if (other !== undefined) await other.done;
      else await this.readInSlices(name, resource, part, leaf, turn);
      await turn();
    }
  }

  private async readInSlices(
    name: string,
    resource: string,
    part: Part,
    leaf: Leaf,
    turn: () => Promise<void>,
  ): Promise<void> {
    const { table } = resourceNamed(resource);
    const last = this.connection.get(`select max(key) as last from ${table}`)?.["last"];
    const kept: Kept = { resource, part, needle: needleOf(leaf), keys: new KeySet() };
    const read = async () => {
      // What is written behind a slice that was read comes in by `update`, as with all that is kept.
      const { slice } = this.pace;
      for (let from = 0; from <= Number(last ?? 0); from += slice) {
        kept.keys.orInPlace(this.find(resource, part, leaf, from, from + slice - 1));
        await turn();
      }
      if (this.underWay.get(name)?.kept === kept) this.kept.set(name, kept);
    };
    const done = read().finally(() => {
      if (this.underWay.get(name)?.kept === kept) this.underWay.delete(name);
    });
    this.underWay.set(name, { kept, done });
    await done;
  }

  private find(resource: string, part: Part, leaf: Leaf, first: number, last: number): KeySet {
    const table = textTable(resourceNamed(resource));
    const found = this.connection.column(
      `select rowid from ${table} where ${table} match ? and rowid between ? and ?`,
      `{${part}} : ${ftsPhrase(leaf)}`,
      first,
      last,
    );
    return new KeySet(found as number[]);
  }

  /** Brings in what changed; `changed` is empty where everything may have. */
  update(resource: string, changed: readonly number[]): void {
    const entries = [
      ...this.kept.entries(),
      ...[...this.underWay].map(([name, { kept }]) => [name, kept] as const),
    ].filter(([, kept]) => kept.resource === resource);
    if (entries.length === 0) return;
    if (changed.length === 0 || changed.length > MOST_CHANGES) {
      for (const [name] of entries) {
        this.kept.delete(name);
        this.underWay.delete(name);
      }
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

/** The texts of consecutive tokens contain it, with a space before and after. */
const needleOf = ({ tokens, prefix }: Leaf): string => ` ${tokens.join(" ")}${prefix ? "" : " "}`;

const nameOf = (resource: string, part: Part, leaf: Leaf): string =>
  `${resource} ${part}${needleOf(leaf)}`;

/** A phrase as FTS5 has it: within quotes, so that no word of it is syntax. */
const ftsPhrase = ({ tokens, prefix }: Leaf): string =>
  `"${tokens.join(" ")}"${prefix ? " *" : ""}`;
