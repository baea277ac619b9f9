import { KeySet } from "../sets/key-set.ts";
import type { Database, SqlValue } from "../db/database.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { RecordSets } from "../sets/record-sets.ts";
import type { RowCondition } from "./filter.ts";
import { isSetCondition } from "./filter.ts";
import type { ColumnTerm } from "./page-parameters.ts";
import type { ListQuery } from "./parameters.ts";
import { planAmong, planCount, planKeys, planWalks } from "./plan.ts";

/** Fewer records than this are cheaper to fetch and sort than to look for in a walk of the order. */
const FEW = 2000;

/** So few are cheaper to fetch and sort than to look up the days of. */
const FEWEST = 60;

/** A set with more than one in so many records is met often enough along the order. */
const DENSE = 5;

/** A walk that has looked at so many rows was not worth it: what it looks for is elsewhere. */
const MOST_WALKED = 2000;

/** So many rows of a walk cost what it costs to fetch and sort one record. */
const WORTH_WALKING = 4;

type Walked = [
  query: ListQuery,
  set: KeySet | null,
  rows: readonly RowCondition[],
  sort: readonly ColumnTerm[],
  after: readonly SqlValue[] | null,
  count: number,
];

/** What a query's conditions on sets select of one resource. */
export interface SelectedSet {
  /** The records of the states asked for that the conditions on sets select. */
  set: KeySet;
  /** Whether `set` is simply all records of the states. */
  isAll: boolean;
}

/** What all of a query's conditions select of one resource, apart from the order and the page. */
export interface Selected extends SelectedSet {
  /** The conditions that only the records' rows can answer. */
  rows: readonly RowCondition[];
}

/** The conditions of a query that only the records' rows can answer. */
export const rowConditionsOf = (query: ListQuery): RowCondition[] =>
  query.conditions.filter((condition): condition is RowCondition => !isSetCondition(condition));

/**
 * Finds the records that a query selects. Sets in memory answer what they can; what they can't is
 * asked of SQLite, for the records that are left where those are few.
 */
export class Selection {
  private readonly db: Database;
  private readonly sets: AllSets;

  constructor(db: Database, sets: AllSets) {
    this.db = db;
    this.sets = sets;
  }

  /** @param found the records that a search found, where there is one */
  select(query: ListQuery, found: KeySet | null): SelectedSet {
    const sets = this.sets.of(query.resource.name);
    const conditions = query.conditions
      .filter(isSetCondition)
      .map(({ select, negated = false }) => {
        return { set: select(sets, this.sets), negated };
      });
    // The smallest first keeps all that follow small.
    const [first, ...others] = [
      ...conditions.filter(({ negated }) => !negated).map(({ set }) => set),
      ...(found === null ? [] : [found]),
    ].sort((a, b) => a.size - b.size);
    const all = statesOf(sets, query.states);
    let set = first === undefined ? all : KeySet.and(first, all);
    for (const other of others) set = KeySet.and(set, other);
    for (const { set: other, negated } of conditions) {
      if (negated) set = KeySet.andNot(set, other);
    }
    return { set, isAll: set === all };
  }

  /** Of what is selected, what is in a set. */
  narrow({ set, rows }: Selected, within: KeySet): Selected {
    return { set: KeySet.and(set, within), rows, isAll: false };
  }

  /** The same, with the conditions on rows answered too. */
  resolve(query: ListQuery, { set, rows }: Selected): KeySet {
    if (rows.length === 0) return set;
    if (set.size < FEW) {
      const { sql, parameters } = planAmong("r.key", query.resource, set.toArray(), rows);
      return new KeySet(this.db.reader.column(sql, ...parameters) as number[]);
    }
    return rows
      .map((row) => this.keysOf(query, row))
      .reduce((some, each) => KeySet.and(some, each), set);
  }

  private keysOf(query: ListQuery, row: RowCondition): KeySet {
    if (row.lacks !== undefined) {
      const { sql, parameters, lacks } = row;
      const others = this.keysOf(query, { sql, parameters, lookUp: lacks });
      return KeySet.andNot(statesOf(this.sets.of(query.resource.name), query.states), others);
    }
    const { sql, parameters } = planKeys(query.resource, query.states, row);
    const key = `keys ${query.resource.name} ${sql} ${JSON.stringify(parameters)}`;
    return this.sets.remember(
      key,
      () => new KeySet(this.db.reader.column(sql, ...parameters) as number[]),
    );
  }

