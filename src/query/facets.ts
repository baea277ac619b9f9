import type { Counted } from "../sets/family.ts";
import { KeySet } from "../sets/key-set.ts";
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

/** Fewer records than so many for each value are counted by looking at each of them. */
const FEW_BY_VALUE = 50;

/** So many values are counted one by one; the rest in groups. */
const COMMON = 200;
const GROUP = 50;

interface Entry {
  value: string;
  sets: readonly KeySet[];
  /** How many records have the value: no selection has more. */
  size: number;
}

function countFacet(query: ListQuery, name: string, sets: AllSets, selected: KeySet): FacetCount[] {
  const { resource, context, values, facetLimit } = query;
  const facet = resource.filters[name]?.facet as Facet;
  const family = facet.family?.(sets.of(resource.name), values, context) ?? null;
  const counts =
    family !== null && selected.size < FEW_BY_VALUE * family.size
      ? [...family.count(selected, context.view)].filter(([, count]) => count > 0)
      : countBySets(query, name, sets, selected);
  counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = counts.slice(0, facetLimit);
  const labels = facet.labels(
    shown.map(([value]) => value),
    context,
  );
  return shown.map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }));
}

/** The counts by the values of a facet; of those that can't be among the most, not all. */
function countBySets(
  { resource, context, values, facetLimit }: ListQuery,
  name: string,
  sets: AllSets,
  selected: KeySet,
): Counted[] {
  const facet = resource.filters[name]?.facet as Facet;
  const { view, day, widened } = context;
  const narrower = values.get(facet.narrowedBy ?? "")?.get("any") ?? [];
  const key = `facet ${resource.name} ${name} ${view} ${day} ${widened.has(name)} ${JSON.stringify(narrower)}`;
  const { common, rare } = sets.remember(key, () =>
    sorted(facet.values(sets.of(resource.name), sets, context, values)),
  );
  const counts: Counted[] = [];
  const best = new Largest(facetLimit);
  const count = ({ value, sets: parts, size }: Entry) => {
    // Most values are rare: those that can't be among the first are not counted.
    if (size < best.least) return;
    let found = 0;
    for (const part of parts) found += selected.andCardinality(part);
    if (found < Math.max(best.least, 1)) return;
    counts.push([value, found]);
    best.add(found);
  };
  for (const entry of common) count(entry);
  for (const { entries, all } of rare) {
    if (selected.intersects(all)) for (const entry of entries) count(entry);
  }
  return counts;
}

/**
 * The values with the most records, the largest first; then the others in groups, with all records
 * of each group. Values that are spelled alike, such as places of one country, stand together, so
 * most groups have nothing of a selection and are passed over.
 */
function sorted(values: ReturnType<Facet["values"]>) {
  const entries = [...values]
    .map(([value, sets]) => ({ value, sets, size: sets.reduce((sum, { size }) => sum + size, 0) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);
  const others = entries.slice(COMMON).sort((a, b) => (a.value < b.value ? -1 : 1));
  const rare = [];
  for (let i = 0; i < others.length; i += GROUP) {
    const group = others.slice(i, i + GROUP);
    const all = new KeySet();
    for (const set of group.flatMap(({ sets }) => sets)) all.orInPlace(set);
    rare.push({ entries: group, all });
  }
  return { common: entries.slice(0, COMMON), rare };
}

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
