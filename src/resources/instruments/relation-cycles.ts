import { getTableName } from "drizzle-orm";
import type { StatementCache } from "../../db/database.ts";
import type { JsonObject, ParseContext } from "../../fields/field.ts";
import { below } from "../../fields/field.ts";
import type { RelationType } from "../../vocabularies.ts";
import { RELATIONS_WITHOUT_CYCLES } from "../../vocabularies.ts";
import { instrumentRelations } from "./table.ts";

const TABLE = getTableName(instrumentRelations);

/** More instruments of a circle are not named. */
const LONGEST_CIRCLE = 12;

const keyOf = ({ type, instrument }: JsonObject) => `${type} ${instrument}`;

/** What an instrument says of others now, for `refuseNewCircle`. */
export function alreadySaid({ connection, id }: ParseContext): ReadonlySet<string> {
  if (id === null) return new Set();
  const rows = connection.all(
    `select distinct type, target as instrument from ${TABLE} where owner = ?`,
    id,
  );
  return new Set(rows.map(keyOf));
}

/**
 * Reports a relation by which an instrument would lead back to itself, where it can't.
 * @param said what it says now: that can be written again as it is, even where it is in a circle
 */
export function refuseNewCircle(
  relation: JsonObject,
  said: ReadonlySet<string>,
  at: string,
  { connection, faults, id: owner }: ParseContext,
): void {
  const type = relation["type"] as RelationType | null;
  const target = relation["instrument"] as string | null;
  const reason = type === null ? undefined : RELATIONS_WITHOUT_CYCLES[type];
  // Nothing leads to an instrument that is only being made.
  if (type === null || reason === undefined || target === null || owner === null) return;
  if (target === owner || said.has(keyOf(relation)) || faults.isCrowded) return;
  const circle = circleOf(connection, { type, owner, target });
  if (circle === null) return;
  const way = [owner, ...circle].map((id) => `'${id}'`);
  const isLong = way.length > LONGEST_CIRCLE;
  const shown = isLong ? [...way.slice(0, LONGEST_CIRCLE - 2), "…", ...way.slice(-1)] : way;
  faults.pointer(
    below(at, "instrument"),
    `This would close a circle of '${type}', in which there can be none, since ${reason}: ${shown.join(" → ")}.`,
  );
}

/** A relation that is to be written: the instrument says it of another. */
interface NewRelation {
  type: RelationType;
  owner: string;
  target: string;
}

/**
 * The circle that a relation would close: the ids from its target back to its owner, in the order in
 * which each has the same relation to the next; null where it closes none. What the owner says of
 * others now plays no part, so it may be what is being replaced.
 *
 * One statement reads what can be reached from the target along the indexed side of relations; the
 * circle is looked for only in what that gives.
 */
function circleOf(
  connection: StatementCache,
  { type, owner, target }: NewRelation,
): string[] | null {
  const steps = connection.all(
    `with recursive reached(id) as (
       select ?2
       union
       select x.target from reached r cross join ${TABLE} x on x.owner = r.id
       where x.type = ?1 and r.id <> ?3 collate nocase)
     select x.owner, x.target from reached r cross join ${TABLE} x on x.owner = r.id
     where x.type = ?1 and r.id <> ?3 collate nocase
     order by x.owner, x.position`,
    type,
    target,
    owner,
  );
  const nextOf = new Map<string, string[]>();
  for (const step of steps) {
    const from = step["owner"] as string;
    nextOf.set(from, [...(nextOf.get(from) ?? []), step["target"] as string]);
  }
  return shortestWay(nextOf, target, owner);
}

/** The shortest way from one to another, both included; null where there is none. */
function shortestWay(
  nextOf: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): string[] | null {
  const before = new Map<string, string | null>([[from, null]]);
  // A map is walked in the order in which it grows, also by what is added meanwhile.
  for (const id of before.keys()) {
    if (id === to) return wayTo(id, before);
    for (const next of nextOf.get(id) ?? []) {
      if (!before.has(next)) before.set(next, id);
    }
  }
  return null;
}

function wayTo(end: string, before: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let id: string | null = end; id !== null; id = before.get(id) ?? null) way.unshift(id);
  return way;
}
