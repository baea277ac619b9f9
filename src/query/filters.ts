import { KeySet } from "../sets/key-set.ts";
import type { SqlValue } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import { onlyVisible } from "../records/look-up.ts";
import type { LinkableName } from "../resources/linkable.ts";
import { LINKABLE } from "../resources/linkable.ts";
import { periodOf } from "../values/edtf.ts";
import type {
  Condition,
  Facet,
  Filter,
  Operator,
  QueryContext,
  RowCondition,
  Sql,
  ValueReader,
} from "./filter.ts";
import { MOST_RANGES } from "./filter-values.ts";
import { lookUpBy } from "./indexes.ts";
import { asWritten, monthLabels } from "./labels.ts";
import { countedBy, withAny, withValue } from "./member-filter.ts";
import { conjunction, isAnyOf, joined } from "./sql.ts";
import { anyText, fourDigitYear, monthOfYear, timestamp, vagueDate } from "./values.ts";

/** The kinds of filter. A resource declares its filters by calling these with data. */

export interface About {
  description: string;
  example: string;
}

/** SQL's three-valued logic would drop rows without a value from `NAME_not`. */
const negated = ({ sql, parameters }: Sql): RowCondition => ({
  sql: `not coalesce(${sql}, 0)`,
  parameters,
});

/** A comparison of one column, of the resource's table as an alias. */
type Comparison = (x: string) => Sql;

/**
 * What any of some comparisons of one column holds for.
 * @param kind whether an index has what each holds for in one order (`equal`) or in one stretch
 */
function compared(
  column: string,
  operator: Operator,
  comparisons: readonly Comparison[],
  context: QueryContext,
  kind: "equal" | "range" = "equal",
): Condition {
  const any = joined(
    comparisons.map((comparison) => comparison("r")),
    " or ",
  );
  const lookUp = lookUpBy(column, comparisons, context);
  if (operator === "not") return { ...negated(any), lacks: lookUp, isTried: true };
  return { ...any, lookUp, isTried: kind === "range" };
}

const isThere = (
  sql: string,
  values: readonly SqlValue[],
  absent = `not (${sql})`,
): RowCondition => ({
  sql: values[0] === 1 ? sql : absent,
  parameters: [],
});

/** A column's own value, in forms that an index serves. */
const hasValue = (name: string, values: readonly SqlValue[]) =>
  isThere(`r.${name} is not null`, values, `r.${name} is null`);

/** A value in a column of the record's own; `refersTo` where that names a record that may be a draft. */
export function column(
  name: string,
  value: ValueReader,
  about: About & { optional?: boolean; splits?: boolean; refersTo?: LinkableName },
): Filter {
  const { optional = false, refersTo, ...rest } = about;
  const shown = (view: View, values: readonly SqlValue[]) =>
    refersTo !== undefined && onlyVisible(refersTo, view) !== ""
      ? isThere(
          `exists (select 1 from ${LINKABLE[refersTo].table} x where x.id = r.${name}${onlyVisible(refersTo, view, "x.")})`,
          values,
        )
      : hasValue(name, values);
  return {
    ...rest,
    value,
    takesMany: true,
    operators: optional ? ["any", "not", "exists"] : ["any", "not"],
    condition(operator, values, context) {
      if (operator === "exists") return shown(context.view, values);
      return compared(name, operator, [(x) => isAnyOf(`${x}.${name}`, values)], context);
    },
  };
}

/**
 * A value in a column of the record's own, of which there are few: the records that have each are
 * kept in memory.
 * @param about with `labels` only where a value has one spelling, since it stands for all that differ
 *   in case
 */
export function keptColumn(
  name: string,
  value: ValueReader,
  about: About & { optional?: boolean; splits?: boolean; labels?: Facet["labels"] },
): Filter {
  const { optional = false, labels, ...rest } = about;
  return {
    ...rest,
    value,
    takesMany: true,
    keeps: name,
    operators: optional ? ["any", "not", "exists"] : ["any", "not"],
    ...(labels ? { facet: countedBy(rest.description, (sets) => sets.column(name), labels) } : {}),
    condition(operator, values, { view }) {
      if (operator === "exists") {
        return { select: (sets) => withValue(sets.column(name), view), negated: values[0] !== 1 };
      }
      return {
        select: (sets) => withAny(sets.column(name), values, view),
        negated: operator === "not",
      };
    },
  };
}

/** A text in a column, compared as a whole: commas belong to it. */
export const wholeText = (name: string, about: About & { optional?: boolean }): Filter =>
  column(name, anyText, { ...about, splits: false });

/** A number in a column, with ranges. */
export function amount(name: string, value: ValueReader, about: About): Filter {
  return {
    ...about,
    value,
    operators: ["any", "not", "gte", "lte"],
    condition(operator, values, context) {
      const comparison = (x: string): Sql => {
        if (operator === "gte") return { sql: `${x}.${name} >= ?`, parameters: [...values] };
        if (operator === "lte") return { sql: `${x}.${name} <= ?`, parameters: [...values] };
        return isAnyOf(`${x}.${name}`, values);
      };
      return compared(name, operator, [comparison], context, "range");
    },
  };
}

