import { getTableName } from "drizzle-orm";
import type { Row } from "../../db/database.ts";
import type { ReadContext } from "../../fields/field.ts";
import { onlyVisible } from "../../records/look-up.ts";
import type { InstrumentStatus, RelationType } from "../../vocabularies.ts";
import { isProposed } from "./relations.ts";
import { instrumentRelations, instrumentStatuses, instruments } from "./table.ts";

/** The instruments around one, and how they are related. */

const TABLE = getTableName(instrumentRelations);
const INSTRUMENTS = getTableName(instruments);
const STATUSES = getTableName(instrumentStatuses);

/** More relations than this are not shown. */
export const MOST_EDGES = 5000;

/** More relations than this are not followed: each costs a look-up, also where it leads nowhere new. */
const MOST_FOLLOWED = 10_000;

/** What is asked for: what can be reached from an instrument. */
export interface GraphQuery {
  /** The id of the instrument in the middle, as it is kept. */
  id: string;
  /** How many relations there may be on the way. */
  depth: number;
  /** The kinds of relation to follow and to show; null for all. */
  types: readonly RelationType[] | null;
  /** How many instruments are shown at most. */
  limit: number;
}

export interface GraphNode {
  id: string;
  title: string;
  type: string;
  /** On the day of the request; null for judgments. */
  status: InstrumentStatus | null;
  /** How many relations away it is, by the shortest way. */
  depth: number;
  links: { self: string };
}

/** A relation as it is stored: `source` says it of `target`. */
export interface GraphEdge {
  source: string;
  target: string;
  type: RelationType;
  locator: string | null;
  date: string | null;
  proposed: boolean;
}

export interface InstrumentGraph {
  /** The nearest first: what an instrument says before what others say of it. */
  nodes: GraphNode[];
  /** All relations between the nodes, of the kinds asked for. */
  edges: GraphEdge[];
  /** Whether there is more within the depth asked for than is shown. */
  truncated: boolean;
  shown: { nodes: number; edges: number };
}

/**
 * Walks from an instrument, breadth first, over relations in both directions: what is cut is what is
 * farthest. A draft that the client may not see is not there, and nothing is reached through it.
 */
export function readGraph(context: ReadContext, query: GraphQuery): InstrumentGraph {
  const { depths, isCut } = reach(context, query);
  const ids = [...depths.keys()];
  const rows = nodeRows(context, ids);
  const statuses = new Map(rows.map((row) => [row["id"], row["status"]]));
  const edges = edgeRows(context, ids, query.types).map(
    (row): GraphEdge => ({
      source: row["owner"] as string,
      target: row["target"] as string,
      type: row["type"] as RelationType,
      locator: row["locator"] as string | null,
      date: row["date"] as string | null,
      proposed: isProposed(statuses.get(row["owner"] ?? null)),
    }),
  );
  const shown = edges.slice(0, MOST_EDGES);
  return {
    nodes: rows.map((row) => nodeOf(row, depths.get(row["id"] as string) ?? 0)),
    edges: shown,
    truncated: isCut || edges.length > shown.length,
    shown: { nodes: rows.length, edges: shown.length },
  };
}

/** The instruments within reach, each with its depth, the nearest first. */
function reach(
  context: ReadContext,
  { id, depth: deepest, types, limit }: GraphQuery,
): { depths: Map<string, number>; isCut: boolean } {
  const depths = new Map([[id, 0]]);
  let frontier = [id];
  let followed = 0;
  for (let depth = 1; depth <= deepest && frontier.length > 0; depth++) {
    const found: string[] = [];
    for (const direction of ["outward", "inward"] as const) {
      for (const other of neighbours(context, frontier, types, direction)) {
        if (followed++ === MOST_FOLLOWED) return { depths, isCut: true };
        if (depths.has(other)) continue;
        if (depths.size === limit) return { depths, isCut: true };
        depths.set(other, depth);
        found.push(other);
      }
    }
    frontier = found;
  }
  return { depths, isCut: false };
}

/**
 * The ids at the other ends of relations, in the order of the instruments given and, of each, of the
 * index that is read: by position where it says them, by id where others do. An ORDER BY would sort
 * all that a much cited law has before the first could be used.
 */
function* neighbours(
  { connection, view }: ReadContext,
  ids: readonly string[],
  types: readonly RelationType[] | null,
  direction: "outward" | "inward",
): Iterable<string> {
  const [here, there] = direction === "outward" ? ["owner", "target"] : ["target", "owner"];
  const rows = connection.iterateArrays(
    `select t.id from json_each(?1) j cross join ${TABLE} x on x.${here} = j.value
       cross join ${INSTRUMENTS} t on t.id = x.${there}
     where 1${ofTypes(types)}${onlyVisible("instruments", view, "t.")}`,
    ...boundTo(ids, types),
  );
  for (const [other] of rows) yield other as string;
}

const ofTypes = (types: readonly RelationType[] | null): string =>
  types === null ? "" : " and x.type in (select value from json_each(?2))";

const boundTo = (ids: readonly string[], types: readonly RelationType[] | null): string[] => [
  JSON.stringify(ids),
  ...(types === null ? [] : [JSON.stringify(types)]),
];

/** The instruments with their statuses on the day, in the order given. */
function nodeRows({ connection, view, day }: ReadContext, ids: readonly string[]): Row[] {
  return connection.all(
    `select t.id, t.title, t.type,
       (select s.status from ${STATUSES} s
        where s.owner = t.id and s.view = ?2 and s.from_day <= ?3 and s.to_day > ?3) as status
     from json_each(?1) j cross join ${INSTRUMENTS} t on t.id = j.value order by j.key`,
    JSON.stringify(ids),
    view,
    day,
  );
}

/** The relations of which both sides are among the ids: those of the first first, and one too many. */
function edgeRows(
  { connection }: ReadContext,
  ids: readonly string[],
  types: readonly RelationType[] | null,
): Row[] {
  return connection.all(
    `select x.owner, x.target, x.type, x.locator, x.date
     from json_each(?1) j cross join ${TABLE} x on x.owner = j.value
     where x.target in (select value from json_each(?1))${ofTypes(types)} limit ${MOST_EDGES + 1}`,
    ...boundTo(ids, types),
  );
}

const nodeOf = (row: Row, depth: number): GraphNode => ({
  id: row["id"] as string,
  title: row["title"] as string,
  type: row["type"] as string,
  status: row["type"] === "judgment" ? null : (row["status"] as InstrumentStatus),
  depth,
  links: { self: `/instruments/${row["id"]}` },
});
