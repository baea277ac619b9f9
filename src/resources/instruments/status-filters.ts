import { KeySet } from "../../sets/key-set.ts";
import type { SqlValue } from "../../db/database.ts";
import type { Facet, Filter, Operator, QueryContext } from "../../query/filter.ts";
import { asWritten, codeLabels } from "../../query/labels.ts";
import { union } from "../../query/member-filter.ts";
import { oneOfVocabulary, vagueDate, wholeDay } from "../../query/values.ts";
import type { AllSets } from "../../sets/all-sets.ts";
import { periodOf } from "../../values/edtf.ts";
import { codesOf, INSTRUMENT_STATUSES } from "../../vocabularies.ts";
import type { GroupSort } from "../define.ts";
import { forceOn, statusesOn } from "./lives.ts";

/** Filters and orders by what instruments are on a day. */

/** What a filter gives: the instruments that it finds, or the records that are about them. */
interface Subject {
  /** Whom the filter finds, at the beginning of a sentence. */
  finds: string;
  /** The records, by the keys of the instruments; `name` is what tells these keys from others. */
  of(all: AllSets, context: QueryContext, name: string, instruments: () => KeySet): KeySet;
}

const INSTRUMENTS: Subject = {
  finds: "Instruments",
  of: (_, __, ___, instruments) => instruments(),
};

const ITEMS: Subject = {
  finds: "Items about instruments",
  of: (all, context, name, instruments) =>
    all.remember(`items about ${context.view} ${name}`, () => about(all, context, instruments())),
};

/** The items about any of some instruments. */
function about(all: AllSets, { view }: QueryContext, instruments: KeySet): KeySet {
  const sets = all.of("items");
  const linked = sets.linked("instrument");
  const those = [...instruments.toUint32Array()].flatMap((key) => linked.get(key) ?? []);
  return sets.family("instrument").havingAny(those, view);
}

const withStatus = (
  all: AllSets,
  context: QueryContext,
  subject: Subject,
  status: string,
  day: string,
): KeySet =>
  subject.of(
    all,
    context,
    `${status} on ${day}`,
    () => statusesOn(all, context, day).get(status) ?? new KeySet(),
  );

/** By the status on the day of the request. */
function statusFilter(subject: Subject): Filter {
  const description = `${subject.finds} with these statuses on the day asked for (\`on\`), else today.`;
  return {
    description,
    example: "in_force",
    value: oneOfVocabulary(INSTRUMENT_STATUSES),
    operators: ["any", "not"],
    dependsOnDay: true,
    facet: {
      description,
      *values(_, all, context) {
        for (const status of codesOf(INSTRUMENT_STATUSES)) {
          yield [status, [withStatus(all, context, subject, status, context.day)]];
        }
      },
      labels: codeLabels,
    },
    condition: (operator, values, context) => ({
      select: (_, all) =>
        union(
          values.map((status) => withStatus(all, context, subject, String(status), context.day)),
        ),
      negated: operator === "not",
    }),
  };
}

/** By whether an instrument was in force on a day that the filter names itself. */
function inForceFilter(subject: Subject): Filter {
  return {
    description: `${subject.finds} that were certainly in force on this day, or on any of these.`,
    example: "2020-08-01",
    value: wholeDay,
    operators: ["any"],
    condition: (_, days, context) => ({
      select: (__, all) =>
        union(days.map((day) => withStatus(all, context, subject, "in_force", String(day)))),
    }),
  };
}

const FORCE = {
  from: "whose period in force begins then: the one of the day asked for (`on`), else of today, or the next, or the last",
  to: "whose period in force is over then, that day no longer included: the one of the day asked for (`on`), else of today, or the next, or the last. Without one, no end is known, or it is not known ever to be in force",
} as const;

/** By the first or last day of the period in force; `name` is what the filter is called. */
function forceFilter(name: string, end: "from" | "to", subject: Subject): Filter {
  const { facet, find } = forcedBy(end, subject);
  return {
    description: `${subject.finds} ${FORCE[end]}. A month or a year is all of its days; facets count by years.`,
    example: "2020-08",
    value: vagueDate,
    operators: ["any", "not", "gte", "lte", "exists"],
    dependsOnDay: true,
    facet,
    condition(operator, values, context, filters) {
      const ranges = rangesOf(operator, values, filters.get(name));
      if (ranges === null) return null;
      return {
        select: (_, all) => union(ranges.map((range) => find(all, context, range))),
        negated: operator === "not" || (operator === "exists" && values[0] !== 1),
      };
    },
  };
}

