import { setImmediate } from "node:timers/promises";
import type { Database, Row } from "../db/database.ts";
import { AllSets } from "../sets/all-sets.ts";
import type { Unit } from "./names.ts";
import { namesOf } from "./names.ts";
import { WordTree } from "./word-tree.ts";

/** So many instruments are read at once; then others have their turn. */
const BATCH = 200;

/** Names that nobody has any more stay in the tree; with more of them than this, it is made anew. */
const MOST_DEAD = 50_000;

const COLUMNS = "key, title, title_native, aliases, state";

/** An instrument's nodes, and who may see it. */
interface Known {
  isDraft: boolean;
  nodes: readonly number[];
}

/** A name that was found: how many units it has, and the keys of the instruments that have it. */
export interface NameFound {
  length: number;
  keys: readonly number[];
}

/**
 * The titles, native titles and aliases of all instruments in memory, for finding them in texts.
 *
 * It is read when it is first asked for, a few instruments at a time, and follows changes as sets do
 * (`AllSets`): in the snapshot in which the answer is read, so that it can't be stale, whoever wrote.
 */
export class Titles {
  private readonly db: Database;
  private readonly changes: AllSets;
  private tree = new WordTree();
  private holders = new Map<number, number[]>();
  private known = new Map<number, Known>();
  /** The keys up to this one have been read; all where it is infinite. */
  private readTo = 0;
  private dead = 0;

  constructor(db: Database) {
    this.db = db;
    this.changes = new AllSets(db.reader);
    this.changes.onChange((resource, keys) => {
      if (resource === "instruments") this.update(keys);
    });
  }

  /** Reads what is missing, with turns for others in between. */
  async prepare(): Promise<void> {
    this.db.snapshot(() => this.changes.catchUp());
    while (this.readTo !== Number.POSITIVE_INFINITY) {
      this.db.snapshot(() => this.readSome());
      await setImmediate();
    }
  }

  /** Brings in what was written since the last time; the caller holds a snapshot. */
  catchUp(): void {
    this.changes.catchUp();
    // All was forgotten since `prepare`: rare, and this answer can't wait.
    while (this.readTo !== Number.POSITIVE_INFINITY) this.readSome();
  }

  private readSome(): void {
    const rows = this.db.reader.all(
      `select ${COLUMNS} from instruments where key > ? order by key limit ${BATCH}`,
      this.readTo,
    );
    for (const row of rows) this.set(row);
    this.readTo = rows.length < BATCH ? Number.POSITIVE_INFINITY : (rows.at(-1)?.["key"] as number);
  }

  /** @param keys of the instruments that changed; none where all may have */
  private update(keys: readonly number[]): void {
    if (keys.length === 0 || this.dead > MOST_DEAD) {
      this.forget();
      return;
    }
    for (const key of keys) this.unset(key);
    const rows = this.db.reader.all(
      `select ${COLUMNS} from instruments where key in (select value from json_each(?))`,
      JSON.stringify(keys),
    );
    for (const row of rows) {
      if ((row["key"] as number) <= this.readTo) this.set(row);
    }
  }

  private forget(): void {
    this.tree = new WordTree();
    this.holders = new Map();
    this.known = new Map();
    this.readTo = 0;
    this.dead = 0;
  }

  private set(row: Row): void {
    const key = row["key"] as number;
    this.unset(key);
    const aliases = JSON.parse(row["aliases"] as string) as string[];
    const names = namesOf(row["title"] as string, row["title_native"] as string | null, aliases);
    const nodes: number[] = [];
    for (const name of names) {
      const node = this.tree.add(name);
      if (node === null || nodes.includes(node)) continue;
      nodes.push(node);
      const holders = this.holders.get(node);
      if (holders === undefined) this.holders.set(node, [key]);
      else holders.push(key);
    }
    this.known.set(key, { isDraft: row["state"] === "draft", nodes });
  }

  private unset(key: number): void {
    const known = this.known.get(key);
    if (known === undefined) return;
    this.known.delete(key);
    for (const node of known.nodes) {
      const others = (this.holders.get(node) ?? []).filter((holder) => holder !== key);
      if (others.length > 0) this.holders.set(node, others);
      else {
        this.holders.delete(node);
        this.dead++;
      }
    }
  }

  /** The numbers of a text's units, to be handed to `at`. */
  numbersOf(units: readonly Unit[]): Int32Array {
    return this.tree.numbersOf(units);
  }

  /**
   * The names that begin at a unit, the shortest first, of instruments in these states.
   * @param end the unit before which they have to end
   */
  at(numbers: Int32Array, first: number, end: number, states: readonly string[]): NameFound[] {
    const found: NameFound[] = [];
    this.tree.walk(numbers, first, end, (node, length) => {
      const keys = this.holders
        .get(node)
        ?.filter((key) => states.includes(this.known.get(key)?.isDraft ? "draft" : "published"));
      if (keys !== undefined && keys.length > 0) found.push({ length, keys });
    });
    return found;
  }
}
