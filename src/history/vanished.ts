import type { StatementCache } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import type { Noting } from "./note-changes.ts";
import { noteGone } from "./note-changes.ts";

/**
 * Records that history has and that are not there, with nothing that says so: somebody took their rows away with
 * another program than this one. Who follows the changes has them for ever, and their ids could be given again. One
 * whose id was given again is not among them: what is followed by that id is the record that has it now.
 */

/**
 * @param schema where the database is attached
 * @returns the numbers and ids of such records
 */
export function vanishedOf(
  connection: StatementCache,
  { name, table }: Resource,
  schema = "main",
): { record: number; id: string }[] {
  const rows = connection.all(
    `select record, id from
       (select c.record, c.id, c.data, max(c.seq) from ${schema}.changes c where c.resource = ? group by c.id) last
     where data is not null and not exists (select 1 from ${schema}.${table} r where r.id = last.id)`,
    name,
  );
  return rows as { record: number; id: string }[];
}

/** Writes down that such records were deleted, as if they had been by this program. */
export function noteVanished(context: Noting, resource: Resource): void {
  const { writer, now } = context;
  const vanished = vanishedOf(writer, resource);
  noteGone(
    context,
    resource,
    vanished.map(({ record }) => record),
  );
  for (const { record, id } of vanished) {
    writer.run(
      `insert into tombstones (resource, id, deleted_at, was_public)
       values (?1, ?2, ?3, exists (select 1 from changes where resource = ?1 and record = ?4 and public_action is not null))
       on conflict do nothing`,
      resource.name,
      id,
      now,
      record,
    );
  }
}
