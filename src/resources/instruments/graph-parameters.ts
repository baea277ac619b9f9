import type { RawQuery } from "../../problems/faults.ts";
import type { ValueContext } from "../../query/filter.ts";
import { parseValues } from "../../query/filter-values.ts";
import type { Bounds } from "../../query/number-parameter.ts";
import { parseNumber } from "../../query/number-parameter.ts";
import { filterParameters } from "../../query/parameters.ts";
import type { RelationType } from "../../vocabularies.ts";
import { codesOf, RELATION_INVERSES } from "../../vocabularies.ts";
import type { GraphQuery } from "./graph.ts";
import { instruments } from "./resource.ts";

/** The parameters of an instrument's graph. */

/** How many relations there may be on the way: beyond a few, everything is related to everything. */
export const DEPTH: Bounds = { least: 1, most: 5, usual: 2 };

/** How many instruments are shown: more are no picture that anybody could read. */
export const NODES: Bounds = { least: 1, most: 1000, usual: 200 };

export const GRAPH_PARAMETERS = ["depth", "relation", "limit", "on", "format"];

/** Reads what a graph is of; reports every fault. */
export function parseGraphQuery(query: RawQuery, asked: ValueContext): Omit<GraphQuery, "id"> {
  const { faults } = asked;
  return {
    depth: parseNumber("depth", query, DEPTH, faults),
    types: parseTypes(query, asked),
    limit: parseNumber("limit", query, NODES, faults),
  };
}

/**
 * The kinds of relation, by either of their names: a relation is one edge, and a walk over edges
 * meets each from both sides.
 */
function parseTypes(query: RawQuery, asked: ValueContext): RelationType[] | null {
  const raw = query["relation"];
  const filter = filterParameters(instruments).get("relation");
  if (raw === undefined || filter === undefined) return null;
  const context = {
    ...asked,
    resource: instruments,
    states: ["published"],
    widened: new Set<string>(),
  };
  const names = parseValues("relation", filter, raw, context);
  return codesOf(RELATION_INVERSES).filter(
    (type) => names.includes(type) || names.includes(RELATION_INVERSES[type]),
  );
}
