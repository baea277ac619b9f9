import type { Form, Format } from "../formats/format.ts";
import { formatNames } from "../formats/index.ts";
import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import type { ColumnSort, GroupSort, Resource } from "../resources/define.ts";
import { READ_ONLY } from "../resources/define.ts";
import type { ValueContext } from "./filter.ts";
import { wholeDay } from "./values.ts";

/** The parameters that say how an answer is shown, and not what it is of. */

export const DEFAULT_LIMIT = 20;
export const LARGEST_LIMIT = 200;

/** More sort terms than this are refused. */
const MOST_SORTS = 5;

interface Term {
  name: string;
  descending: boolean;
}
export type ColumnTerm = ColumnSort & Term;
export type GroupTerm = GroupSort & Term;

/** The order of a list: by groups first, then by columns. */
export interface Order {
  /** Whether what matches a search best comes first of all. */
  byRelevance: boolean;
  groups: GroupTerm[];
  /** Never empty. */
  sort: ColumnTerm[];
}

/** Every field that `fields` may name. */
export const fieldNames = (resource: Resource): string[] => [
  "id",
  ...Object.keys(resource.fields),
  ...READ_ONLY,
];

/** How a total is counted. */
export const COUNTS = ["exact", "none"] as const;

/** The value of a parameter that can be given once. */
export function single(query: RawQuery, name: string, faults: Faults): string | null {
  const raw = query[name];
  if (raw === undefined) return null;
  if (typeof raw === "string" && raw !== "") return raw;
  faults.parameter(name, raw === "" ? `'${name}' is empty.` : `'${name}' is given more than once.`);
  return null;
}

/** How many records a page has; in another format, how many there are in all. */
export function parseLimit(
  query: RawQuery,
  faults: Faults,
  format: Pick<Format, "most"> | null = null,
): number {
  const text = single(query, "limit", faults);
  const isWhole = format !== null && format.most === null;
  if (text === null) return isWhole ? Number.POSITIVE_INFINITY : (format?.most ?? DEFAULT_LIMIT);
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && (limit <= LARGEST_LIMIT || isWhole)) return limit;
  if (isWhole) {
    faults.parameter(
      "limit",
      `'limit' is a whole number from 1 on, not '${text}'; leave it out for all that there is.`,
    );
    return DEFAULT_LIMIT;
  }
  const nearest = limit > LARGEST_LIMIT ? LARGEST_LIMIT : text === "0" ? 1 : null;
  const suggestion = nearest === null ? {} : { suggestion: String(nearest) };
  faults.parameter(
    "limit",
    `'limit' is a whole number from 1 to ${LARGEST_LIMIT}, not '${text}'; follow \`page.next\` for more.`,
    suggestion,
  );
  return DEFAULT_LIMIT;
}

export function parseCount(query: RawQuery, faults: Faults): boolean {
  const text = single(query, "count", faults);
  if (text === null || text === "exact") return true;
  if (text !== "none") {
    faults.parameter("count", `'count' can't be '${text}'.`, oneOf(COUNTS, text));
  }
  return false;
}

/**
 * The format that an answer is given in; null for JSON.
 * @param accepted what the request's `Accept` wants, which the parameter wins over
 */
export function parseFormat<F extends Form>(
  query: RawQuery,
  faults: Faults,
  offered: readonly F[],
  accepted: Form | null,
): F | null {
  const text = single(query, "format", faults);
  if (text === null) return offered.find(({ name }) => name === accepted?.name) ?? null;
  const format = offered.find(({ name }) => name === text);
  if (format !== undefined) return format;
  if (text !== "json") {
    const names = formatNames(offered);
    faults.parameter("format", `There is no format '${text}' here.`, oneOf(names, text));
  }
  return null;
}

/** Reports the parameters that say how JSON is shown and mean nothing in another format. */
export function refuseForFormat(query: RawQuery, faults: Faults, format: Format | null): void {
  if (format === null) return;
  const { name, takesFields, takesInclude } = format;
  for (const parameter of ["count", "facets", "facet_limit", "highlight"]) {
    if (query[parameter] === undefined) continue;
    faults.parameter(parameter, `'${parameter}' is about pages of JSON, which ${name} is not.`);
  }
  if (query["include"] !== undefined && !takesInclude) {
    faults.parameter("include", `'include' makes records nested, which ${name} can't show.`);
  }
  if (query["fields"] !== undefined && !takesFields) {
    faults.parameter("fields", `'fields' cuts records down, which ${name} can't show in part.`);
  }
}

