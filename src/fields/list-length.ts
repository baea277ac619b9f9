import type { Json, JsonObject, ParseContext } from "./field.ts";
import { below } from "./field.ts";

/** More links from one record, or records that belong to it, than this are taken for a mistake. */
export const MOST_LISTED = 1000;

/**
 * Whether a value is a list of bearable length; reports a fault if not.
 * @param most how many elements it may have
 */
export function isList(
  value: Json,
  pointer: string,
  { faults }: ParseContext,
  most = MOST_LISTED,
): value is Json[] {
  if (!Array.isArray(value)) {
    faults.pointer(pointer, "This must be a list; write [] where there is nothing.");
    return false;
  }
  if (value.length > most) {
    faults.pointer(pointer, `This list may have at most ${most} elements.`);
    return false;
  }
  return true;
}

/** Reports a record, written alone, that its owner's list has no room for. */
export function refuseOneMore(
  { table, owner, name }: { table: string; owner: string; name: string },
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): void {
  const ownerId = content[owner] ?? null;
  // One that is there already is no more.
  if (ownerId === null || id !== null) return;
  const sql = `select count(*) as count from ${table} where ${owner} = ?`;
  const count = connection.get(sql, ownerId as string)?.["count"] as number;
  if (count < MOST_LISTED) return;
  faults.pointer(
    below(pointer, owner),
    `The ${owner} '${ownerId}' has ${count} ${name}, and can't have more than ${MOST_LISTED}: delete some of those first.`,
  );
}
