import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import type { Resource } from "../resources/define.ts";
import { onceFor } from "../resources/define.ts";
import type { Leaf, SearchTree } from "../search/grammar.ts";
import { parseSearch } from "../search/grammar.ts";
import { positiveLeaves } from "../search/highlight.ts";
import { single } from "./page-parameters.ts";
import { flag } from "./values.ts";

/** The parameters of searches and facets. */

/** A longer search is refused. */
export const LONGEST_SEARCH = 10_000;
/**
 * Words and phrases that are marked, times records of a page: each is looked for in each record, on the
 * thread that answers everybody.
 */
export const MOST_MARKED = 40_000;
export const DEFAULT_FACET_LIMIT = 100;
export const LARGEST_FACET_LIMIT = 1000;

export interface SearchParameters {
  search: SearchTree | null;
  /** What is to be marked in the answer, or null for nothing. */
  marks: readonly Leaf[] | null;
}

/** Reads `q` and `highlight`. Whatever is typed is searched: there are no errors of syntax. */
export function parseSearchParameters(query: RawQuery, faults: Faults): SearchParameters {
  const search = parseQ(query, faults);
  const highlight = flag("highlight", single(query, "highlight", faults), faults);
  if (highlight && query["q"] === undefined) {
    faults.parameter("highlight", "'highlight' marks what 'q' finds: give a 'q', or leave it out.");
  }
  return { search, marks: highlight && search ? positiveLeaves(search) : null };
}

/**
 * Reports what is too much to be marked in a page.
 * @param limit of the page; what is given whole is read a few records at a time
 * @returns the limit
 */
export function refuseMarks(marks: readonly Leaf[] | null, limit: number, faults: Faults): number {
  const count = marks?.length ?? 0;
  if (Number.isFinite(limit) && count * limit > MOST_MARKED) {
    const most = Math.floor(MOST_MARKED / count);
    faults.parameter(
      "highlight",
      `'highlight' marks ${count} words and phrases of 'q' in at most ${most} records a page, not ${limit}: write limit=${most}, or leave it out.`,
    );
  }
  return limit;
}

function parseQ(query: RawQuery, faults: Faults): SearchTree | null {
  const text = query["q"];
  if (text === undefined) return null;
  if (Array.isArray(text)) {
    faults.parameter("q", "'q' is given more than once; write all words in one.");
    return null;
  }
  const length = lengthOf(text);
  if (length > LONGEST_SEARCH) {
    faults.parameter("q", `'q' may have at most ${LONGEST_SEARCH} characters; this has ${length}.`);
    return null;
  }
  if (text.includes("\0")) {
    faults.parameter("q", "'q' contains the character U+0000, which no text has.");
    return null;
  }
  return parseSearch(text);
}

/** Whether a text can be searched for, and is not refused. */
export const isSearchable = (text: string): boolean =>
  lengthOf(text) <= LONGEST_SEARCH && !text.includes("\0");

/** How many characters a text has, as JSON Schema counts: 𠮷 is one, though two units of UTF-16. */
const lengthOf = (text: string): number =>
  text.length <= LONGEST_SEARCH ? text.length : [...text].length;

/** The names of the facets that a resource has. */
export const facetNames = onceFor((resource): string[] =>
  Object.entries(resource.filters).flatMap(([name, { facet }]) => (facet ? [name] : [])),
);

/** Reads `facets` and `facet_limit`. */
export function parseFacets(
  resource: Resource,
  query: RawQuery,
  faults: Faults,
): { facets: string[] | null; facetLimit: number } {
  const known = facetNames(resource);
  // Where there is nothing to count by, both are refused as what the request does not have.
  if (known.length === 0) return { facets: null, facetLimit: DEFAULT_FACET_LIMIT };
  const raw = query["facets"];
  const limit = single(query, "facet_limit", faults);
  const facetLimit = limit === null ? DEFAULT_FACET_LIMIT : readLimit(limit, faults);
  if (raw === undefined) {
    if (limit !== null) {
      faults.parameter("facet_limit", "'facet_limit' needs 'facets': name some, or leave it out.");
    }
    return { facets: null, facetLimit };
  }
  const names = [raw].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  for (const [index, name] of names.entries()) {
    if (known.includes(name)) continue;
    const detail = name === "" ? "There is an empty facet." : `There is no facet '${name}'.`;
    faults.ofElement(index).parameter("facets", detail, () => oneOf(known, name));
  }
  return { facets: [...new Set(names)], facetLimit };
}

function readLimit(text: string, faults: Faults): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LARGEST_FACET_LIMIT) return limit;
  faults.parameter(
    "facet_limit",
    `'facet_limit' is a whole number from 1 to ${LARGEST_FACET_LIMIT}, not '${text}'.`,
    limit > LARGEST_FACET_LIMIT ? { suggestion: String(LARGEST_FACET_LIMIT) } : {},
  );
  return DEFAULT_FACET_LIMIT;
}
