import type { StatementCache } from "../db/database.ts";
import type { JsonObject } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";

/**
 * An earlier version of a record as a client would write it again. What belonged to it and was
 * deleted since comes back under a new id: the old one is never given again.
 */
export function restorable(
  connection: StatementCache,
  resource: Resource,
  record: JsonObject,
): JsonObject {
  const body: JsonObject = { ...record };
  for (const [name, { nested }] of Object.entries(resource.fields)) {
    if (nested === undefined) continue;
    body[name] = (record[name] as JsonObject[]).map(({ id = null, ...rest }) => {
      const found = connection.get(`select 1 from ${nested.table} where id = ?`, id as string);
      return found === undefined ? rest : { id, ...rest };
    });
  }
  return body;
}
