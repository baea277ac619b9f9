import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { JsonObject, ReadContext } from "../fields/field.ts";
import { beginHistory, ORDER } from "../history/note-changes.ts";
import { takeTurns } from "../files/steps.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { regroup } from "../records/memberships.ts";
import { parseRecord } from "../records/parse.ts";
import { renderRecords } from "../records/render.ts";
import { rowOf } from "../records/store.ts";
import { hasReferences, indexReferencesOf } from "../references/stored.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import { indexRecords } from "../search/text-index.ts";
import { refusal } from "./format.ts";

/** What follows when all rows of an archive are there: what is derived from them, and whether they are right. */

/** So many records are derived at once, which bounds the memory that it takes. */
const BATCH = 500;

type Restoring = Pick<WriteContext, "writer" | "now" | "writtenBy">;

/**
 * Derives what searches, filters and look-ups need, by today's rules, and begins the history of what
 * has none. Each record has to be one that a client could write.
 * @param signal ends it
 * @throws {Problem} that names a record which is not
 */
export async function deriveRestored(restoring: Restoring, signal?: AbortSignal): Promise<void> {
  const context: WriteContext = {
    ...restoring,
    effect: { public: false, labels: false },
    merged: new Map(),
    restated: [],
    regroup: new Map(),
    reindex: new Map(),
  };
  const inOrder = ORDER.map(resourceNamed);
  for (const resource of inOrder) {
    for (const rows of batchesOf(context.writer, resource)) {
      await takeTurns(signal);
      for (const after of rows) {
        // What is above it in a tree derives it together with itself.
        const isBelow = (after["parent"] ?? null) !== null;
        const change = { id: after["id"] as string, before: isBelow ? after : null, after };
        resource.derive?.(context, change);
      }
    }
  }
  for (const resource of inOrder) {
    for (const rows of batchesOf(context.writer, resource)) {
      await takeTurns(signal);
      checkRecords(context, resource, rows);
      const keys = rows.map(({ key }) => key as number);
      const { memberships } = resource;
      const ids = rows.map(({ id }) => id as string);
      if (memberships) regroup(context.writer, resource, memberships, ids);
      indexRecords(context.writer, resource, keys);
      if (hasReferences(resource.name)) indexReferencesOf(context.writer, resource, keys);
    }
  }
  for (const resource of inOrder) {
    for (const rows of batchesOf(context.writer, resource)) {
      await takeTurns(signal);
      beginHistory(
        context,
        resource,
        rows.map(({ key }) => key as number),
      );
    }
  }
}

function* batchesOf(writer: StatementCache, { table }: Resource): Generator<Row[]> {
  for (let last = 0; ; ) {
    const rows = writer.all(
      `select * from ${table} where key > ? order by key limit ${BATCH}`,
      last,
    );
    if (rows.length === 0) return;
    last = rows.at(-1)?.["key"] as number;
    yield rows;
  }
}

/** Reads records as they are served and parses them as they are written, which has to give the same. */
function checkRecords(context: WriteContext, resource: Resource, rows: readonly Row[]): void {
  const { writer, now } = context;
  const view: ReadContext = { connection: writer, view: "full", day: now.slice(0, 10) };
  const records = servedOf(resource, rows, view);
  for (const [i, row] of rows.entries()) {
    const id = row["id"] as string;
    const faults = new Faults();
    const parsing = { connection: writer, faults, id };
    const { content } = parseRecord(resource, records[i], parsing, {
      pointer: "",
      readOnly: "allow",
    });
    refuseFaults(resource, id, faults);
    // What follows from the rest of a row may follow by other rules than when it was written.
    const differing = Object.entries(rowOf(context, resource, content)).filter(
      ([column, value]) => row[column] !== value,
    ) as [string, SqlValue][];
    if (differing.length === 0) continue;
    writer.run(
      `update ${resource.table} set ${differing.map(([column]) => `${column} = ?`).join(", ")} where key = ?`,
      ...differing.map(([, value]) => value),
      row["key"] as number,
    );
  }
}

function servedOf(resource: Resource, rows: readonly Row[], view: ReadContext): JsonObject[] {
  try {
    return renderRecords(resource, rows, view);
  } catch (error) {
    throw refusal(`The records of ${resource.name} can't be read: ${(error as Error).message}.`);
  }
}

function refuseFaults(resource: Resource, id: string, faults: Faults): void {
  try {
    faults.throwIfAny();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw refusal(
      `The ${resource.singular} '${id}' of this archive is not valid: ${error.message}`,
    );
  }
}

/**
 * Refuses what leads back to itself, which following it would never end: trees, and merged records; and
 * records that are there and deleted.
 */
export function refuseCircles(writer: StatementCache): void {
  for (const { name, singular, table, fields } of resources) {
    if (fields["parent"]) {
      const below = `with recursive below(id) as (select id from ${table} where parent is null
        union all select t.id from below b join ${table} t on t.parent = b.id)`;
      const sql = `${below} select id from ${table} where id not in (select id from below) limit 1`;
      const found = writer.get(sql);
      if (found) throw refusal(`The ${singular} '${found["id"]}' is above itself in this archive.`);
    }
    const both = `select t.id from tombstones t join ${table} r on r.id = t.id where t.resource = ? limit 1`;
    const found = writer.get(both, name);
    if (found)
      throw refusal(`The ${singular} '${found["id"]}' is there and deleted in this archive.`);
    refuseMergedCircles(writer, name);
  }
}

function refuseMergedCircles(writer: StatementCache, resource: string): void {
  const sql =
    "select lower(id) as id, lower(merged_into) as into_id from tombstones where resource = ? and merged_into is not null";
  const next = new Map(
    writer.all(sql, resource).map((row) => [row["id"] as string, row["into_id"] as string]),
  );
  const ended = new Set<string>();
  for (const start of next.keys()) {
    const way = new Set<string>();
    for (
      let id: string | undefined = start;
      id !== undefined && !ended.has(id);
      id = next.get(id)
    ) {
      if (way.has(id))
        throw refusal(`'${id}' of ${resource} was merged into itself in this archive.`);
      way.add(id);
    }
    for (const id of way) ended.add(id);
  }
}
