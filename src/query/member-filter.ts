import { KeySet } from "../sets/key-set.ts";
import type { SqlValue } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Family, Members } from "../sets/family.ts";
import type { RecordSets } from "../sets/record-sets.ts";
import type {
  Facet,
  Filter,
  FilterValues,
  Operator,
  QueryContext,
  ValueReader,
  Widening,
} from "./filter.ts";
import type { About } from "./filters.ts";

/** Filters by the sets that a resource's memberships are kept in; see `records/memberships.ts`. */

type Labels = Facet["labels"];

interface MemberOptions {
  /** The filter that narrows the same links, such as `authority_role` for `authority` … */
  narrowedBy?: string;
  /** … or the filter that this one narrows. */
  narrows?: string;
  splits?: boolean;
  /** The parameter by which a value stands for others too. */
  widening?: Widening;
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
  const { widening } = rest;
  /** The values that one stands for in a query. */
  const meant = (value: SqlValue, context: QueryContext): readonly SqlValue[] =>
    widening !== undefined && context.widened.has(name)
      ? widening.widened(String(value), context)
      : [value];
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
    condition(operator, values, context, all) {
      const { view } = context;
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
      const meanings = new Map(values.map((each) => [each, meant(each, context)]));
      const anyOf = (sets: RecordSets, some: readonly SqlValue[]) =>
        withAny(
          sets.family(family),
          some.flatMap((each) => meanings.get(each) ?? []).flatMap(wanted),
          view,
        );
      if (operator !== "all") {
        return { select: (sets) => anyOf(sets, values), negated: operator === "not" };
      }
      return {
        select: (sets) =>
          values.map((each) => anyOf(sets, [each])).reduce((some, each) => KeySet.and(some, each)),
      };
    },
  };

  /**
   * Where the filter is narrowed, only links that match both count for a value; where it is widened,
   * what a value stands for counts too.
   */
  function pairedFacet(plain: Facet): Facet {
    const isWidened = (context: QueryContext) =>
      widening !== undefined && context.widened.has(name);
    return {
      ...plain,
      ...(narrowedBy === undefined ? {} : { narrowedBy }),
      family: (sets, filters, context) =>
        narrowersIn(filters) === undefined && !isWidened(context) ? sets.family(name) : null,
      *values(sets, all, context, filters) {
        const narrowers = narrowersIn(filters);
        if (narrowers === undefined && !isWidened(context)) {
          yield* plain.values(sets, all, context, filters);
          return;
        }
        const { view } = context;
        for (const each of valuesIn(sets, context, narrowers)) {
          const found = meant(each, context).flatMap((value) => membersOf(sets, value, narrowers));
          yield [each, [union(found.flatMap((members) => seen(members, view)))]];
        }
      },
    };
  }

  /** The sets of a value, or of its pairs with each of the values that narrow it. */
  function membersOf(
    sets: RecordSets,
    value: SqlValue,
    narrowers: readonly SqlValue[] | undefined,
  ): Members[] {
    if (narrowers === undefined) return [sets.family(name).members(String(value)) ?? []].flat();
    const pairs = sets.family(`${name}+${narrowedBy}`);
    return narrowers.flatMap((narrower) => pairs.members(`${value} ${narrower}`) ?? []);
  }

  /** All values that a record may count for. */
  function valuesIn(
    sets: RecordSets,
    context: QueryContext,
    narrowers: readonly SqlValue[] | undefined,
  ): Set<string> {
    // Not the values of the plain filter: it leaves out links of some roles.
    const family = sets.family(narrowers === undefined ? name : `${name}+${narrowedBy}`);
    const values = [...family.values()].map(({ value }) => value.split(" ", 1)[0] ?? value);
    if (widening === undefined || !context.widened.has(name)) return new Set(values);
    return new Set(values.flatMap((value) => widening.standingFor(value, context)));
  }
}

/** Whether the filter that another narrows is asked for in a way that takes the narrower in. */
function takenIn(name: string, all: FilterValues): boolean {
  const operators = all.get(name);
  return (
    operators !== undefined && ["any", "all", "not"].some((op) => operators.has(op as Operator))
  );
}
