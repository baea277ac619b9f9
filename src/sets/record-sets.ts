import { KeySet } from "./key-set.ts";
import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { Followed, Resource } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";
import { Days } from "./days.ts";
import type { Members, Slot } from "./family.ts";
import { ColumnFamily, Family } from "./family.ts";

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
  /** What the resource keeps beside sets. */
  readonly followed: Followed | null;
  private readonly families = new Map<string, Family>();
  private readonly columns: Map<string, ColumnFamily>;
  /** By filter, the sets of linked records by those records' own keys. */
  private readonly links: ReadonlyMap<string, Map<number, Members>>;
  /** The sets of the table `sets`, by their numbers. */
  private readonly numbered = new Map<number, Slot>();

  constructor(resource: Resource) {
    this.resource = resource;
    this.followed = resource.followed?.() ?? null;
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
      const isCounted = this.resource.filters[name]?.facet !== undefined;
      family = new Family(isCounted || this.links.has(name));
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
    this.followed?.read(connection, null);
    const { memberships, name } = this.resource;
    if (memberships === undefined) return;
    for (const row of connection.all("select * from sets where resource = ?", name)) {
      this.putSet(row, connection);
    }
    // By record, since SQLite hands over a million texts in a fraction of the time of all pairs.
    const rows = connection.iterateArrays(
      `select record, group_concat(set_number) from ${memberships.table} group by record`,
    );
    for (const [record, numbers] of rows) {
      for (const number of String(numbers).split(",")) {
        this.slot(Number(number), connection).addLater(record as number);
      }
    }
    for (const slot of this.numbered.values()) slot.settle();
  }

  /** Brings in what changed. */
  apply(connection: StatementCache, changes: readonly SetChange[]): void {
    const touched = new Set<number>();
    for (const { record, set_number, added } of changes) {
      if (set_number === null) touched.add(record);
      else if (added === 1) this.slot(set_number, connection).add(record);
      else this.slot(set_number, connection).remove(record);
    }
    this.followed?.read(connection, [...touched]);
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

  /** Finds the sets of linked records, of which some changed, by the keys that they have now. */
  relink(connection: StatementCache, resource: string, changed: readonly number[]): void {
    for (const { family, resource: other } of this.resource.search.linked ?? []) {
      if (other !== resource) continue;
      const links = this.links.get(family) as Map<number, Members>;
      for (const key of changed) links.delete(key);
      const rows = connection.all(
        `select key, id from ${resourceNamed(other).table} where key in (select value from json_each(?))`,
        JSON.stringify(changed),
      );
      // What was deleted and made again under its id has sets by that id already.
      for (const { key, id } of rows) {
        const members = this.family(family).members(id as string);
        if (members !== undefined) links.set(key as number, members);
      }
    }
  }

  private slot(number: number, connection: StatementCache): Slot {
    const slot = this.numbered.get(number);
    if (slot !== undefined) return slot;
    return this.putSet(
      connection.get("select * from sets where number = ?", number) as Row,
      connection,
    );
  }

  private putSet(row: Row, connection: StatementCache): Slot {
    const filter = row["filter"] as string;
    const value = row["value"] as string;
    const slot = this.family(filter).slot(value, row["hidden"] === 1);
    const link = this.resource.search.linked?.find(({ family }) => family === filter);
    if (link !== undefined) {
      const { table } = resourceNamed(link.resource);
      const target = connection.get(`select key from ${table} where id = ?`, value);
      if (target) this.links.get(filter)?.set(target["key"] as number, slot.members);
    }
    this.numbered.set(row["number"] as number, slot);
    return slot;
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