/** When a record was created or last changed: a time, or all of a day in UTC. */
export function moment(name: string, about: About): Filter {
  const beginning = (time: string) => (time.includes("T") ? time : `${time}T00:00:00.000Z`);
  const end = (time: string) => (time.includes("T") ? time : `${time}T23:59:59.999Z`);
  return {
    ...about,
    value: timestamp,
    mostValues: MOST_RANGES,
    operators: ["any", "not", "gte", "lte"],
    condition(operator, values, context) {
      const comparisons = (values as string[]).map((time) => (x: string): Sql => {
        const at = `${x}.${name}`;
        if (operator === "gte") return { sql: `${at} >= ?`, parameters: [beginning(time)] };
        if (operator === "lte") return { sql: `${at} <= ?`, parameters: [end(time)] };
        return { sql: `${at} between ? and ?`, parameters: [beginning(time), end(time)] };
      });
      return compared(name, operator, comparisons, context, "range");
    },
  };
}

/**
 * A vague date: it matches where the periods overlap, so that it is never lost from a range.
 * Periods are whole days, months or years; so one that reaches into a day begins in that day's
 * year, which gives the index a lower bound too.
 */
export function period(name: string, about: About, value: ValueReader = vagueDate): Filter {
  const overlap = (x: string, from: string, to: string): Sql => ({
    sql: `(${x}.${name}_start between ? and ? and ${x}.${name}_end >= ?)`,
    parameters: [`${from.slice(0, 4)}-01-01`, to, from],
  });
  const ranges = value === vagueDate;
  return {
    ...about,
    value,
    mostValues: MOST_RANGES,
    operators: ranges ? ["any", "not", "gte", "lte", "exists"] : ["any", "not"],
    condition(operator, values, context) {
      if (context.resource.day === name) return onDays(operator, values);
      if (operator === "exists") {
        return isThere(`r.${name}_start > ''`, values, `r.${name}_start = ''`);
      }
      const periods = values.map((text) => periodOf(text as string));
      const comparisons = periods.map(({ start, end }) => (x: string): Sql => {
        if (operator === "gte") return overlap(x, start, "9999-12-31");
        if (operator === "lte") {
          const first = `${x}.${name}_start`;
          return { sql: `(${first} > '' and ${first} <= ?)`, parameters: [end] };
        }
        return overlap(x, start, end);
      });
      return compared(`${name}_start`, operator, comparisons, context, "range");
    },
  };
}

/** The years or months of the date by which the resource is sorted, which can be counted too. */
export function unitOfTime(unit: "year" | "month", name: string, about: About): Filter {
  // Those are compared in memory, where it does not matter how many they are.
  const { mostValues: _, ...filter } = period(
    name,
    about,
    unit === "year" ? fourDigitYear : monthOfYear,
  );
  return {
    ...filter,
    facet: {
      description: about.description,
      *values({ days }) {
        for (const [value, set] of days.counted(unit)) yield [value, [set]];
      },
      labels: unit === "year" ? asWritten : monthLabels,
    },
  };
}

/** A vague date by which the resource is sorted: those are kept in memory. */
function onDays(operator: Operator, values: readonly SqlValue[]): Condition {
  if (operator === "exists") return { select: ({ days }) => days.all(), negated: values[0] !== 1 };
  const periods = values.map((text) => periodOf(text as string));
  return {
    select: ({ days }) =>
      periods
        .map(({ start, end }) =>
          days.overlapping(
            operator === "lte" ? "0000-01-01" : start,
            operator === "gte" ? "9999-12-31" : end,
          ),
        )
        .reduce((some, each) => KeySet.or(some, each)),
    negated: operator === "not",
  };
}

/**
 * A look-up of rows `x` in another table, of which a column names the record.
 * `visible` is SQL that is true where a client without a key may see the link.
 */
export function linked(
  rows: { from: string; record: string; value: string; visible: string },
  value: ValueReader,
  about: About & { splits?: boolean },
): Filter {
  return {
    ...about,
    value,
    takesMany: true,
    operators: ["any", "all", "not", "exists"],
    condition(operator, values, { view, resource }) {
      const visible = view === "public" ? ` and ${rows.visible}` : "";
      const found = ({ sql, parameters }: Sql): RowCondition => {
        const ids = `select ${rows.record} from ${rows.from} where ${sql} and ${rows.record} is not null${visible}`;
        const keys = `select k.key from ${resource.table} k where k.id in (${ids})`;
        return { sql: `r.id in (${ids})`, parameters, lookUp: { sql: keys, parameters } };
      };
      if (operator === "exists") {
        return isThere(found({ sql: `${rows.value} is not null`, parameters: [] }).sql, values);
      }
      if (operator === "all") {
        return conjunction(values.map((each) => found(isAnyOf(rows.value, [each]))));
      }
      const anyValue = found(isAnyOf(rows.value, values));
      return operator === "not" ? negated(anyValue) : anyValue;
    },
  };
}

/** A place in a tree: the record's own value or anything below the one asked for. */
export function within(name: string, ancestors: string, value: ValueReader, about: About): Filter {
  return {
    ...about,
    value,
    takesMany: true,
    operators: ["any", "not", "exists"],
    condition(operator, values, context) {
      if (operator === "exists") return hasValue(name, values);
      const { sql, parameters } = isAnyOf("ancestor", values);
      const below = `select record from ${ancestors} where ${sql}`;
      const comparison = (x: string): Sql => ({ sql: `${x}.${name} in (${below})`, parameters });
      return compared(name, operator, [comparison], context, "range");
    },
  };
}
