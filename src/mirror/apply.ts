import { withoutLinksTo } from "../history/bare.ts";
import type { Change } from "../history/history.ts";
import type { JsonObject } from "../fields/field.ts";
import { Faults } from "../problems/faults.ts";
import type { Problem } from "../problems/problems.ts";
import { parseCurrent, readCurrent } from "../records/current.ts";
import { parseRecord } from "../records/parse.ts";
import { referrersOf } from "../records/referrers.ts";
import { insertRecord, removeRecord, updateRecord } from "../records/store.ts";
import type { Resource, Survivor, WriteContext } from "../resources/define.ts";
import { LINKABLE } from "../resources/linkable.ts";
import { resourceNamed } from "../resources/index.ts";

/** A change that could not be made yet, and why. */
export interface Pending {
  change: Change;
  why: string;
}

/**
 * Makes changes of another data set here, with its ids, times and revisions. What a change needs may
 * be in a later one of the same write: it is tried again when those after it have been made.
 * @returns what could still not be made, in order
 */
export function applyChanges(context: WriteContext, changes: readonly Change[]): Pending[] {
  // Each change has the whole record, so of several the last is enough. But what came and went is made
  // before it is deleted: that it was there is a part of what there is to know.
  const waiting = new Map<string, Change>();
  for (const change of changes) {
    // What belongs to another record is within that one, which changes with it.
    if (resourceNamed(change.resource).owners !== undefined) continue;
    const record = recordOf(change);
    waiting.delete(record + GONE);
    if (!isGone(change)) waiting.delete(record);
    waiting.set(isGone(change) ? record + GONE : record, change);
  }
  const lacking = new Map<string, string>();
  for (;;) {
    let made = 0;
    for (const [key, change] of waiting) {
      const before = isGone(change) ? waiting.get(recordOf(change)) : undefined;
      if (before !== undefined) {
        // It went before it could be made whole, and must not be made after that.
        putInPart(context, before);
        waiting.delete(recordOf(change));
      }
      const why = apply(context, change);
      if (why === null) {
        waiting.delete(key);
        made++;
      } else lacking.set(key, why);
    }
    // Records that name one another are made without those links first.
    const isStuck = made === 0 && ![...waiting.values()].some((each) => putInPart(context, each));
    if (isStuck || waiting.size === 0) {
      return [...waiting].map(([key, change]) => ({ change, why: lacking.get(key) ?? "" }));
    }
  }
}

const GONE = " gone";
const recordOf = ({ resource, id }: Change): string => `${resource} ${id.toLowerCase()}`;
const isGone = ({ action }: Change): boolean => action === "delete" || action === "merge";

/** Makes a record that is not here yet without the links to what is not either. */
function putInPart(context: WriteContext, { resource: name, data }: Change): boolean {
  const resource = resourceNamed(name);
  const isMissing = (table: string, id: string) =>
    context.writer.get(`select 1 from ${table} where id = ?`, id) === undefined;
  if (data === null || !isMissing(resource.table, data["id"] as string)) return false;
  const part = withoutLinksTo(resource, data, (linked, id) =>
    isMissing(LINKABLE[linked].table, id),
  );
  return put(context, resource, part) === null;
}

/** Makes a change; returns what it lacks, or null. */
function apply(context: WriteContext, change: Change): string | null {
  const resource = resourceNamed(change.resource);
  if (isGone(change)) return remove(context, resource, change);
  // What was erased since is deleted by a later change.
  return change.data === null ? null : put(context, resource, change.data);
}

function put(context: WriteContext, resource: Resource, data: JsonObject): string | null {
  const { writer } = context;
  const id = data["id"] as string;
  const sql = `select id from ${resource.table} where id = ?`;
  const isThere = writer.get(sql, id) !== undefined;
  if (isThere) moveHere(context, resource, data);
  raise(context, resource, data);
  const faults = new Faults();
  const parsing = { connection: writer, faults, id: isThere ? id : null };
  const parsed = parseRecord(resource, data, parsing, { pointer: "", readOnly: "allow" });
  if (faults.count > 0) return reasonOf(faults);
  if (isThere) updateRecord(context, resource, id, parsed.content);
  else insertRecord(context, resource, { id, content: parsed.content });
  stamp(context, resource, data);
  for (const [name, { nested }] of Object.entries(resource.fields)) {
    if (!nested) continue;
    for (const child of data[name] as JsonObject[]) stamp(context, nested, child);
  }
  return null;
}

/** What belonged to another record there, and was merged into this one, goes with it here. */
function moveHere(context: WriteContext, resource: Resource, data: JsonObject): void {
  for (const [name, { nested }] of Object.entries(resource.fields)) {
    const owner = nested?.owners?.find(
      (each) => nested.fields[each]?.linked?.resource === resource.name,
    );
    if (!nested || owner === undefined) continue;
    const into = data["id"] as string;
    for (const { id = null } of data[name] as JsonObject[]) {
      const sql = `select 1 from ${nested.table} where id = ? and ${owner} <> ?`;
      if (context.writer.get(sql, id as string, into) === undefined) continue;
      const current = readCurrent(context, nested, id as string, { matches: () => true });
      const { content } = parseCurrent(context, nested, current);
      updateRecord(context, nested, current.id, { ...content, [owner]: into });
    }
  }
}

/** What is there is not gone, though an earlier state that was made again had let it go. */
function raise({ writer }: WriteContext, resource: Resource, data: JsonObject): void {
  const sql = "delete from tombstones where resource = ? and id = ?";
  writer.run(sql, resource.name, data["id"] as string);
  for (const [name, { nested }] of Object.entries(resource.fields)) {
    if (!nested) continue;
    for (const { id = null } of data[name] as JsonObject[]) {
      writer.run(sql, nested.name, id as string);
    }
  }
}

/** A record has the times and the revision that it has there. */
function stamp({ writer }: WriteContext, { table }: Resource, data: JsonObject): void {
  writer.run(
    `update ${table} set created_at = ?, updated_at = ?, revision = ?,
       render_version = render_version + 1 where id = ?`,
    data["created_at"] as string,
    data["updated_at"] as string,
    data["revision"] as number,
    data["id"] as string,
  );
}

function remove(context: WriteContext, resource: Resource, change: Change): string | null {
  const { writer } = context;
  const row = writer.get(`select * from ${resource.table} where id = ?`, change.id);
  // It may have come and gone before this database began to follow.
  if (row === undefined) return null;
  const { count } = referrersOf(writer, resource.table, change.id);
  if (count > 0) return `${count} other records still refer to it.`;
  removeRecord(context, resource, row["id"] as string, survivorOf(context, resource, change));
  writer.run(
    "update tombstones set deleted_at = ? where resource = ? and id = ?",
    change.at,
    resource.name,
    change.id,
  );
  return null;
}

function survivorOf(
  { writer }: WriteContext,
  resource: Resource,
  { merged_into: into }: Change,
): Survivor | null {
  if (into === null) return null;
  const row = writer.get(`select * from ${resource.table} where id = ?`, into);
  return { into, isPublic: resource.state === "none" || row?.["state"] === "published" };
}

function reasonOf(faults: Faults): string {
  try {
    faults.throwIfAny();
    return "";
  } catch (error) {
    const { message, faults: named } = error as Problem;
    return named.length < 2 ? message : named.map(({ detail }) => detail).join(" ");
  }
}
