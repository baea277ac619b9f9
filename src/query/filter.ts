import type { Family } from "../sets/family.ts";
import type { KeySet } from "../sets/key-set.ts";
import type { TSchema } from "typebox";
import type { SqlValue, StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Faults } from "../problems/faults.ts";
import type { Resource } from "../resources/define.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { RecordSets } from "../sets/record-sets.ts";

/** How a filter compares; `any` is the plain name, the others are suffixes (`topic_not`). */
export const OPERATORS = {
  any: "any of the values",
  all: "all of the values",
  not: "none of the values",
  gte: "at or after",
  lte: "at or before",
  exists: "`true`: there is a value; `false`: there is none",
} as const;

export type Operator = keyof typeof OPERATORS;

/** How the values of a query are being read. */
export interface ValueContext {
  connection: StatementCache;
  view: View;
  /** The day for what is computed. */
  day: string;
  faults: Faults;
  /** How many values a filter may have that takes many; `MOST_VALUES` unless given. */
  mostValues?: number;
}

/** A parameter by which the values of a filter stand for others too. */
export interface Widening {
  /** The parameter, which is true or false. */
  parameter: string;
  description: string;
  /** The value, and all that it stands for besides. */
  widened(value: string, context: ValueContext): string[];
  /** The other way: the values that stand for one, which is among them. */
  standingFor(value: string, context: ValueContext): string[];
}

/** How a query is being read. */
export interface QueryContext extends ValueContext {
  /** The filters whose values are widened. */
  widened: ReadonlySet<string>;
  resource: Resource;
  /** The states that the answer may have. */
  states: readonly string[];
}

/** Reads one value of a parameter; reports a fault and returns null if it is not right. */
export interface ValueReader {
  /** The JSON Schema of a value, for the OpenAPI document. */
  schema: TSchema;
  read(text: string, parameter: string, context: ValueContext): SqlValue;
}

/** The parsed values of all filters, for those that say something about one another. */
export type FilterValues = ReadonlyMap<string, ReadonlyMap<Operator, readonly SqlValue[]>>;

/** A piece of SQL with its bound values. */
export interface Sql {
  sql: string;
  parameters: SqlValue[];
}

/** A condition that sets in memory answer. */
export interface SetCondition {
  /** The keys of the records that it holds for; they must not be changed. */
  select(sets: RecordSets, all: AllSets): KeySet;
  /** Whether it holds for all others instead. */
  negated?: boolean;
}

/** A condition that SQLite answers: a part of WHERE, over the resource's table as `r`. */
export interface RowCondition extends Sql {
  /** A select of the keys of all records that it holds for, by an index. */
  lookUp?: Sql | undefined;
  /** A select of the keys of all records that it does not hold for, by an index. */
  lacks?: Sql | undefined;
  /**
   * Whether no index has what it holds for in one order: then it is tried on each row of a walk in the
   * order asked for, and such a walk may look at many rows in vain.
   */
  isTried?: boolean;
}

export type Condition = SetCondition | RowCondition;

export const isSetCondition = (condition: Condition): condition is SetCondition =>
  "select" in condition;

/** The counts by a filter's values. */
export interface Facet {
  description: string;
  /** The filter by which `values` differ, if there is one. */
  narrowedBy?: string;
  /** Each value, with the sets of the records that have it: together they are all of them. */
  values(
    sets: RecordSets,
    all: AllSets,
    context: QueryContext,
    filters: FilterValues,
  ): Iterable<readonly [value: string, sets: readonly KeySet[]]>;
  /** Where the values are simply those of a family: it can count few records sooner. */
  family?(sets: RecordSets, filters: FilterValues, context: QueryContext): Family | null;
  /** What people call some values. */
  labels(values: readonly string[], context: QueryContext): ReadonlyMap<string, string>;
}

/** A filter of a list, as data. Validation, SQL, OpenAPI and docs follow from it. */
export interface Filter {
  description: string;
  example: string;
  operators: readonly Operator[];
  value: ValueReader;
  /** Whether commas separate values; not where values contain them, as URLs do. */
  splits?: boolean;
  /** Whether its SQL is the same for thousands of values as for two. */
  takesMany?: boolean;
  /** Where each value makes its SQL longer: how many it takes, if not `MOST_VALUES`. */
  mostValues?: number;
  /** Whether the answer depends on the day. */
  dependsOnDay?: boolean;
  /** The column of which the values are kept in memory, with the records that have each. */
  keeps?: string;
  /** The parameter that widens its values, where there is one. */
  widening?: Widening;
  /** What lists can be counted by: the values of this filter. */
  facet?: Facet;
  /** Null where another filter has taken the values in. */
  condition(
    operator: Operator,
    values: readonly SqlValue[],
    context: QueryContext,
    all: FilterValues,
  ): Condition | null;
}
