import { KeySet } from "../sets/key-set.ts";
import type { SqlValue } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Family, Members } from "../sets/family.ts";
import type { RecordSets } from "../sets/record-sets.ts";
import type { Facet, Filter, FilterValues, Operator, ValueReader } from "./filter.ts";
import type { About } from "./filters.ts";

/** Filters by the sets that a resource's memberships are kept in; see `records/memberships.ts`. */

type Labels = Facet["labels"];

interface MemberOptions {
  /** The filter that narrows the same links, such as `authority_role` for `authority` … */
  narrowedBy?: string;
  /** … or the filter that this one narrows. */
  narrows?: string;
  splits?: boolean;
  /** What the values are called, where lists can be counted by them. */
  labels?: Labels;
}

/** The sets of a value as a view sees it. */
const seen = (members: Members, view: View): KeySet[] =>
  view === "public" ? [members.open] : [members.open, members.hidden];

/** The union of some sets; one of them itself where the others are empty. */
export function union(sets: readonly KeySet[]): KeySet {
  const [first, ...more] = sets.filter(({ isEmpty }) => !isEmpty);
  if (first === undefined) return new KeySet();
  if (more.length === 0) return first;
  const all = first.clone();
  for (const set of more) all.orInPlace(set);
  return all;
}

/** The records with any of some values. */
export const withAny = (family: Family, values: readonly SqlValue[], view: View): KeySet =>
  union(
    values.flatMap((value) => {
      const members = family.members(String(value));
      return members === undefined ? [] : seen(members, view);
    }),
  );

/** The records with any value at all. */
export const withValue = (family: Family, view: View): KeySet =>
  union([...family.values()].flatMap((members) => seen(members, view)));

/** Lists counted by all values of a family. */
export const countedBy = (
  description: string,
  family: (sets: RecordSets) => Family,
  labels: Labels,
): Facet => ({
  description,
  family,
  *values(sets, _, { view }) {
    for (const members of family(sets).values()) {
      yield [members.value, seen(members, view)];
    }
  },
  labels,
});

/**
 * A value that sets are kept by. `narrowedBy` and `narrows` are two filters over one link: together
 * they are looked up as pairs `{value} {narrower}` in sets of their own.
 */
export function member(name: string, value: ValueReader, about: About & MemberOptions): Filter {
  const { narrowedBy, narrows, labels, ...rest } = about;
  const narrowersIn = (all: FilterValues) =>
    narrowedBy === undefined ? undefined : all.get(narrowedBy)?.get("any");
  return {
    ...rest,
    value,
    takesMany: true,
    operators: ["any", "all", "not", "exists"],
    ...(labels
      ? { facet: pairedFacet(countedBy(rest.description, (sets) => sets.family(name), labels)) }
      : {}),
    condition(operator, values, { view }, all) {
      if (operator === "exists") {
        return {
          select: (sets) => withValue(sets.family(name), view),
          negated: values[0] !== 1,
        };
      }
      if (operator === "any" && narrows !== undefined && takenIn(narrows, all)) return null;
      const narrowers = narrowersIn(all);
      const family = narrowers ? `${name}+${narrowedBy}` : name;
      const wanted = (each: SqlValue): readonly SqlValue[] =>
        narrowers ? narrowers.map((narrower) => `${each} ${narrower}`) : [each];
      const anyOf = (sets: RecordSets, some: readonly SqlValue[]) =>
        withAny(sets.family(family), some.flatMap(wanted), view);
      if (operator !== "all") {
        return { select: (sets) => anyOf(sets, values), negated: operator === "not" };
      }
      return {
        select: (sets) =>
          values.map((each) => anyOf(sets, [each])).reduce((some, each) => KeySet.and(some, each)),
      };
    },
  };

  /** Where the filter is narrowed, only links that match both count for a value. */
  function pairedFacet(plain: Facet): Facet {
    return {
      ...plain,
      ...(narrowedBy === undefined ? {} : { narrowedBy }),
      family: (sets, filters) => (narrowersIn(filters) === undefined ? sets.family(name) : null),
      *values(sets, all, context, filters) {
        const narrowers = narrowersIn(filters);
        if (narrowers === undefined) {
          yield* plain.values(sets, all, context, filters);
          return;
        }
        const pairs = sets.family(`${name}+${narrowedBy}`);
        // Not the values of the plain filter: it leaves out links of some roles.
        const values = [...pairs.values()].map(({ value }) => value.slice(0, value.indexOf(" ")));
        for (const each of new Set(values)) {
          const found = narrowers.map((narrower) => pairs.members(`${each} ${narrower}`));
          const sum = union(
            found.flatMap((members) => (members ? seen(members, context.view) : [])),
          );
          yield [each, [sum]];
        }
      },
    };
  }
}

/** Whether the filter that another narrows is asked for in a way that takes the narrower in. */
function takenIn(name: string, all: FilterValues): boolean {
  const operators = all.get(name);
  return (
    operators !== undefined && ["any", "all", "not"].some((op) => operators.has(op as Operator))
  );
}