type Range = readonly [first: number, last: number];

/** Before and after all days. */
const EVER: Range = [1, 99_991_231];

const dayNumber = (day: string): number => Number(day.replaceAll("-", ""));

/**
 * The ranges of days that a filter asks for. Both bounds of a range are one condition, since an item
 * may be about several instruments, none of which is within the two.
 */
function rangesOf(
  operator: Operator,
  values: readonly SqlValue[],
  others: ReadonlyMap<Operator, readonly SqlValue[]> | undefined,
): Range[] | null {
  if (operator === "exists") return [EVER];
  const ranges = values.map((text): Range => {
    const { start, end } = periodOf(text as string);
    return [dayNumber(start), dayNumber(end)];
  });
  const [[first, last] = EVER] = ranges;
  if (operator === "lte") return others?.has("gte") ? null : [[EVER[0], last]];
  if (operator !== "gte") return ranges;
  const until = others?.get("lte")?.[0];
  return [[first, until === undefined ? EVER[1] : dayNumber(periodOf(until as string).end)]];
}

function forcedBy(end: "from" | "to", subject: Subject) {
  const find = (all: AllSets, context: QueryContext, [first, last]: Range): KeySet =>
    subject.of(all, context, `in force ${end} ${first} ${last} on ${context.day}`, () =>
      forceOn(all, context, end).between(first, last),
    );
  const facet: Facet = {
    description: `${subject.finds} ${FORCE[end]}, by years.`,
    *values(_, all, context) {
      for (const [year] of forceOn(all, context, end).years()) {
        yield [year, [find(all, context, [Number(`${year}0101`), Number(`${year}1231`)])]];
      }
    },
    labels: asWritten,
  };
  return { find, facet };
}

/** What instruments are filtered by, as of a day. */
export const lifecycleFilters: Record<string, Filter> = {
  status: statusFilter(INSTRUMENTS),
  in_force_on: inForceFilter(INSTRUMENTS),
  in_force_from: forceFilter("in_force_from", "from", INSTRUMENTS),
  in_force_to: forceFilter("in_force_to", "to", INSTRUMENTS),
};

/** What items are filtered by of the instruments that they are about, as of a day. */
export const aboutLifecycleFilters: Record<string, Filter> = {
  instrument_status: statusFilter(ITEMS),
  instrument_in_force_on: inForceFilter(ITEMS),
  instrument_in_force_from: forceFilter("instrument_in_force_from", "from", ITEMS),
  instrument_in_force_to: forceFilter("instrument_in_force_to", "to", ITEMS),
};

/** The statuses in the order of a text's life; judgments, which have none, come last. */
const byStatus: GroupSort = {
  description: "the status on the day asked for, in the order of the vocabulary",
  groups: (all, context) => ({
    *inOrder(set, _, descending, after) {
      const statuses = [...statusesOn(all, context, context.day).values()];
      const places = statuses.map((found, i) => [i + 1, found] as const);
      const without = statuses.reduce((rest, found) => KeySet.andNot(rest, found), set);
      const inTurn = descending ? places.reverse() : places;
      for (const [place, found] of inTurn) {
        const isPast =
          after !== null && (after === 0 || (descending ? place > after : place < after));
        if (!isPast) yield [place, KeySet.and(set, found)];
      }
      yield [0, without];
    },
  }),
};

const byForce = (end: "from" | "to", description: string): GroupSort => ({
  description,
  groups: (all, context) => forceOn(all, context, end),
});

/** What instruments are sorted by, as of a day: no index has it. */
export const lifecycleSorts: Record<string, GroupSort> = {
  status: byStatus,
  in_force_from: byForce("from", "`in_force_from` as of the day asked for"),
  in_force_to: byForce("to", "`in_force_to` as of the day asked for"),
};
