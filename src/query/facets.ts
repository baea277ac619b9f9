import type { KeySet } from "../sets/key-set.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { Facet } from "./filter.ts";
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

interface Entry {
  value: string;
  sets: readonly KeySet[];
  /** How many records have the value: no selection has more. */
  size: number;
}

function countFacet(
  { resource, context, values, facetLimit }: ListQuery,
  name: string,
  sets: AllSets,
  selected: KeySet,
): FacetCount[] {
  const facet = resource.filters[name]?.facet as Facet;
  const { view, day } = context;
  const narrower = values.get(facet.narrowedBy ?? "")?.get("any") ?? [];
  const key = `facet ${resource.name} ${name} ${view} ${day} ${JSON.stringify(narrower)}`;
  const entries = sets.remember(key, () =>
    largestFirst(facet.values(sets.of(resource.name), sets, context, values)),
  );
  const counts: [string, number][] = [];
  const best = new Largest(facetLimit);
  for (const { value, sets: parts, size } of entries) {
    // Most values are rare: those that can't be among the first are not counted.
    if (size < best.least) break;
    let count = 0;
    for (const part of parts) count += selected.andCardinality(part);
    if (count < Math.max(best.least, 1)) continue;
    counts.push([value, count]);
    best.add(count);
  }
  counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = counts.slice(0, facetLimit);
  const labels = facet.labels(
    shown.map(([value]) => value),
    context,
  );
  return shown.map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }));
}

const largestFirst = (values: ReturnType<Facet["values"]>): Entry[] =>
  [...values]
    .map(([value, sets]) => ({ value, sets, size: sets.reduce((sum, { size }) => sum + size, 0) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);

/** The largest of some numbers. */
class Largest {
  private readonly kept: number[] = [];
  private readonly most: number;

  /** @param most how many */
  constructor(most: number) {
    this.most = most;
  }

  /** What a number must have to be among them; 0 while any is. */
  get least(): number {
    return this.kept.length < this.most ? 0 : (this.kept[0] ?? 0);
  }

  add(number: number): void {
    let place = this.kept.length;
    while (place > 0 && (this.kept[place - 1] ?? 0) > number) place--;
    this.kept.splice(place, 0, number);
    if (this.kept.length > this.most) this.kept.shift();
  }
}
