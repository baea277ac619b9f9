import type { KeySet } from "../sets/key-set.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { ListQuery } from "./parameters.ts";
import { withoutFilter } from "./parameters.ts";

/** One value of a facet: how many of the records that a query selects have it. */
export interface FacetCount {
  value: string;
  label: string;
  count: number;
}

/**
 * Counts what a query selects by the values of each facet that it asks for. A facet ignores its own
 * filter: it shows what else could have been chosen.
 * @param select the records that a query selects
 */
export function countFacets(
  query: ListQuery,
  sets: AllSets,
  select: (query: ListQuery) => KeySet,
): Record<string, FacetCount[]> {
  const all = select(query);
  return Object.fromEntries(
    (query.facets ?? []).map((name) => {
      const narrowed = withoutFilter(query, name);
      return [name, countFacet(narrowed, name, sets, narrowed === query ? all : select(narrowed))];
    }),
  );
}

function countFacet(
  { resource, context, values, facetLimit }: ListQuery,
  name: string,
  sets: AllSets,
  selected: KeySet,
): FacetCount[] {
  const facet = resource.filters[name]?.facet;
  if (facet === undefined) throw new RangeError(`'${name}' is no facet.`);
  const counts: [string, number][] = [];
  for (const [value, parts] of facet.values(sets.of(resource.name), sets, context, values)) {
    let count = 0;
    for (const part of parts) count += selected.andCardinality(part);
    if (count > 0) counts.push([value, count]);
  }
  counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = counts.slice(0, facetLimit);
  const labels = facet.labels(
    shown.map(([value]) => value),
    context,
  );
  return shown.map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }));
}
