import type { SqlValue } from "../db/database.ts";
import type { Format } from "../formats/format.ts";
import type { Faults, RawQuery } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource } from "../resources/define.ts";
import { onceFor } from "../resources/define.ts";
import type { Leaf, SearchTree } from "../search/grammar.ts";
import { STATES } from "../vocabularies.ts";
import type {
  Condition,
  FilterValues,
  Operator,
  QueryContext,
  ValueContext,
  Widening,
} from "./filter.ts";
import type { Inclusion } from "./include-parameter.ts";
import { includesDay, inclusionsOf, parseInclude } from "./include-parameter.ts";
import type { Order } from "./page-parameters.ts";
import {
  parseCount,
  parseDay,
  parseFields,
  parseLimit,
  parseSort,
  refuseForFormat,
  single,
} from "./page-parameters.ts";
import type { NamedFilter } from "./filter-values.ts";
import { parseValues } from "./filter-values.ts";
import {
  facetNames,
  parseFacets,
  parseSearchParameters,
  refuseMarks,
} from "./search-parameters.ts";
import { oneOfVocabulary, trueOrFalse } from "./values.ts";

/** A list's query, parsed and found right. */
export interface ListQuery extends Order {
  resource: Resource;
  /** How its values were read. */
  context: QueryContext;
  values: FilterValues;
  conditions: Condition[];
  search: SearchTree | null;
  /** What of a search is to be marked, or null for nothing. */
  marks: readonly Leaf[] | null;
  facets: string[] | null;
  facetLimit: number;
  states: readonly string[];
  /** How many records at most; infinite for all of an export. */
  limit: number;
  cursor: string | null;
  count: boolean;
  fields: string[] | null;
  /** The links to show whole. */
  include: Inclusion[];
  /** Where faults are reported that show only when the query runs. */
  faults: Faults;
  /** The day for what is computed. */
  day: string;
  /** What a cursor of this query is bound to: the filters and the order, whatever their spelling. */
  signature: string;
  dependsOnDay: boolean;
}

/** Every parameter that filters a resource: `topic`, `topic_all`, `topic_not` … */
export const filterParameters = onceFor((resource) => {
  const known = new Map<string, NamedFilter>();
  for (const [name, filter] of Object.entries(resource.filters)) {
    for (const operator of filter.operators) {
      known.set(operator === "any" ? name : `${name}_${operator}`, { name, filter, operator });
    }
  }
  return known;
});

/** The filters of a resource that have a parameter by which their values are widened. */
export const wideningsOf = onceFor((resource): [string, Widening][] =>
  Object.entries(resource.filters).flatMap(([name, { widening }]) =>
    widening === undefined ? [] : [[name, widening]],
  ),
);

/** Every parameter of a list. */
const listParameters = onceFor((resource): string[] => [
  ...filterParameters(resource).keys(),
  ...(resource.state === "none" ? [] : ["state"]),
  ...(resource.takesDay ? ["on"] : []),
  ...wideningsOf(resource).map(([, { parameter }]) => parameter),
  ...(facetNames(resource).length === 0 ? [] : ["facets", "facet_limit"]),
  ...["q", "highlight", "sort", "limit", "cursor", "count", "fields", "format"],
  ...(inclusionsOf(resource).length === 0 ? [] : ["include"]),
]);

/**
 * The states that a list shows: what is published, unless a client with a key asks for more.
 * @throws {Problem} `not-authenticated` if one without a key does
 */
export function parseStates(resource: Resource, query: RawQuery, context: ValueContext): string[] {
  const raw = resource.state === "none" ? undefined : query["state"];
  if (raw === undefined) return ["published"];
  const reader = oneOfVocabulary(STATES);
  const texts = [raw].flat().flatMap((text) => text.split(",").map((state) => state.trim()));
  const states = texts.map((text, index) =>
    reader.read(text, "state", { ...context, faults: context.faults.ofElement(index) }),
  );
  if (states.includes("draft") && context.view === "public") {
    throw new Problem(
      "not-authenticated",
      "Drafts are shown to clients with a key only. Send `Authorization: Bearer YOUR_KEY`, or leave `state=draft` out.",
    );
  }
  return [...new Set(states.filter((state) => state !== null).map(String))];
}

/**
 * Parses a list's query; reports every fault of it.
 * @param format what the list is given in, null for JSON: some parameters depend on it
 */
