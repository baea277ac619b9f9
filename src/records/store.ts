import type { Table } from "drizzle-orm";
import { getTableName } from "drizzle-orm";
import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { JsonObject } from "../fields/field.ts";
import type { Change, Resource, Survivor, WriteContext } from "../resources/define.ts";
import { writableFields } from "../resources/define.ts";
import { LINKABLE } from "../resources/linkable.ts";
import { indexReferences } from "../references/stored.ts";
import { indexTextLater } from "../search/text-index.ts";
import { freeId, idFromText } from "../values/ids.ts";
import { idsFrom } from "./memberships.ts";
import type { Parsed } from "./parse.ts";

/** Writes a new record with all that belongs to it; returns its id. The id given must be free. */
export function insertRecord(context: WriteContext, resource: Resource, parsed: Parsed): string {
  const { writer, now } = context;
  const { content } = parsed;
  const id =
    parsed.id ??
    freeId(idFromText(resource.idBase(content)), (candidate) =>
      isTaken(writer, resource, candidate),
    );
  const row: Row = {
    id,
    created_at: now,
    updated_at: now,
    revision: 1,
    render_version: 1,
    ...rowOf(context, resource, content),
  };
  if (resource.state === "own") {
    row["first_published_at"] = row["state"] === "published" ? now : null;
    row["unpublished_at"] = null;
  }
  const key = writer.insert(resource.table, row);
  storeFields(context, resource, id, content, null);
  // Each column was given, so that nothing has to be read back.
  finish(context, resource, { id, before: null, after: { key, ...row } });
  return id;
}

/** Whether an id is, or ever was, a record's. */
export function isTaken(connection: StatementCache, resource: Resource, id: string): boolean {
  return (
    connection.get(
      `select 1 as taken from ${resource.table} where id = ?
       union all select 1 from tombstones where resource = ? and id = ?`,
      id,
      resource.name,
      id,
    ) !== undefined
  );
}

/**
 * Replaces a record's content, which differs from what it was, and moves its revision.
 * @param old the content that it has, where that is known: what is the same is not written again
 */
export function updateRecord(
  context: WriteContext,
  resource: Resource,
  id: string,
  content: JsonObject,
  old: JsonObject = {},
): void {
  const before = rowById(context, resource, id);
  const row = rowOf(context, resource, content);
  if (resource.state === "own" && row["state"] !== before["state"]) {
    const published = row["state"] === "published";
    row["first_published_at"] = before["first_published_at"] ?? (published ? context.now : null);
    row["unpublished_at"] = published ? null : context.now;
  }
  const assignments = Object.keys(row).map((column) => `${column} = ?`);
  context.writer.run(
    `update ${resource.table} set ${[...assignments, MOVED].join(", ")} where id = ?`,
    ...Object.values(row),
    context.now,
    id,
  );
  storeFields(context, resource, id, content, old);
  finish(context, resource, { id, before, after: rowById(context, resource, id) });
}

const MOVED = "updated_at = ?, revision = revision + 1, render_version = render_version + 1";

/** Moves the revision of the record that another, which changed, belongs to. */
export function touchOwner(context: WriteContext, owner: Resource, id: string): void {
  const before = rowById(context, owner, id);
  context.writer.run(`update ${owner.table} set ${MOVED} where id = ?`, context.now, id);
  finish(context, owner, { id, before, after: rowById(context, owner, id) });
}

/**
 * Deletes a record with all that belongs to it, and remembers its id for ever.
 * @param survivor what took its place, where it was merged into another record
 */
export function removeRecord(
  context: WriteContext,
  resource: Resource,
  id: string,
  survivor: Survivor | null = null,
): void {
  const { writer, now } = context;
  const before = rowById(context, resource, id);
  resource.beforeRemove?.(context, id);
  for (const [, field] of writableFields(resource)) field.store?.(context, id, field.absent, false);
  const isOpen = resource.state === "none" || before["state"] === "published";
  const wasPublic = isOpen || (before["first_published_at"] ?? null) !== null;
  if (survivor) context.merged.set(`${resource.name} ${before["key"]}`, survivor);
  writer.run(
    `insert into tombstones (resource, id, deleted_at, was_public, merged_into, merge_is_public)
     values (?, ?, ?, ?, ?, ?)`,
    resource.name,
    id,
    now,
    wasPublic ? 1 : 0,
    survivor?.into ?? null,
    isOpen && survivor?.isPublic ? 1 : 0,
  );
  writer.run(`delete from ${resource.table} where id = ?`, id);
  finish(context, resource, { id, before, after: null });
}

function rowById({ writer }: WriteContext, resource: Resource, id: string): Row {
  return writer.get(`select * from ${resource.table} where id = ?`, id) as Row;
}

/** The columns that follow from the content. */
export function rowOf(
  context: Pick<WriteContext, "writer">,
  resource: Resource,
  content: JsonObject,
): Row {
  const row: Record<string, SqlValue> = {};
  for (const [name, field] of writableFields(resource)) {
    Object.assign(row, field.columns(content[name] ?? null));
  }
  return Object.assign(row, resource.derivedColumns?.(context.writer, content));
}

/**
 * Stores what is kept beside the record's row.
 * @param old what is known of the content that it has; null for a new record
 */
function storeFields(
  context: WriteContext,
  resource: Resource,
  id: string,
  content: JsonObject,
  old: JsonObject | null,
): void {
  for (const [name, field] of writableFields(resource)) {
    if (field.store === undefined) continue;
    const value = content[name] ?? null;
    const known = old?.[name];
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(value)) continue;
    field.store(context, id, value, old === null);
  }
}

/** What follows from every change of a record: derived data, memberships, search, counters. */
function finish(context: WriteContext, resource: Resource, change: Change): void {
  resource.derive?.(context, change);
  indexTextLater(context, resource, change);
  if (change.after) {
    indexReferences(context.writer, resource.name, change.after, change.before === null);
  }
  if (resource.memberships && change.after) regroupLater(context, resource.name, change.id);
  if (change.before && change.after && change.before["state"] !== change.after["state"]) {
    context.restated.push({ resource, id: change.id });
  }
  context.effect.public ||= isPublic(resource, change.before) || isPublic(resource, change.after);
  context.effect.labels ||= labelChanged(resource, change);
}

/** Has a record's memberships derived again before the transaction ends. */
export function regroupLater({ regroup }: WriteContext, resource: string, id: string): void {
  const ids = regroup.get(resource) ?? new Set();
  regroup.set(resource, ids.add(id));
}

/** Has the memberships derived again of the records that link to one, by resource and link table. */
export function regroupLinkingTo(
  context: WriteContext,
  id: string,
  links: Readonly<Record<string, Table>>,
): void {
  for (const [resource, table] of Object.entries(links)) {
    const sql = `select distinct owner from ${getTableName(table)} where target = ?`;
    for (const owner of idsFrom(context.writer, sql, id)) regroupLater(context, resource, owner);
  }
}

const isPublic = (resource: Resource, row: Row | null) =>
  row !== null && (resource.state === "none" || row["state"] === "published");

/** Whether the small object that stands for the record elsewhere changed, or who may see it. */
function labelChanged(resource: Resource, { before, after }: Change): boolean {
  if (resource.linkable === null || before === null || after === null) return false;
  return ["state", ...LINKABLE[resource.linkable].label].some(
    (column) => before[column] !== after[column],
  );
}
