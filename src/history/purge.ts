import { eraseAnswersWith } from "../idempotency/kept-answers.ts";
import { Problem } from "../problems/problems.ts";
import { missing } from "../records/missing.ts";
import type { JsonObject } from "../fields/field.ts";
import type { Resource, WriteContext } from "../resources/define.ts";

/**
 * Erases what a deleted record said from its history, with all that belonged to it; the bare
 * tombstone stays. Erasing again changes nothing. Histories of other records keep its id alone: they
 * never had its names.
 * @throws {Problem} `conflict` for a record that is there, `not-found` for one that never was
 */
export function purgeRecord(context: WriteContext, resource: Resource, named: string): void {
  const { writer, now } = context;
  const tombstone = writer.get(
    "select id, purged_at, was_public from tombstones where resource = ? and id = ?",
    resource.name,
    named,
  );
  if (tombstone === undefined) {
    const found = writer.get(`select id from ${resource.table} where id = ?`, named);
    if (found === undefined) throw missing(context, resource, named);
    throw new Problem(
      "conflict",
      `The ${resource.singular} '${found["id"]}' is there: delete or merge it, then purge what it was.`,
    );
  }
  if (tombstone["purged_at"] !== null) return;
  const id = tombstone["id"] as string;
  for (const [child, ids] of belongings(context, resource, id)) {
    // What was moved to another record is there still, and that record's.
    for (const each of ids) if (isGone(context, child, each)) erase(context, child, each);
  }
  erase(context, resource, id);
  resource.erase?.(context, id);
  writer.run(
    "update tombstones set purged_at = ? where resource = ? and id = ?",
    now,
    resource.name,
    id,
  );
  // What nobody saw without a key is gone without their being told.
  context.effect.public ||= tombstone["was_public"] === 1;
}

const isGone = ({ writer }: WriteContext, { table }: Resource, id: string): boolean =>
  writer.get(`select 1 from ${table} where id = ?`, id) === undefined;

/** What belonged to a record in any of its versions. */
function belongings(
  { writer }: WriteContext,
  resource: Resource,
  id: string,
): Map<Resource, Set<string>> {
  const found = new Map<Resource, Set<string>>();
  const texts = writer.column(
    "select data from changes where resource = ? and id = ? and data is not null",
    resource.name,
    id,
  );
  for (const text of texts) {
    const record = JSON.parse(text as string) as JsonObject;
    for (const [name, { nested }] of Object.entries(resource.fields)) {
      if (nested === undefined) continue;
      const ids = found.get(nested) ?? new Set();
      found.set(nested, ids);
      for (const child of record[name] as JsonObject[]) ids.add(child["id"] as string);
    }
  }
  return found;
}

function erase({ writer }: WriteContext, { name }: Resource, id: string): void {
  eraseAnswersWith(writer, id);
  writer.run(
    "update changes set data = null, public_data = null where resource = ? and id = ?",
    name,
    id,
  );
}
