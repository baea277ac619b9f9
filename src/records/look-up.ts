import type { Row, StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import { nearest } from "../problems/nearest.ts";
import type { Fault } from "../problems/problems.ts";
import type { Linkable, LinkableName } from "../resources/linkable.ts";
import { LINKABLE } from "../resources/linkable.ts";
import type { Period } from "../values/edtf.ts";
import { foldName } from "../values/names.ts";

export type LookedUp = { id: string } | { candidates: string[] } | null;

const linkable = (resource: LinkableName): Linkable => LINKABLE[resource];

/** ` and state = 'published'` for who may not see drafts of the resource. */
export const onlyVisible = (resource: LinkableName, view: View, alias = ""): string =>
  // The unary plus has SQLite find a record by its id, and not among all that are published.
  view === "public" && linkable(resource).stateful ? ` and +${alias}state = 'published'` : "";

/**
 * Finds the record that a client named: by its exact id first, then, where the resource has names,
 * by all names, acronyms and aliases together, without regard to case or width.
 * @param period the date of what names it: of several, it means the one that was there then, if
 *   only one can have been. A vague date may be any of its days.
 */
export function lookUp(
  connection: StatementCache,
  resource: LinkableName,
  text: string,
  view: View,
  period: Period | null = null,
): LookedUp {
  const { table, names, lasts } = linkable(resource);
  const visible = onlyVisible(resource, view, "r.");
  const exact = connection.get(`select r.id from ${table} r where r.id = ?${visible}`, text);
  if (exact) return { id: exact["id"] as string };
  if (names === undefined) return null;
  const days = lasts ? `, r.${lasts.from}_start as begins, r.${lasts.to}_end as ends` : "";
  const rows = connection.all(
    `select r.id${days} from ${names} n join ${table} r on r.id = n.record
     where n.name = ?${visible} order by r.id limit 20`,
    foldName(text),
  );
  const ids = rows.map((row) => row["id"] as string);
  const [only] = ids;
  if (only === undefined) return null;
  if (ids.length === 1) return { id: only };
  const there = lasts && period ? ids.filter((_, i) => canHaveBeen(rows[i] ?? {}, period)) : [];
  return there.length === 1 ? { id: there[0] as string } : { candidates: ids };
}

/** Whether what lasted from some day to another may have been there in a period. */
const canHaveBeen = ({ begins, ends }: Row, { start, end }: Period): boolean =>
  (begins === "" || String(begins) <= end) && (ends === "" || String(ends) >= start);

/** The fault to report for a name that `lookUp` could not settle. */
export function faultOfLookUp(
  connection: StatementCache,
  resource: LinkableName,
  text: string,
  found: Exclude<LookedUp, { id: string }>,
  view: View,
): Fault {
  const { singular } = linkable(resource);
  if (found !== null) {
    return {
      detail: `'${text}' names more than one ${singular}: write the id of the one that is meant.`,
      allowed: found.candidates,
    };
  }
  const suggestion = nearestRecord(connection, resource, text, view);
  return {
    detail: `There is no ${singular} '${text}'.${suggestion === null ? "" : ` Did you mean '${suggestion}'?`}`,
    ...(suggestion === null ? {} : { suggestion }),
  };
}

/** More records than this are not compared one by one with what was typed. */
const COMPARED = 20_000;

/** The id whose own text, or one of whose names, is nearest to what was typed. */
function nearestRecord(
  connection: StatementCache,
  resource: LinkableName,
  text: string,
  view: View,
): string | null {
  const { table, names } = linkable(resource);
  const visible = onlyVisible(resource, view, "r.");
  const ids = connection.column(
    `select r.id from ${table} r where 1${visible} order by r.id limit ${COMPARED}`,
  );
  const byId = nearest(text, ids as string[]);
  if (byId !== null || names === undefined) return byId;
  const named = connection.all(
    `select n.name, r.id from ${names} n join ${table} r on r.id = n.record
     where 1${visible} limit ${COMPARED}`,
  );
  const records = new Map(named.map((row) => [row["name"] as string, row["id"] as string]));
  const name = nearest(text, records.keys());
  return name === null ? null : (records.get(name) ?? null);
}