/** The fields that an answer is cut down to, or null for all. */
export function parseFields(resource: Resource, query: RawQuery, faults: Faults): string[] | null {
  const raw = query["fields"];
  if (raw === undefined) return null;
  const known = fieldNames(resource);
  const wanted = [raw].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  for (const [index, name] of wanted.entries()) {
    if (known.includes(name)) continue;
    faults
      .ofElement(index)
      .parameter(
        "fields",
        name === "" ? "There is an empty field name." : `There is no field '${name}'.`,
        () => oneOf(known, name),
      );
  }
  // Tens of thousands of one name fit into a URL, and each record would be asked for all of them.
  return [...new Set(wanted)];
}

/** The order that only a search has. */
export const RELEVANCE = "relevance";

/**
 * The order of a list. Of what matches a search equally well, what would come first without one
 * does, unless more orders follow `relevance`.
 */
export function parseSort(
  resource: Resource,
  query: RawQuery,
  faults: Faults,
  format: Pick<Format, "order"> | null = null,
): Order {
  const isSearch = query["q"] !== undefined;
  const usual = format?.order ?? (isSearch ? RELEVANCE : resource.defaultSort);
  const raw = query["sort"] ?? usual;
  const written = [raw].flat().flatMap((part) => part.split(",").map((text) => text.trim()));
  const byRelevance = written[0] === RELEVANCE && isSearch;
  const ordered = byRelevance ? written.slice(1) : written;
  const rest = ordered.length === 0 ? [resource.defaultSort] : ordered;
  const groups: GroupTerm[] = [];
  const terms: ColumnTerm[] = [];
  for (const [index, text] of rest.entries()) {
    const at = faults.ofElement(byRelevance && ordered.length > 0 ? index + 1 : index);
    const descending = text.startsWith("-");
    const name = descending ? text.slice(1) : text;
    const sort = Object.hasOwn(resource.sorts, name) ? resource.sorts[name] : undefined;
    if (sort === undefined) {
      const fault = name === RELEVANCE ? faultOfRelevance(isSearch, descending) : null;
      const known = Object.keys(resource.sorts).flatMap((each) => [each, `-${each}`]);
      const allowed = isSearch ? [RELEVANCE, ...known] : known;
      at.parameter("sort", fault ?? `There is no order '${text}'.`, () => oneOf(allowed, text));
    } else if ([...groups, ...terms].some((term) => term.name === name)) {
      at.parameter("sort", `'${name}' is named twice.`);
    } else if ("groups" in sort) {
      if (terms.length > 0) {
        at.parameter("sort", `'${name}' depends on the day: write it before '${terms[0]?.name}'.`);
      }
      groups.push({ ...sort, name, descending });
    } else {
      terms.push({ ...sort, name, descending });
    }
  }
  if (groups.length + terms.length > MOST_SORTS) {
    faults.parameter("sort", `At most ${MOST_SORTS} orders can be combined.`);
  }
  // Within a group, too, the order is total, and goes the same way.
  const { descending = false } = groups.at(-1) ?? {};
  const byId = { column: "id", description: "the id", name: "id", descending };
  return { groups, sort: terms.length === 0 ? [byId] : terms, byRelevance };
}

function faultOfRelevance(isSearch: boolean, descending: boolean): string {
  if (!isSearch) return "'relevance' is the order of a search: give a 'q' too.";
  if (descending) return "'relevance' has one direction, the best first: leave the '-' out.";
  return "'relevance' comes first and once: write it before the other orders.";
}

/** The day for what is computed: the parameter `on` where the resource has it, else the one given. */
export function parseDay(resource: Resource, query: RawQuery, asked: ValueContext): string {
  const text = resource.takesDay ? single(query, "on", asked.faults) : null;
  if (text === null) return asked.day;
  return (wholeDay.read(text, "on", asked) as string | null) ?? asked.day;
}
