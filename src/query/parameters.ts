import type { SqlValue } from "../db/database.ts";
import type { Format } from "../formats/format.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource } from "../resources/define.ts";
import { STATES } from "../vocabularies.ts";
import type {
  Condition,
  Filter,
  FilterValues,
  Operator,
  QueryContext,
  ValueContext,
} from "./filter.ts";
import type { SortTerm } from "./page-parameters.ts";
import {
  parseCount,
  parseDay,
  parseFields,
  parseLimit,
  parseSort,
  refuseForFormat,
  single,
} from "./page-parameters.ts";
import { oneOfVocabulary, trueOrFalse } from "./values.ts";

/** More values in one filter than this are refused. */
const MOST_VALUES = 500;
/** A longer value is no value of ours. */
const LONGEST_VALUE = 2000;

/** A list's query, parsed and found right. */
export interface ListQuery {
  conditions: Condition[];
  states: readonly string[];
  sort: SortTerm[];
  /** How many records at most; infinite for all of an export. */
  limit: number;
  cursor: string | null;
  count: boolean;
  fields: string[] | null;
  /** The day for what is computed. */
  day: string;
  /** What a cursor of this query is bound to: the filters and the order, whatever their spelling. */
  signature: string;
  dependsOnDay: boolean;
}

interface NamedFilter {
  name: string;
  filter: Filter;
  operator: Operator;
}

/** Every parameter that filters a resource: `topic`, `topic_all`, `topic_not` … */
export function filterParameters(resource: Resource): Map<string, NamedFilter> {
  let known = parametersOf.get(resource);
  if (known === undefined) {
    known = new Map();
    for (const [name, filter] of Object.entries(resource.filters)) {
      for (const operator of filter.operators) {
        known.set(operator === "any" ? name : `${name}_${operator}`, { name, filter, operator });
      }
    }
    parametersOf.set(resource, known);
  }
  return known;
}

const parametersOf = new WeakMap<Resource, Map<string, NamedFilter>>();

/** The parameters of a list beside its filters. */
const listParameters = (resource: Resource): string[] => [
  ...(resource.state === "none" ? [] : ["state"]),
  ...(resource.takesDay ? ["on"] : []),
  ...["sort", "limit", "cursor", "count", "fields", "format"],
];

/**
 * The states that a list shows: what is published, unless a client with a key asks for more.
 * @throws {Problem} `not-authenticated` if one without a key does
 */
function parseStates(resource: Resource, query: RawQuery, context: ValueContext): string[] {
  const raw = resource.state === "none" ? undefined : query["state"];
  if (raw === undefined) return ["published"];
  const reader = oneOfVocabulary(STATES);
  const texts = [raw].flat().flatMap((text) => text.split(",").map((state) => state.trim()));
  const states = texts.map((text) => reader.read(text, "state", context));
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
  faults.unknownParameters(query, [...known.keys(), ...listParameters(resource)]);
  const day = parseDay(resource, query, asked);
  const states = parseStates(resource, query, asked);
  const context = { ...asked, day, states, table: resource.table };
  const { values, conditions, dependsOnDay } = parseFilters(known, query, context);
  const sort = parseSort(resource, query, faults, format);
  refuseForFormat(query, faults, format);
  const signature = JSON.stringify([
    resource.name,
    [...context.states].sort(),
    canonical(values),
    sort.map(({ name, descending }) => [name, descending]),
    query["on"] === undefined ? "" : day,
  ]);
  return {
    conditions,
    states: context.states,
    sort,
    limit: parseLimit(query, faults, format),
    cursor: single(query, "cursor", faults),
    count: parseCount(query, faults),
    fields: parseFields(resource, query, faults),
    day,
    signature,
    dependsOnDay: dependsOnDay || resource.dependsOnDay === true,
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

function parseFilters(known: Map<string, NamedFilter>, query: RawQuery, context: QueryContext) {
  const values = new Map<string, Map<Operator, readonly SqlValue[]>>();
  const before = context.faults.count;
  for (const [parameter, raw] of Object.entries(query)) {
    const named = known.get(parameter);
    if (named === undefined) continue;
    const parsed = parseValues(parameter, named, raw, context);
    const operators = values.get(named.name) ?? new Map<Operator, readonly SqlValue[]>();
    values.set(named.name, operators.set(named.operator, parsed));
  }
  const conditions: Condition[] = [];
  let dependsOnDay = false;
  if (context.faults.count === before) {
    for (const [name, operators] of values) {
      const filter = known.get(name)?.filter;
      dependsOnDay ||= filter?.dependsOnDay === true;
      for (const [operator, wanted] of operators) {
        const condition = filter?.condition(operator, wanted, context, values);
        if (condition) conditions.push(condition);
      }
    }
  }
  return { values, conditions, dependsOnDay };
}

function parseValues(
  parameter: string,
  { filter, operator }: NamedFilter,
  raw: string | string[],
  context: QueryContext,
): SqlValue[] {
  const { faults } = context;
  const single = operator === "gte" || operator === "lte" || operator === "exists";
  const texts = [raw].flat().flatMap((text) => {
    if (filter.splits === false) return [text];
    return splitValues(text, (detail) => faults.parameter(parameter, detail));
  });
  if (single && texts.length > 1) {
    faults.parameter(parameter, `'${parameter}' takes one value, not ${texts.length}.`);
    return [];
  }
  if (texts.length > MOST_VALUES) {
    faults.parameter(
      parameter,
      `'${parameter}' takes at most ${MOST_VALUES} values, not ${texts.length}.`,
    );
    return [];
  }
  const reader = operator === "exists" ? trueOrFalse : filter.value;
  const values: SqlValue[] = [];
  for (const text of texts) {
    const fault = faultOfValue(text);
    if (fault === null) values.push(reader.read(text, parameter, context));
    else faults.parameter(parameter, `${fault} Leave '${parameter}' out, or give it a value.`);
  }
  return values;
}

function faultOfValue(text: string): string | null {
  if (text === "") return "There is an empty value.";
  if (text.length > LONGEST_VALUE) return `A value may have at most ${LONGEST_VALUE} characters.`;
  if (text.includes("\0")) return "A value contains the character U+0000.";
  return null;
}

/** Splits at commas, except within double quotes; `""` within quotes is one quote (RFC 4180 §2). */
function splitValues(text: string, report: (detail: string) => void): string[] {
  if (!text.includes('"')) return text.split(",").map((value) => value.trim());
  const values: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(rest);
    const plain = /^([^,"]*)(?:,|$)/.exec(rest);
    const match = quoted ?? plain;
    if (match === null) {
      report(
        'A double quote is not closed, or stands within a value; write "a, b" for a value with a comma.',
      );
      return values;
    }
    values.push(quoted ? (match[1] ?? "").replaceAll('""', '"') : (match[1] ?? "").trim());
    if (!match[0].endsWith(",")) return values;
    rest = rest.slice(match[0].length);
  }
}
