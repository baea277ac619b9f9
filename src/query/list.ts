import type { Database, SqlValue } from "../db/database.ts";
import type { DatasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import type { Fragments, Versioned } from "../records/fragments.ts";
import { shapeRecords } from "../records/shape.ts";
import type { Resource } from "../resources/define.ts";
import { parseSearch } from "../search/grammar.ts";
import { Leaves } from "../search/leaves.ts";
import { marked } from "../search/marked.ts";
import { Search } from "../search/search.ts";
import { AllSets } from "../sets/all-sets.ts";
import { KeySet } from "../sets/key-set.ts";
import { readPosition, writeCursor } from "./cursor.ts";
import { countFacets } from "./facets.ts";
import type { GroupTerm } from "./page-parameters.ts";
import type { ListQuery } from "./parameters.ts";
import { planRows } from "./plan.ts";
import { isSearchable } from "./search-parameters.ts";
import type { Selected } from "./selection.ts";
import { rowConditionsOf, Selection } from "./selection.ts";

const BEGINNING = Buffer.from('{"data":[');
const COMMA = Buffer.from(",");

/** A page of a list, as JSON in UTF-8. */
export interface Page {
  body: Buffer;
  next: string | null;
}

/** Some records in the order of a query. */
export interface Records {
  /** Each as JSON in UTF-8, cut and filled up as the query asks. */
  records: Buffer[];
  /** The position of the last one, from which to go on; null where there are no more. */
  last: SqlValue[] | null;
}

/** What a query selects, in the tiers of a search where it asks for those. */
interface Found {
  selected: Selected;
  tiers: readonly KeySet[] | null;
}

/** Answers lists. */
export class Lister {
  private readonly db: Database;
  private readonly fragments: Fragments;
  private readonly secret: string;
  private readonly sets: AllSets;
  private readonly selection: Selection;
  private readonly search: Search;

  constructor(db: Database, fragments: Fragments, secret: string) {
    this.db = db;
    this.fragments = fragments;
    this.secret = secret;
    this.sets = new AllSets(db.reader);
    const leaves = new Leaves(db.reader);
    this.sets.onChange((resource, keys) => leaves.update(resource, keys));
    this.search = new Search(this.sets, leaves);
    this.selection = new Selection(db, this.sets);
  }

  /** Reads what lists are found by into memory, before anybody asks for one. */
  warm(): void {
    this.db.snapshot(() => this.sets.readAll());
  }

  /** Reads what a search will look at, with turns for others; anything that is no search is let be. */
  async prepare(resource: Resource, q: unknown): Promise<void> {
    if (typeof q !== "string" || !isSearchable(q)) return;
    await this.search.prepare(resource, parseSearch(q));
  }

  /** The page of a query; the caller holds a snapshot, of which `dataset` is the state. */
  page(query: ListQuery, context: ReadContext, dataset: DatasetState): Page {
    const { limit } = query;
    const { records, last } = this.read(query, context, dataset, this.startOf(query));
    const next = last === null ? null : this.cursorAt(query, last);
    const total = query.count ? this.total(query, context) : undefined;
    const facets = query.facets === null ? undefined : this.facets(query, context);
    const rest = JSON.stringify({ page: { limit, total, next }, facets });
    const parts = records.flatMap((json, i) => [i === 0 ? BEGINNING : COMMA, json]);
    const end = Buffer.from(`${records.length === 0 ? BEGINNING : ""}],${rest.slice(1)}`);
    return { body: Buffer.concat([...parts, end]), next };
  }

  /**
   * The position that a query's cursor goes on from; null for the beginning.
   * @throws {Problem} `invalid-request` if the cursor was not given for this query
   */
  startOf({ cursor, signature, faults }: ListQuery): SqlValue[] | null {
    return cursor === null ? null : readPosition(cursor, signature, this.secret, faults);
  }

  /** The cursor that goes on from a position of a query's order. */
  cursorAt({ signature }: ListQuery, position: readonly SqlValue[]): string {
    return writeCursor(position, signature, this.secret);
  }

  /**
   * The `query.limit` records after a position of the query's order, or its first.
   * The caller holds a snapshot, of which `dataset` is the state; another snapshot can go on from
   * `last`: each record is met at most once.
   * @param keep whether the records are kept in memory for the next who asks
   */
  read(
    query: ListQuery,
    context: ReadContext,
    dataset: DatasetState,
    after: readonly SqlValue[] | null,
    keep = true,
  ): Records {
    this.sets.catchUp();
    const found = this.find(query, context);
    const rows =
      found.tiers === null
        ? this.rows(query, found.selected, after, query.limit + 1)
        : this.ranked(query, found.selected, found.tiers, after);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const versions = shown.map(({ row }) => row as unknown as Versioned);
    const { resource, marks } = query;
    const { labels_version } = dataset;
    const json = this.fragments.read(resource, versions, context, labels_version, keep);
    const shaped = shapeRecords(json, query, this.fragments, context, labels_version);
    const records =
      marks === null
        ? shaped
        : shaped.map((record, i) => marked(json[i] as Buffer, record, resource, marks));
    return { records, last: rows.length > query.limit && last ? last.position : null };
  }

  /** How many records a query matches; in the snapshot of its page, after it, as are the facets. */
  total(query: ListQuery, context: ReadContext): number {
    const { selected } = this.find(query, context);
    return this.sets.remember(`total ${context.view} ${query.day} ${query.signature}`, () =>
      this.selection.count(query, selected),
    );
  }

  /**
   * The keys of the records that a query matches, of its states, wherever they stand in its order; in
   * a snapshot that the caller holds.
   * @param among of these records alone, which costs no more than they do; null for all
   */
  keys(query: ListQuery, context: ReadContext, among: readonly number[] | null): KeySet {
    this.sets.catchUp();
    const { selected } = this.find(query, context);
    const within =
      among === null ? selected : this.selection.narrow(selected, new KeySet([...among]));
    return this.selection.resolve(query, within);
  }

  /** The counts by the values of the facets that a query asks for. */
  private facets(query: ListQuery, context: ReadContext) {
    return countFacets(query, this.sets, (narrowed) => {
      const { selected } = this.find(narrowed, context);
      return this.selection.resolve(narrowed, selected);
    });
  }

  private find(query: ListQuery, { view }: ReadContext): Found {
    const key = `selected ${view} ${query.day} ${query.signature}`;
    const { selected, tiers } = this.sets.remember(key, () => {
      if (query.search === null) {
        return { selected: this.selection.select(query, null), tiers: null };
      }
      const found = this.search.tiers(query.resource, query.search, view);
      const some = this.selection.select(query, this.search.all(found));
      return { selected: some, tiers: query.byRelevance ? found : null };
    });
    return { selected: { ...selected, rows: rowConditionsOf(query) }, tiers };
  }

  /** The first records after a position, by the orders of groups that are left, then by columns. */
  private rows(
    query: ListQuery,
    selected: Selected,
    after: readonly SqlValue[] | null,
    count: number,
    groups: readonly GroupTerm[] = query.groups,
  ): Placed[] {
    const [group, ...others] = groups;
    if (group !== undefined) return this.grouped(query, selected, after, count, group, others);
    const { resource, sort } = query;
    const keys = this.selection.candidates(query, selected, sort, after, count);
    const plan = planRows(resource, keys, selected.rows, sort, after, count);
    const rows = this.db.reader.all(plan.sql, ...plan.parameters);
    return rows.map((row) => ({ row, position: sortValues(row) }));
  }

  /** By what no column has: group by group. A position begins with the place of its group. */
  private grouped(
    query: ListQuery,
    selected: Selected,
    after: readonly SqlValue[] | null,
    count: number,
    { groups, descending }: GroupTerm,
    others: readonly GroupTerm[],
  ): Placed[] {
    const set = this.selection.resolve(query, selected);
    const [begin = null, ...within] = after ?? [];
    const place = begin === null ? null : Number(begin);
    const found: Placed[] = [];
    const inOrder = groups(this.sets, query.context).inOrder(set, count, descending, place);
    for (const [each, members] of inOrder) {
      const missing = count - found.length;
      if (missing === 0) break;
      const inGroup = { set: KeySet.and(set, members), rows: [], isAll: false };
      const from = each === place ? within : null;
      found.push(...placed(each, this.rows(query, inGroup, from, missing, others)));
    }
    return found;
  }

  /** The best tier first; a position begins with the number of its tier. */
  private ranked(
    query: ListQuery,
    selected: Selected,
    tiers: readonly KeySet[],
    after: readonly SqlValue[] | null,
  ): Placed[] {
    const rows: Placed[] = [];
    const [begin = 0, ...within] = after ?? [];
    for (const [i, tier] of tiers.entries()) {
      const missing = query.limit + 1 - rows.length;
      if (i < Number(begin) || missing === 0) continue;
      const inTier = this.selection.narrow(selected, tier);
      const from = after !== null && i === begin ? within : null;
      rows.push(...placed(i, this.rows(query, inTier, from, missing)));
    }
    return rows;
  }
}

type Row = Record<string, SqlValue>;

/** A record's row and where it stands in the order of a query. */
interface Placed {
  row: Row;
  position: SqlValue[];
}

/** Records that stand within one of several groups. */
const placed = (group: number, within: readonly Placed[]): Placed[] =>
  within.map(({ row, position }) => ({ row, position: [group, ...position] }));

/** The values of the columns by which a row was sorted: `s0`, `s1`, … */
function sortValues(row: Row): SqlValue[] {
  const values: SqlValue[] = [];
  for (let i = 0; `s${i}` in row; i++) values.push(row[`s${i}`] ?? null);
  return values;
}
