import type { Row } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import { referringTo } from "../records/referrers.ts";
import { renderRecords } from "../records/render.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import { bareRecord } from "./bare.ts";

/** Linked before what links to it: a copy that follows finds what a record names. */
export const ORDER = [
  "jurisdictions",
  "topics",
  "issuing-bodies",
  "sources",
  "instruments",
  "items",
  "events",
  "citations",
];

/** So many records are put together at once, which bounds the memory that it takes. */
const BATCH = 500;

/** Where the log of what triggers saw stands. */
export const noted = ({ writer }: Pick<WriteContext, "writer">): number =>
  writer.get("select coalesce(max(seq), 0) as seq from set_changes")?.["seq"] as number;

/**
 * Writes the changes of a transaction down, before it ends. Which records changed is what triggers
 * noted, and what links to records that became drafts or ceased to be: no write can be forgotten.
 * @param since where the log stood when the transaction began
 */
export function noteChanges(context: WriteContext, since: number): void {
  const touched = new Map<string, Set<number>>();
  const touch = (resource: string, record: number) => {
    const records = touched.get(resource) ?? new Set();
    touched.set(resource, records.add(record));
  };
  for (const [resource, record] of context.writer.iterateArrays(
    "select resource, record from set_changes where seq > ? and set_number is null",
    since,
  )) {
    touch(resource as string, record as number);
  }
  for (const { resource, id } of context.restated) {
    for (const { table, key } of referringTo(context.writer, resource.table, id)) {
      touch(resources.find((each) => each.table === table)?.name as string, key);
    }
  }
  const gone = ORDER.filter((name) => touched.has(name)).map((name) =>
    notePresent(context, resourceNamed(name), [...(touched.get(name) as Set<number>)]),
  );
  insert(context, gone.reverse().flat());
}

/** What is needed of a write under way to note what came of it. */
export type Noting = Pick<WriteContext, "writer" | "now" | "writtenBy"> &
  Partial<Pick<WriteContext, "merged">>;

/** Writes down what records are that have no history, or one that was kept by other rules. */
export function beginHistory(context: Noting, resource: Resource, keys: readonly number[]): void {
  notePresent(context, resource, keys);
}

/** Writes down that records are gone which nothing says of. */
export function noteGone(context: Noting, resource: Resource, keys: readonly number[]): void {
  insert(context, notePresent(context, resource, keys));
}

interface Noted {
  at: string;
  resource: string;
  record: number;
  id: string;
  revision: number;
  action: string | null;
  public_action: string | null;
  data: string | null;
  public_data: string | null;
  merged_into: string | null;
}

/** Writes down what changed of records that are there; returns what is gone, which comes last. */
function notePresent(context: Noting, resource: Resource, keys: readonly number[]): Noted[] {
  const gone: Noted[] = [];
  for (let i = 0; i < keys.length; i += BATCH) {
    const some = keys.slice(i, i + BATCH).sort((a, b) => a - b);
    const before = lastChanges(context, resource, some);
    const now = states(context, resource, some);
    const there: Noted[] = [];
    for (const record of some) {
      const [last, state] = [before.get(record), now.get(record)];
      const change = changeOf(context, resource, record, last, state);
      if (change === null) continue;
      if (state === undefined) gone.push(change);
      else there.push(change);
    }
    insert(context, there);
  }
  return gone;
}

/** The last that was written down of some records. */
function lastChanges(
  { writer }: Noting,
  { name }: Resource,
  records: readonly number[],
): Map<number, Row> {
  const rows = writer.all(
    `select c.* from json_each(?) j cross join changes c on c.seq = (select max(seq) from changes l
       where l.resource = ? and l.record = j.value)`,
    JSON.stringify(records),
    name,
  );
  return new Map(rows.map((row) => [row["record"] as number, row]));
}

interface State {
  id: string;
  revision: number;
  data: string;
  /** Null where it is not open to everybody. */
  public: string | null;
}

/** What some records are now, to who has a key and to everybody. */
function states(
  { writer, now }: Noting,
  resource: Resource,
  records: readonly number[],
): Map<number, State> {
  const rows = writer.all(
    `select r.* from json_each(?) j cross join ${resource.table} r on r.key = j.value`,
    JSON.stringify(records),
  );
  const texts = (some: readonly Row[], view: View) => {
    const context: ReadContext = { connection: writer, view, day: now.slice(0, 10) };
    return renderRecords(resource, some, context).map((record) =>
      JSON.stringify(bareRecord(resource, record)),
    );
  };
  const open = rows.filter((row) => resource.state === "none" || row["state"] === "published");
  const openTexts = texts(open, "public");
  const publicOf = new Map(open.map((row, i) => [row, openTexts[i] as string]));
  const full = texts(rows, "full");
  return new Map(
    rows.map((row, i) => [
      row["key"] as number,
      {
        id: row["id"] as string,
        revision: row["revision"] as number,
        data: full[i] as string,
        public: publicOf.get(row) ?? null,
      },
    ]),
  );
}

/** What a change is, to either view; null if it is none. */
function changeOf(
  { now, merged }: Noting,
  { name }: Resource,
  record: number,
  last: Row | undefined,
  state: State | undefined,
): Noted | null {
  const before = last === undefined ? null : (last["data"] as string | null);
  const openBefore = last === undefined ? null : openData(last);
  const [data, open] = [state?.data ?? null, state?.public ?? null];
  const survivor = merged?.get(`${name} ${record}`) ?? null;
  const action = actionOf(before, data, survivor === null ? "delete" : "merge");
  // To who can't see what took its place it was deleted.
  const public_action = actionOf(openBefore, open, survivor?.isPublic ? "merge" : "delete");
  if (action === null && public_action === null) return null;
  return {
    at: now,
    resource: name,
    record,
    id: state?.id ?? (last?.["id"] as string),
    revision: state?.revision ?? (last?.["revision"] as number),
    action,
    public_action,
    data,
    // Null where everybody sees all of it, empty where they see nothing; see `table.ts`.
    public_data: open === data ? null : (open ?? ""),
    merged_into: survivor?.into ?? null,
  };
}

/** What everybody saw after a change; null where that is nothing. */
function openData(row: Row): string | null {
  const open = row["public_data"] as string | null;
  return open === null ? (row["data"] as string | null) : open === "" ? null : open;
}

function actionOf(before: string | null, after: string | null, gone: string): string | null {
  if (before === after) return null;
  if (before === null) return "create";
  return after === null ? gone : "update";
}

function insert({ writer, writtenBy }: Noting, changes: readonly Noted[]): void {
  const rows = changes.map((change) => ({ ...change, written_by: writtenBy }));
  writer.insertAll("changes", rows);
}
