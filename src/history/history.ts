import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Json, JsonObject, RecordOf } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";
import { servedRecord } from "./bare.ts";
import { MOST_READ } from "./limits.ts";

/** What was written down of changes, as one view sees it. */

/** A change of a record, as it is served. */
export interface Change {
  seq: number;
  at: string;
  resource: string;
  id: string;
  action: string;
  revision: number;
  /** The record that it was merged into; else null. */
  merged_into: string | null;
  /** The API key that wrote; only for who has a key. */
  written_by?: string | null;
  /** The record after it; null where it is gone, or was purged. */
  data: JsonObject | null;
}

/** One version of a record. */
export interface Revision extends Omit<Change, "resource" | "id" | "data"> {
  /** What differs from the version before; links by their ids. */
  changes: { field: string; before: Json; after: Json }[];
}

const actionIn = (view: View) => (view === "public" ? "c.public_action" : "c.action");

/** The record after a change, as text; null where the view sees none. */
const dataIn = (view: View) =>
  view === "public" ? "nullif(coalesce(c.public_data, c.data), '')" : "c.data";

const COLUMNS = ["seq", "at", "resource", "id", "revision", "merged_into", "written_by"] as const;

const columnsIn = (view: View) =>
  `${COLUMNS.map((name) => `c.${name}`).join(", ")}, ${actionIn(view)} as action, ${dataIn(view)} as data`;

/**
 * Reads changes until their records are more than `MOST_READ`, but as many as `least`.
 * @param select one of `columnsIn`
 */
function readChanges(
  connection: StatementCache,
  least: number,
  select: string,
  ...parameters: SqlValue[]
): { rows: Row[]; isCut: boolean } {
  const rows: Row[] = [];
  let bytes = 0;
  for (const values of connection.iterateArrays(select, ...parameters)) {
    const row: Row = { data: values.pop() ?? null, action: values.pop() ?? null };
    COLUMNS.forEach((name, i) => {
      row[name] = values[i] ?? null;
    });
    bytes += bytesOf(row["data"]);
    if (bytes > MOST_READ && rows.length >= least) return { rows, isCut: true };
    rows.push(row);
  }
  return { rows, isCut: false };
}

const bytesOf = (data: SqlValue | undefined): number =>
  typeof data === "string" ? Buffer.byteLength(data) : 0;

/** How history is being read. */
export interface HistoryContext {
  connection: StatementCache;
  view: View;
  /** The day for what is computed. */
  day: string;
}

/** The last change, whoever sees it; 0 where there is none. */
export const lastSeq = (connection: StatementCache): number =>
  connection.get("select coalesce(max(seq), 0) as seq from changes")?.["seq"] as number;

/** The last change that a view sees, of those up to a number; 0 where there is none. */
export const lastSeqIn = (
  connection: StatementCache,
  view: View,
  upTo = Number.MAX_SAFE_INTEGER,
): number =>
  (connection.get(
    `select c.seq from changes c where c.seq <= ? and ${actionIn(view)} is not null order by c.seq desc limit 1`,
    upTo,
  )?.["seq"] as number | undefined) ?? 0;

/** The last change that was written down up to a moment, in RFC 3339; 0 for none. */
export const seqAt = (connection: StatementCache, at: string): number =>
  (connection.get("select max(seq) as seq from changes where at <= ?", at)?.["seq"] ?? 0) as number;

/** Records as they were after a change, without the names of what they link to. */
export function recordsAt({ connection, view }: HistoryContext, seq: number): RecordOf {
  const known = new Map<string, JsonObject | null>();
  return (resource, id) => {
    const key = `${resource} ${id}`;
    let record = known.get(key);
    if (record === undefined) {
      const text = connection.get(
        `select ${dataIn(view)} as data from changes c where c.resource = ? and c.id = ? and c.seq <= ?
         order by c.seq desc limit 1`,
        resource,
        id,
        seq,
      )?.["data"];
      record = text ? (JSON.parse(text as string) as JsonObject) : null;
      known.set(key, record);
    }
    return record;
  };
}

/** A record as it was after a change; or whether there was none yet, or no longer. */
export function recordAt(
  resource: Resource,
  id: string,
  seq: number,
  context: HistoryContext,
): JsonObject | "never" | "gone" {
  const recordOf = recordsAt(context, seq);
  const bare = recordOf(resource.name, id);
  if (bare !== null) return servedRecord(resource, bare, context.day, recordOf);
  const { connection, view } = context;
  const earlier = connection.get(
    `select 1 from changes c where c.resource = ? and c.id = ? and c.seq <= ? and ${actionIn(view)} is not null limit 1`,
    resource.name,
    id,
    seq,
  );
  return earlier === undefined ? "never" : "gone";
}

/**
 * All records of a resource as they were after a change, in the order of their ids.
 * @param after the id of the last record that was read; "" to begin
 * @returns at most `limit` of them, fewer where they are large, and the id to go on after; null where there are
 *   no more
 */
