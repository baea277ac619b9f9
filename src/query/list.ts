import { LRUCache } from "lru-cache";
import type { Database, SqlValue } from "../db/database.ts";
import type { DatasetState } from "../db/dataset.ts";
import type { JsonObject, ReadContext } from "../fields/field.ts";
import type { Fragments, Versioned } from "../records/fragments.ts";
import type { Resource } from "../resources/define.ts";
import { readPosition, writeCursor } from "./cursor.ts";
import type { Sql } from "./filter.ts";
import { scopesOf } from "./listed-filter.ts";
import type { ListQuery } from "./parameters.ts";
import { planCount, planFound, planPage } from "./plan.ts";

const BEGINNING = Buffer.from('{"data":[');
const COMMA = Buffer.from(",");

/** About how many bytes of counts are kept; a query's text, which is most of it, may be long. */
const COUNT_BYTES = 16 * 1024 * 1024;

/** A page of a list, as JSON in UTF-8. */
export interface Page {
  body: Buffer;
  next: string | null;
}

/** Some records in the order of a query. */
export interface Records {
  /** Each as JSON in UTF-8, cut down to the fields that the query names. */
  records: Buffer[];
  /** The position of the last one, from which to go on; null where there are no more. */
  last: SqlValue[] | null;
}

/** Answers lists. Counts are remembered for as long as the data set does not change. */
export class Lister {
  private readonly counts = new LRUCache<string, number>({
    maxSize: COUNT_BYTES,
    sizeCalculation: (_, key) => 2 * key.length + 100,
  });
  private readonly db: Database;
  private readonly fragments: Fragments;
  private readonly secret: string;

  constructor(db: Database, fragments: Fragments, secret: string) {
    this.db = db;
    this.fragments = fragments;
    this.secret = secret;
  }

  /** The page of a query; the caller holds a snapshot, of which `dataset` is the state. */
  page(resource: Resource, query: ListQuery, context: ReadContext, dataset: DatasetState): Page {
    const { limit } = query;
    const after = this.startOf(query);
    const { records, last } = this.read(resource, query, context, dataset, after);
    const next = last === null ? null : this.cursorAt(query, last);
    const total = query.count ? this.total(resource, query, context, dataset) : undefined;
    const page = JSON.stringify({ limit, total, next });
    const parts = records.flatMap((json, i) => [i === 0 ? BEGINNING : COMMA, json]);
    const end = Buffer.from(`${records.length === 0 ? BEGINNING : ""}],"page":${page}}`);
    return { body: Buffer.concat([...parts, end]), next };
  }

  /**
   * The position that a query's cursor goes on from; null for the beginning.
   * @throws {Problem} `invalid-request` if the cursor was not given for this query
   */
  startOf({ cursor, signature }: ListQuery): SqlValue[] | null {
    return cursor === null ? null : readPosition(cursor, signature, this.secret);
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
    resource: Resource,
    query: ListQuery,
    context: ReadContext,
    dataset: DatasetState,
    after: readonly SqlValue[] | null,
    keep = true,
  ): Records {
    const scopes = scopesOf({ view: context.view, states: query.states });
    const plan = planPage(resource, query, scopes, after, this.finder(resource, context, dataset));
    const rows = this.db.reader.all(plan.sql, ...plan.parameters);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const versions = shown as unknown as Versioned[];
    const records = this.fragments
      .read(resource, versions, context, dataset.labels_version, keep)
      .map((json) => (query.fields === null ? json : pick(json, query.fields)));
    return { records, last: rows.length > query.limit && last ? sortValues(last) : null };
  }

  /** How many records a query matches. */
  total(resource: Resource, query: ListQuery, context: ReadContext, dataset: DatasetState): number {
    const scopes = scopesOf({ view: context.view, states: query.states });
    // The same question has another answer for another view, after a write, or on another day.
    const asked = `${context.view} ${dataset.revision} ${query.dependsOnDay ? context.day : ""} ${query.signature}`;
    const countFound = this.finder(resource, context, dataset);
    return this.remembered(asked, () => planCount(resource, query, scopes, countFound));
  }

  /** Counts what a look-up finds, once for each state of the data set. */
  private finder(resource: Resource, { view, day }: ReadContext, { revision }: DatasetState) {
    return (lookUp: Sql): number => {
      const key = `${resource.name} ${view} ${revision} ${day} ${lookUp.sql} ${JSON.stringify(lookUp.parameters)}`;
      return this.remembered(key, () => planFound(lookUp));
    };
  }

  private remembered(key: string, plan: () => Sql): number {
    const known = this.counts.get(key);
    if (known !== undefined) return known;
    const { sql, parameters } = plan();
    const count = this.db.reader.get(sql, ...parameters)?.["n"] as number;
    this.counts.set(key, count);
    return count;
  }
}

/** The values by which a row was sorted: `s0`, `s1`, … */
function sortValues(row: Record<string, SqlValue>): SqlValue[] {
  const values: SqlValue[] = [];
  for (let i = 0; `s${i}` in row; i++) values.push(row[`s${i}`] ?? null);
  return values;
}

/** The JSON of a record cut down to some fields, in the order of the record. */
export function pick(json: Buffer, fields: readonly string[]): Buffer {
  const record = JSON.parse(json.toString()) as JsonObject;
  const picked = Object.entries(record).filter(([name]) => fields.includes(name));
  return Buffer.from(JSON.stringify(Object.fromEntries(picked)));
}
