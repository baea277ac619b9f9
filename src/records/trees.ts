import type { JsonObject, ParseContext } from "../fields/field.ts";
import type { WriteContext } from "../resources/define.ts";

/** Trees by a `parent` column, with every record's ancestors kept in a table. */

/** Reports a parent that would make the record its own ancestor. */
export function refuseCycle(
  table: string,
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): void {
  const parent = content["parent"] as string | null;
  if (parent === null || id === null) return;
  const cycle = connection.get(
    `with recursive above(id) as (select ?1 union select t.parent from ${table} t
       join above on t.id = above.id where t.parent is not null)
     select 1 as found from above where id = ?2 collate nocase`,
    parent,
    id,
  );
  if (cycle === undefined) return;
  const detail =
    parent.toLowerCase() === id.toLowerCase()
      ? "A record can't be its own parent."
      : `'${parent}' is below '${id}' in the tree and can't be its parent too.`;
  faults.pointer(`${pointer}/parent`, detail);
}

/**
 * Derives the ancestors of a record and of everything below it again.
 * @param visible SQL over the tree's table as `t`: whether everybody sees a record
 */
export function refreshAncestors(
  { writer }: WriteContext,
  table: string,
  ancestors: string,
  id: string,
  visible: string,
): void {
  writer.run(
    `delete from ${ancestors} where record in (
       with recursive below(id) as (select ?1 union select t.id from ${table} t
         join below on t.parent = below.id)
       select id from below)`,
    id,
  );
  writer.run(
    `with recursive
       below(id) as (select ?1 union select t.id from ${table} t join below on t.parent = below.id),
       path(record, ancestor, visible) as (
         select t.id, t.id, ${visible} from ${table} t where t.id in (select id from below)
         union all
         select p.record, t.id, p.visible and ${visible}
         from path p join ${table} child on child.id = p.ancestor join ${table} t on t.id = child.parent)
     insert into ${ancestors} (record, ancestor, visible) select record, ancestor, visible from path`,
    id,
  );
}