  /** How many records are selected. */
  count(query: ListQuery, selected: Selected): number {
    const { set, rows, isAll } = selected;
    if (rows.length === 0) return set.size;
    const few = isAll ? this.fewest(query, rows) : null;
    if (few === null && (!isAll || rows.some(isTried))) return this.resolve(query, selected).size;
    const plan =
      few === null
        ? planCount(query.resource, query.states, rows)
        : planAmong("count(*) as n", query.resource, KeySet.and(set, few).toArray(), rows);
    return this.db.reader.get(plan.sql, ...plan.parameters)?.["n"] as number;
  }

  /**
   * Keys among which the first `count` records after a position must be, and not many more.
   * @param after the position of the last record that was shown, by the query's sort
   */
  candidates(
    query: ListQuery,
    selected: Selected,
    sort: readonly ColumnTerm[],
    after: readonly SqlValue[] | null,
    count: number,
  ): number[] {
    const { rows, isAll } = selected;
    if (rows.length > 0 && isAll) {
      const few = this.fewest(query, rows);
      if (few !== null) return KeySet.and(selected.set, few).toArray();
      if (!rows.some(isTried)) return this.walk(query, null, rows, sort, after, count);
      const keys = this.walk(query, null, rows, sort, after, count, MOST_WALKED);
      if (keys !== null) return keys;
    } else if (isAll) return this.walk(query, null, [], sort, after, count);
    const set = this.resolve(query, selected);
    if (set.size < FEWEST) return set.toArray();
    const isDense = set.size * DENSE > this.sets.of(query.resource.name).states.published.size;
    if (isDense && query.states.length === 1) {
      const keys = this.walk(query, set, [], sort, after, count, MOST_WALKED);
      if (keys !== null) return keys;
    }
    const near = this.nearest(query, set, sort, after, count);
    if (near.size < FEW) return near.toArray();
    // Where they stand far down the order, it costs no more to sort them all.
    const most = near.size * WORTH_WALKING;
    return this.walk(query, near, [], sort, after, count, most) ?? near.toArray();
  }

  /** What a condition on rows finds, where that is few; null where none does. */
  private fewest(query: ListQuery, rows: readonly RowCondition[]): KeySet | null {
    for (const { lookUp } of rows) {
      if (lookUp === undefined) continue;
      const { sql, parameters } = lookUp;
      const key = `few ${query.resource.name} ${sql} ${JSON.stringify(parameters)}`;
      const keys = this.sets.remember(key, () =>
        this.db.reader.column(`${sql} limit ${FEW}`, ...parameters),
      );
      if (keys.length < FEW) return new KeySet(keys as number[]);
    }
    return null;
  }

  /** Where the days in memory have the order, only the days that a page reaches. */
  private nearest(
    { resource }: ListQuery,
    set: KeySet,
    sort: readonly ColumnTerm[],
    after: readonly SqlValue[] | null,
    count: number,
  ): KeySet {
    const [term] = sort;
    if (term === undefined || resource.day === undefined) return set;
    if (term.column !== `${resource.day}_start`) return set;
    // Before the day of an ascending order stands the flag of what is absent; see `order.ts`.
    const day = after === null ? null : String(after[term.descending ? 0 : 1]);
    const from = day === null ? null : Number(day.replaceAll("-", ""));
    return this.sets.of(resource.name).days.first(set, count, term.descending, from);
  }

  /**
   * The first keys along the order that are in a set, which is null for those of all rows.
   * @param most how many rows may be looked at; if that is not enough, the answer is null
   */
  private walk(...walked: Walked): number[];
  private walk(...walked: [...Walked, most: number]): number[] | null;
  private walk(
    { resource, states }: ListQuery,
    set: KeySet | null,
    rows: readonly RowCondition[],
    sort: readonly ColumnTerm[],
    after: readonly SqlValue[] | null,
    count: number,
    most = Number.POSITIVE_INFINITY,
  ): number[] | null {
    const found: number[] = [];
    let looked = 0;
    for (const segments of planWalks(resource, states, rows, sort, after)) {
      let missing = count;
      for (const { sql, parameters } of segments) {
        if (missing === 0) break;
        for (const [key, holds] of this.db.reader.iterateArrays(sql, ...parameters)) {
          if (++looked > most) return null;
          if (holds !== 1) continue;
          if (set !== null && !set.has(key as number)) continue;
          found.push(key as number);
          if (--missing === 0) break;
        }
      }
    }
    return found;
  }
}

const isTried = (row: RowCondition): boolean => row.isTried === true;

/** All records of some states. */
function statesOf({ states }: RecordSets, wanted: readonly string[]): KeySet {
  const [only, ...more] = wanted;
  const of = (state: string | undefined) => (state === "draft" ? states.draft : states.published);
  return more.length === 0 ? of(only) : KeySet.or(states.published, states.draft);
}