export function allRecordsAt(
  resource: Resource,
  seq: number,
  after: string,
  limit: number,
  context: HistoryContext,
): { records: JsonObject[]; next: string | null } {
  const { connection, view, day } = context;
  // Without the records, which are long: the index alone says which change was the last of each.
  const last = connection.all(
    `select c.id, max(c.seq) as seq from changes c
     where c.resource = ? and c.id > ? and c.seq <= ? group by c.id order by c.id limit ?`,
    resource.name,
    after,
    seq,
    limit,
  );
  const recordOf = recordsAt(context, seq);
  const records: JsonObject[] = [];
  let bytes = 0;
  for (const row of last) {
    const id = row["id"] as string;
    const data = connection.get(
      `select ${dataIn(view)} as data from changes c where c.seq = ?`,
      row["seq"] as number,
    )?.["data"];
    if (typeof data !== "string") continue;
    records.push(servedRecord(resource, JSON.parse(data) as JsonObject, day, recordOf));
    bytes += bytesOf(data);
    if (bytes > MOST_READ) return { records, next: id };
  }
  return { records, next: last.length < limit ? null : (last.at(-1)?.["id"] as string) };
}

/**
 * The changes after one, in the order in which they were committed.
 * @param names of the resources; null for all
 * @returns at most `limit` of them, fewer where they are large, and whether there are more
 */
export function changesAfter(
  after: number,
  limit: number,
  names: readonly string[] | null,
  context: HistoryContext,
): { changes: Change[]; hasMore: boolean } {
  const { connection, view } = context;
  const among = names === null ? "" : "and c.resource in (select value from json_each(?))";
  const { rows, isCut } = readChanges(
    connection,
    1,
    `select ${columnsIn(view)} from changes c
     where c.seq > ? and ${actionIn(view)} is not null ${among} order by c.seq limit ?`,
    after,
    ...(names === null ? [] : [JSON.stringify(names)]),
    limit + 1,
  );
  // The newest names: what was renamed since is named in the change of it as well.
  const recordOf = recordsAt(context, Number.MAX_SAFE_INTEGER);
  const changes = rows.slice(0, limit).map((row) => ({
    ...shown(row, view),
    resource: row["resource"] as string,
    id: row["id"] as string,
    data: served(row, context, recordOf),
  }));
  return { changes, hasMore: isCut || rows.length > limit };
}

function served(row: Row, { day }: HistoryContext, recordOf: RecordOf): JsonObject | null {
  if (row["data"] === null) return null;
  const bare = JSON.parse(row["data"] as string) as JsonObject;
  return servedRecord(resourceNamed(row["resource"] as string), bare, day, recordOf);
}

const shown = (row: Row, view: View) => ({
  seq: row["seq"] as number,
  at: row["at"] as string,
  action: row["action"] as string,
  revision: row["revision"] as number,
  merged_into: row["action"] === "merge" ? (row["merged_into"] as string) : null,
  ...(view === "full" ? { written_by: row["written_by"] as string | null } : {}),
});

/**
 * The versions of a record, the newest first.
 * @param before the `seq` of the last that was shown; null to begin
 * @returns at most `limit` of them, fewer where they are large, and whether there are more
 */
export function revisionsOf(
  resource: Resource,
  id: string,
  before: number | null,
  limit: number,
  { connection, view }: HistoryContext,
): { revisions: Revision[]; hasMore: boolean } {
  // Each is compared with the one before it, which is read for that even where it comes on the next page.
  const { rows, isCut } = readChanges(
    connection,
    2,
    `select ${columnsIn(view)} from changes c
     where c.resource = ? and c.id = ? and c.seq < ? and ${actionIn(view)} is not null
     order by c.seq desc limit ?`,
    resource.name,
    id,
    before ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  );
  const hasMore = isCut || rows.length > limit;
  const revisions = (hasMore ? rows.slice(0, -1) : rows).map((row, i) => ({
    ...shown(row, view),
    changes: differences(rows[i + 1], row),
  }));
  return { revisions, hasMore };
}

/** How many versions of a record a view sees. */
export const countRevisions = (
  resource: Resource,
  id: string,
  { connection, view }: HistoryContext,
): number =>
  connection.get(
    `select count(*) as n from changes c where c.resource = ? and c.id = ? and ${actionIn(view)} is not null`,
    resource.name,
    id,
  )?.["n"] as number;

/** The last change that made a revision of a record; null where the view sees none. */
export const seqOfRevision = (
  resource: Resource,
  id: string,
  revision: number,
  { connection, view }: HistoryContext,
): number | null =>
  (connection.get(
    `select max(c.seq) as seq from changes c
     where c.resource = ? and c.id = ? and c.revision = ? and ${dataIn(view)} is not null`,
    resource.name,
    id,
    revision,
  )?.["seq"] ?? null) as number | null;

/** What says when and how often a record was written, which differs in every version. */
const ABOUT_WRITING = ["updated_at", "revision"];

function differences(before: Row | undefined, after: Row): Revision["changes"] {
  const [old, now] = [before, after].map((row) =>
    row?.["data"] ? (JSON.parse(row["data"] as string) as JsonObject) : null,
  );
  if (!old || !now) return [];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names]
    .filter((name) => !ABOUT_WRITING.includes(name))
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((field) => ({ field, before: old[field] ?? null, after: now[field] ?? null }));
}
