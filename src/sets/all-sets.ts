import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { StatementCache } from "../db/database.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import type { SetChange } from "./record-sets.ts";
import { RecordSets } from "./record-sets.ts";

// One at a time, each is a look at an end of the table; both at once would read all of it.
const FIRST = "select coalesce(min(seq), 0) as seq from set_changes";
const LAST = "select coalesce(max(seq), 0) as seq from set_changes";

/** How many derived values are remembered until something changes. */
const DERIVED_KEPT = 500;

/** Longer keys are kept as their digest: clients write them, and may send a megabyte. */
const LONG_KEY = 200;

/**
 * Sets of records in memory, beside the tables that they are read from.
 *
 * They can't disagree with the tables: triggers note each change in `set_changes`, in the transaction
 * that makes it, and every reader catches up in the snapshot in which it then reads. So it does not
 * matter which process wrote, and after a crash there is nothing to mend.
 */
export class AllSets {
  private readonly connection: StatementCache;
  private readonly byName = new Map<string, RecordSets>();
  private readonly listeners: ((resource: string, keys: readonly number[]) => void)[] = [];
  private derived = new LRUCache<string, { value: unknown }>({ max: DERIVED_KEPT });
  /** The last change that is in; -1 where nothing was read yet. */
  private seq = -1;

  constructor(connection: StatementCache) {
    this.connection = connection;
  }

  /** The sets of a resource, read when they are first asked for; the caller holds a snapshot. */
  of(resource: string): RecordSets {
    let sets = this.byName.get(resource);
    if (sets === undefined) {
      sets = new RecordSets(resourceNamed(resource));
      sets.load(this.connection);
      this.byName.set(resource, sets);
    }
    return sets;
  }

  /** Has a listener told of the records whose row or text changed; of none where all was read anew. */
  onChange(listener: (resource: string, keys: readonly number[]) => void): void {
    this.listeners.push(listener);
  }

  /** Reads everything, so that nobody who asks has to wait for it; the caller holds a snapshot. */
  readAll(): void {
    this.catchUp();
    for (const { name } of resources) this.of(name);
  }

  /** Brings in what was written since the last time; the caller holds a snapshot. */
  catchUp(): void {
    const last = this.connection.get(LAST)?.["seq"] as number;
    if (last === this.seq) return;
    const first = this.connection.get(FIRST)?.["seq"] as number;
    this.derived.clear();
    const isFollowed = this.seq !== -1 && this.seq >= first - 1 && this.seq <= last;
    if (!isFollowed) this.forget();
    else this.apply();
    this.seq = last;
  }

  private forget(): void {
    this.byName.clear();
    for (const tell of this.listeners) for (const { name } of resources) tell(name, []);
  }

  private apply(): void {
    const changes = this.connection.iterateArrays(
      "select resource, record, set_number, added from set_changes where seq > ? order by seq",
      this.seq,
    );
    const byResource = new Map<string, SetChange[]>();
    for (const [resource, record, set_number, added] of changes) {
      const name = resource as string;
      const change = { record, set_number, added } as SetChange;
      const known = byResource.get(name);
      if (known === undefined) byResource.set(name, [change]);
      else known.push(change);
    }
    for (const [name, some] of byResource) {
      this.byName.get(name)?.apply(this.connection, some);
      const records = some.flatMap(({ record, set_number }) =>
        set_number === null ? [record] : [],
      );
      if (records.length === 0) continue;
      const keys = [...new Set(records)];
      for (const sets of this.byName.values()) sets.relink(this.connection, name, keys);
      for (const tell of this.listeners) tell(name, keys);
    }
  }

  /**
   * A value that follows from the data, remembered until anything changes.
   * @param written what tells it from others
   * @param compute must give nothing that holds on to what a client sent: only the number of values is bounded
   */
  remember<T>(written: string, compute: () => T): T {
    const key =
      written.length <= LONG_KEY ? written : createHash("sha256").update(written).digest("base64");
    const known = this.derived.get(key);
    if (known !== undefined) return known.value as T;
    const value = compute();
    this.derived.set(key, { value });
    return value;
  }
}
