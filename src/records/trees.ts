import type { JsonObject, ParseContext } from "../fields/field.ts";
import type { WriteContext } from "../resources/define.ts";

/** Trees by a `parent` column, with every record's ancestors kept in a table. */

/** Each record has a row for each of its ancestors, so that a chain without end would fill the disk. */
export const MOST_LEVELS = 32;

/** Reports a parent that would make the record its own ancestor; returns whether it does. */
export function refuseCycle(
  table: string,
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): boolean {
  const parent = content["parent"] as string | null;
  if (parent === null || id === null) return false;
  const cycle = connection.get(
    `with recursive above(id) as (select ?1 union select t.parent from ${table} t
       join above on t.id = above.id where t.parent is not null)
     select 1 as found from above where id = ?2 collate nocase`,
    parent,
    id,
  );
  if (cycle === undefined) return false;
  const detail =
    parent.toLowerCase() === id.toLowerCase()
      ? "A record can't be its own parent."
      : `'${parent}' is below '${id}' in the tree and can't be its parent too.`;
  faults.pointer(`${pointer}/parent`, detail);
  return true;
}

/** Reports a parent with which the record, or what is below it, would stand too deep. */
export function refuseDepth(
  table: string,
  content: JsonObject,
  pointer: string,
  { connection, faults, id }: ParseContext,
): void {
  const parent = content["parent"] as string | null;
  if (parent === null) return;
  const unmoved = `select 1 from ${table} where id = ? and parent = ?`;
  if (id !== null && connection.get(unmoved, id, parent) !== undefined) return;
  const levels = (walk: string, from: string): number =>
    connection.get(
      `with recursive seen(id, depth) as (select ?1, 1 union all ${walk} and seen.depth <= ${MOST_LEVELS})
       select max(depth) as n from seen`,
      from,
    )?.["n"] as number;
  const above = levels(
    `select t.parent, seen.depth + 1 from ${table} t join seen on t.id = seen.id where t.parent is not null`,
    parent,
  );
  const below =
    id === null
      ? 1
      : levels(
          `select t.id, seen.depth + 1 from seen join ${table} t on t.parent = seen.id where 1`,
          id,
        );
  if (above + below <= MOST_LEVELS) return;
  const what = below === 1 ? "this record" : "what is below this record";
  faults.pointer(
    `${pointer}/parent`,
    `A tree has at most ${MOST_LEVELS} levels, and below '${parent}' ${what} would stand deeper: choose a parent further up.`,
  );
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