export function parseListQuery(
  resource: Resource,
  query: RawQuery,
  asked: ValueContext,
  format: Format | null = null,
): ListQuery {
  const known = filterParameters(resource);
  const { faults } = asked;
  faults.unknownParameters(query, listParameters(resource));
  const day = parseDay(resource, query, asked);
  const states = parseStates(resource, query, asked);
  const widened = parseWidenings(resource, query, asked);
  const context = { ...asked, day, states, resource, widened };
  const values = parseFilters(known, query, context);
  const { search, marks } = parseSearchParameters(query, faults);
  const order = parseSort(resource, query, faults, format);
  refuseForFormat(query, faults, format);
  const fields = parseFields(resource, query, faults);
  const include = parseInclude(resource, query, fields, faults);
  const signature = JSON.stringify([
    resource.name,
    [...context.states].sort(),
    canonical(values),
    search,
    order.byRelevance,
    [...order.groups, ...order.sort].map(({ name, descending }) => [name, descending]),
    // A position in an order by what depends on the day is none in another day's.
    [...widened],
    query["on"] === undefined && order.groups.length === 0 ? "" : day,
  ]);
  const isRight = faults.count === 0;
  return {
    resource,
    context,
    values,
    conditions: isRight ? conditionsOf(known, values, context) : [],
    search,
    ...order,
    marks,
    ...parseFacets(resource, query, faults),
    states: context.states,
    limit: refuseMarks(marks, parseLimit(query, faults, format), faults),
    cursor: single(query, "cursor", faults),
    count: parseCount(query, faults),
    fields,
    include,
    faults,
    day,
    signature,
    dependsOnDay:
      resource.dependsOnDay === true ||
      dependsOnDay(resource, query, values) ||
      includesDay(include),
  };
}

/** The filters whose values the query widens; reports those that it does not have. */
function parseWidenings(resource: Resource, query: RawQuery, asked: ValueContext): Set<string> {
  const found = wideningsOf(resource).filter(([name, { parameter }]) => {
    const text = single(query, parameter, asked.faults);
    if (text === null || trueOrFalse.read(text, parameter, asked) !== 1) return false;
    const filters = ["", "_all", "_not"].map((suffix) => `${name}${suffix}`);
    if (filters.some((filter) => query[filter] !== undefined)) return true;
    const counted = [query["facets"] ?? []].flat().join().split(",");
    if (counted.some((facet) => facet.trim() === name)) return true;
    asked.faults.parameter(
      parameter,
      `'${parameter}' widens '${name}': say whose with ${filters.map((filter) => `'${filter}'`).join(", ")}, count by it in 'facets', or leave it out.`,
    );
    return false;
  });
  return new Set(found.map(([name]) => name));
}

/** Whether an answer differs from day to day, by its filters or by what it is counted by. */
const dependsOnDay = (resource: Resource, query: RawQuery, values: FilterValues): boolean =>
  [...values.keys(), ...[query["facets"] ?? []].flat().flatMap((text) => text.split(","))].some(
    (name) => resource.filters[name.trim()]?.dependsOnDay === true,
  );

/** The same query without a filter's plain form; itself where it has none. */
export function withoutFilter(query: ListQuery, name: string): ListQuery {
  const operators = query.values.get(name);
  if (operators?.has("any") !== true) return query;
  const others = new Map([...operators].filter(([operator]) => operator !== "any"));
  const values = new Map([...query.values].filter(([other]) => other !== name));
  if (others.size > 0) values.set(name, others);
  return {
    ...query,
    values,
    conditions: conditionsOf(filterParameters(query.resource), values, query.context),
    signature: `${query.signature} without ${name}`,
  };
}

/** The values of all filters in one spelling: their order says nothing. */
const canonical = (values: FilterValues) =>
  [...values]
    .map(([name, operators]) => [
      name,
      [...operators].map(([operator, wanted]) => [operator, [...new Set(wanted)].sort()]).sort(),
    ])
    .sort();

function parseFilters(
  known: Map<string, NamedFilter>,
  query: RawQuery,
  context: QueryContext,
): FilterValues {
  const values = new Map<string, Map<Operator, readonly SqlValue[]>>();
  for (const [parameter, raw] of Object.entries(query)) {
    const named = known.get(parameter);
    if (named === undefined) continue;
    const parsed = parseValues(parameter, named, raw, context);
    const operators = values.get(named.name) ?? new Map<Operator, readonly SqlValue[]>();
    values.set(named.name, operators.set(named.operator, parsed));
  }
  return values;
}

const conditionsOf = (
  known: Map<string, NamedFilter>,
  values: FilterValues,
  context: QueryContext,
): Condition[] =>
  [...values].flatMap(([name, operators]) =>
    [...operators].flatMap(
      ([operator, wanted]) =>
        known.get(name)?.filter.condition(operator, wanted, context, values) ?? [],
    ),
  );
