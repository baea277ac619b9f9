import type { SqlValue } from "../db/database.ts";
import type { RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource, Sort } from "../resources/define.ts";
import { READ_ONLY } from "../resources/define.ts";
import { STATES } from "../vocabularies.ts";
import type { Condition, Filter, Operator, QueryContext } from "./filter.ts";
import { oneOfVocabulary, trueOrFalse } from "./values.ts";

export const DEFAULT_LIMIT = 20;
export const LARGEST_LIMIT = 200;

/** More values in one filter than this are refused. */
export const MOST_VALUES = 500;
/** More sort terms than this are refused. */
const MOST_SORTS = 5;
/** A longer value is no value of ours. */
const LONGEST_VALUE = 2000;

export interface SortTerm extends Sort {
  name: string;
  descending: boolean;
}

/** A list's query, parsed and found right. */
export interface ListQuery {
  conditions: Condition[];
  states: readonly string[];
  sort: SortTerm[];
  limit: number;
  cursor: string | null;
  count: boolean;
  fields: string[] | null;
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
  ...["sort", "limit", "cursor", "count", "fields", "format"],
];

/**
 * The states that a list shows: what is published, unless a client with a key asks for more.
 * @throws {Problem} `not-authenticated` if one without a key does
 */
function parseStates(
  resource: Resource,
  query: RawQuery,
  context: Omit<QueryContext, "states">,
): string[] {
  const raw = resource.state === "none" ? undefined : query["state"];
  if (raw === undefined) return ["published"];
  const reader = oneOfVocabulary(STATES);
  const texts = [raw].flat().flatMap((text) => text.split(",").map((state) => state.trim()));
  const states = texts.map((text) => reader.read(text, "state", { ...context, states: [] }));
  if (states.includes("draft") && context.view === "public") {
    throw new Problem(
      "not-authenticated",
      "Drafts are shown to clients with a key only. Send `Authorization: Bearer YOUR_KEY`, or leave `state=draft` out.",
    );
  }
  return [...new Set(states.filter((state) => state !== null).map(String))];
}

/** Every field that `fields` may name. */
export const fieldNames = (resource: Resource): string[] => [
  "id",
  ...Object.keys(resource.fields),
  ...READ_ONLY,
];

/** Parses a list's query; reports every fault of it. */
export function parseListQuery(
  resource: Resource,
  query: RawQuery,
  asked: Omit<QueryContext, "states">,
): ListQuery {
  const known = filterParameters(resource);
  asked.faults.unknownParameters(query, [...known.keys(), ...listParameters(resource)]);
  const context = { ...asked, states: parseStates(resource, query, asked) };
  const { values, conditions, dependsOnDay } = parseFilters(known, query, context);
  const sort = parseSort(resource, query, context);
  parseFormat(query, context);
  const signature = JSON.stringify([
    resource.name,
    [...context.states].sort(),
    [...values].map(([name, operators]) => [name, ...operators]).sort(),
    sort.map(({ name, descending }) => [name, descending]),
  ]);
  return {
    conditions,
    states: context.states,
    sort,
    limit: parseLimit(query, context),
    cursor: single(query, "cursor", context),
    count: parseCount(query, context),
    fields: parseFields(resource, query, context),
    signature,
    dependsOnDay: dependsOnDay || resource.dependsOnDay === true,
  };
}

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
export function splitValues(text: string, report: (detail: string) => void): string[] {
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

/** The value of a parameter that can be given once. */
function single(
  query: RawQuery,
  name: string,
  { faults }: Pick<QueryContext, "faults">,
): string | null {
  const raw = query[name];
  if (raw === undefined) return null;
  if (typeof raw === "string" && raw !== "") return raw;
  faults.parameter(name, raw === "" ? `'${name}' is empty.` : `'${name}' is given more than once.`);
  return null;
}

function parseLimit(query: RawQuery, context: QueryContext): number {
  const text = single(query, "limit", context);
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LARGEST_LIMIT) return limit;
  const suggestion = limit > LARGEST_LIMIT ? { suggestion: String(LARGEST_LIMIT) } : {};
  context.faults.parameter(
    "limit",
    `'limit' is a whole number from 1 to ${LARGEST_LIMIT}, not '${text}'; follow \`page.next\` for more.`,
    suggestion,
  );
  return DEFAULT_LIMIT;
}

function parseCount(query: RawQuery, context: QueryContext): boolean {
  const text = single(query, "count", context);
  if (text === null || text === "exact") return true;
  if (text !== "none") {
    context.faults.parameter(
      "count",
      `'count' can't be '${text}'.`,
      oneOf(["exact", "none"], text),
    );
  }
  return false;
}

function parseFormat(query: RawQuery, context: QueryContext): void {
  const text = single(query, "format", context);
  if (text === null || text === "json") return;
  context.faults.parameter("format", `There is no format '${text}' here.`, oneOf(["json"], text));
}

/** The fields that an answer is cut down to, or null for all. */
export function parseFields(
  resource: Resource,
  query: RawQuery,
  { faults }: Pick<QueryContext, "faults">,
): string[] | null {
  const raw = query["fields"];
  if (raw === undefined) return null;
  const known = fieldNames(resource);
  const wanted = [raw].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  for (const name of wanted) {
    if (known.includes(name)) continue;
    faults.parameter(
      "fields",
      name === "" ? "There is an empty field name." : `There is no field '${name}'.`,
      oneOf(known, name),
    );
  }
  return wanted;
}

function parseSort(resource: Resource, query: RawQuery, context: QueryContext): SortTerm[] {
  const raw = query["sort"] ?? resource.defaultSort;
  const names = Object.keys(resource.sorts);
  const terms: SortTerm[] = [];
  for (const text of [raw].flat().flatMap((part) => part.split(","))) {
    const written = text.trim();
    const descending = written.startsWith("-");
    const name = descending ? written.slice(1) : written;
    const sort = resource.sorts[name];
    if (sort === undefined || !Object.hasOwn(resource.sorts, name)) {
      const allowed = names.flatMap((known) => [known, `-${known}`]);
      context.faults.parameter("sort", `There is no order '${written}'.`, oneOf(allowed, written));
    } else if (terms.some((term) => term.name === name)) {
      context.faults.parameter("sort", `'${name}' is named twice.`);
    } else {
      terms.push({ ...sort, name, descending });
    }
  }
  if (terms.length > MOST_SORTS) {
    context.faults.parameter("sort", `At most ${MOST_SORTS} orders can be combined.`);
  }
  return terms;
}
