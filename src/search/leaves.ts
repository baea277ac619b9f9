import { LRUCache } from "lru-cache";
import { KeySet } from "../sets/key-set.ts";
import type { StatementCache } from "../db/database.ts";
import { resourceNamed } from "../resources/index.ts";
import type { Leaf } from "./grammar.ts";
import type { Part } from "./text-index.ts";
import { textsOf, textTable } from "./text-index.ts";

/** About how many bytes of sets are kept. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** More changes than this are not brought in one by one: what was kept is read again. */
const MOST_CHANGES = 1000;

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
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ keys, needle }) =>
      keys.getSerializationSizeInBytes("portable") + 2 * needle.length + 500,
  });

  constructor(connection: StatementCache) {
    this.connection = connection;
  }

  /** The keys of the records; they must not be changed. */
  keys(resource: string, part: Part, leaf: Leaf): KeySet {
    const needle = ` ${leaf.tokens.join(" ")}${leaf.prefix ? "" : " "}`;
    const name = `${resource} ${part}${needle}`;
    const known = this.kept.get(name);
    if (known !== undefined) return known.keys;
    const table = textTable(resourceNamed(resource));
    const found = this.connection.column(
      `select rowid from ${table} where ${table} match ?`,
      `{${part}} : ${ftsPhrase(leaf)}`,
    );
    const keys = new KeySet(found as number[]);
    this.kept.set(name, { resource, part, needle, keys });
    return keys;
  }

  /** Brings in what changed; `changed` is empty where everything may have. */
  update(resource: string, changed: readonly number[]): void {
    const affected = [...this.kept.entries()].filter(([, kept]) => kept.resource === resource);
    if (affected.length === 0) return;
    if (changed.length === 0 || changed.length > MOST_CHANGES) {
      for (const [name] of affected) this.kept.delete(name);
      return;
    }
    const texts = textsOf(this.connection, resourceNamed(resource), changed);
    const spaced = changed.map((key) => [key, texts.get(key)] as const);
    for (const [, { part, needle, keys }] of affected) {
      for (const [key, text] of spaced) {
        if (text !== undefined && ` ${text[part]} `.includes(needle)) keys.add(key);
        else keys.remove(key);
      }
    }
  }
}

/** A phrase as FTS5 has it: every token within quotes, so that none is syntax. */
const ftsPhrase = ({ tokens, prefix }: Leaf): string =>
  `"${tokens.join(" ").replaceAll('"', '""')}"${prefix ? " *" : ""}`;
