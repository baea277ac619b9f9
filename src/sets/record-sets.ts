import { KeySet } from "./key-set.ts";
import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";
import { Days } from "./days.ts";
import type { Members } from "./family.ts";
import { ColumnFamily, Family } from "./family.ts";

/** So many keys are put into a set at once. */
const ADDED_AT_ONCE = 4096;

/** A change that another reads from `set_changes`. */
export interface SetChange {
  record: number;
  /** Null where the record's own row or text changed. */
  set_number: number | null;
  added: number;
}

/**
 * The records of one resource as sets of their keys: what filters, facets and searches combine.
 * It holds what the tables said when it last caught up; see `AllSets`.
 */
export class RecordSets {
  readonly resource: Resource;
  /** By state; what has none is all published. */
  readonly states = { published: new KeySet(), draft: new KeySet() };
  readonly days = new Days();
  private readonly families = new Map<string, Family>();
  private readonly columns: Map<string, ColumnFamily>;
  /** By filter, the sets of linked records by those records' own keys. */
  private readonly links: ReadonlyMap<string, Map<number, Members>>;
  /** The sets of the table `sets`, by their numbers. */
  private readonly numbered = new Map<number, { members: Members; hidden: boolean }>();

  constructor(resource: Resource) {
    this.resource = resource;
    const kept = Object.values(resource.filters).flatMap(({ keeps }) => keeps ?? []);
    this.links = new Map(resource.search.linked?.map(({ family }) => [family, new Map()]));
    this.columns = new Map(kept.map((name) => [name, new ColumnFamily()]));
  }

  /** The records by each value of a column that a filter keeps. */
  column(name: string): Family {
    return this.columns.get(name) as Family;
  }

  /** The records by each value of a filter that memberships are kept for. */
  family(name: string): Family {
    let family = this.families.get(name);
    if (family === undefined) {
      family = new Family();
      this.families.set(name, family);
    }
    return family;
  }

  /** The sets of a filter by linked records, by the keys that those have in their resource. */
  linked(name: string): ReadonlyMap<number, Members> {
    return this.links.get(name) ?? new Map();
  }

  /** Reads everything. */
  load(connection: StatementCache): void {
    for (const row of connection.iterateArrays(this.selectRows(""))) this.putRow(row);
    const { memberships, name } = this.resource;
    if (memberships === undefined) return;
    for (const row of connection.all("select * from sets where resource = ?", name)) {
      this.putSet(row, connection);
    }
    const waiting = new Map<number, number[]>();
    // By record, since SQLite hands over a million texts in a fraction of the time of all pairs.
    const rows = connection.iterateArrays(
      `select record, group_concat(set_number) from ${memberships.table} group by record`,
    );
    for (const [record, numbers] of rows) {
      for (const text of String(numbers).split(",")) {
        const number = Number(text);
        const keys = waiting.get(number);
        if (keys === undefined) waiting.set(number, [record as number]);
        else if (keys.push(record as number) === ADDED_AT_ONCE) {
          this.set(number, connection).addMany(keys);
          keys.length = 0;
        }
      }
    }
    for (const [number, keys] of waiting) this.set(number, connection).addMany(keys);
    for (const number of waiting.keys()) {
      const set = this.set(number, connection);
      set.runOptimize();
      set.shrinkToFit();
    }
  }

  /** Brings in what changed. */
  apply(connection: StatementCache, changes: readonly SetChange[]): void {
    const touched = new Set<number>();
    for (const { record, set_number, added } of changes) {
      if (set_number === null) touched.add(record);
      else if (added === 1) this.set(set_number, connection).add(record);
      else this.set(set_number, connection).remove(record);
    }
    const rows = connection.iterateArrays(
      this.selectRows("where r.key in (select value from json_each(?))"),
      JSON.stringify([...touched]),
    );
    for (const row of rows) {
      this.putRow(row);
      touched.delete(row[0] as number);
    }
    for (const key of touched) this.forget(key);
  }

  private set(number: number, connection: StatementCache): KeySet {
    if (!this.numbered.has(number)) {
      const row = connection.get("select * from sets where number = ?", number) as Row;
      this.putSet(row, connection);
    }
    const { members, hidden } = this.numbered.get(number) as { members: Members; hidden: boolean };
    return hidden ? members.hidden : members.open;
  }

  private putSet(row: Row, connection: StatementCache): void {
    const filter = row["filter"] as string;
    const value = row["value"] as string;
    const members = this.family(filter).of(value);
    const link = this.resource.search.linked?.find(({ family }) => family === filter);
    if (link !== undefined) {
      const { table } = resourceNamed(link.resource);
      const target = connection.get(`select key from ${table} where id = ?`, value);
      if (target) this.links.get(filter)?.set(target["key"] as number, members);
    }
    this.numbered.set(row["number"] as number, { members, hidden: row["hidden"] === 1 });
  }

  /** The key, the state, the first and last day, and the columns kept, where there are such. */
  private selectRows(where: string): string {
    const { table, state, day } = this.resource;
    const columns = [
      "r.key",
      state === "none" ? "'published'" : "r.state",
      ...(day === undefined ? ["''", "''"] : [`r.${day}_start`, `r.${day}_end`]),
      ...[...this.columns.keys()].map((name) => `r.${name}`),
    ];
    return `select ${columns.join(", ")} from ${table} r ${where}`;
  }

  private putRow([key, state, start, end, ...values]: SqlValue[]): void {
    const record = key as number;
    const isDraft = state === "draft";
    this.states[isDraft ? "draft" : "published"].add(record);
    this.states[isDraft ? "published" : "draft"].remove(record);
    if (this.resource.day !== undefined) this.days.put(record, start as string, end as string);
    let i = 0;
    for (const family of this.columns.values()) {
      const value = values[i++] ?? null;
      family.put(record, value === null ? null : String(value));
    }
  }

  private forget(key: number): void {
    this.states.published.remove(key);
    this.states.draft.remove(key);
    this.days.put(key, "", "");
    for (const family of this.columns.values()) family.put(key, null);
  }
}
