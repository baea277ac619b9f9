import type { TSchema } from "typebox";
import type { SqlValue, StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Faults } from "../problems/faults.ts";

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

/** How a query is being read. */
export interface QueryContext {
  connection: StatementCache;
  view: View;
  /** The states that the answer may have. */
  states: readonly string[];
  /** The day for what is computed. */
  day: string;
  faults: Faults;
}

/** Reads one value of a parameter; reports a fault and returns null if it is not right. */
export interface ValueReader {
  /** The JSON Schema of a value, for the OpenAPI document. */
  schema: TSchema;
  read(text: string, parameter: string, context: QueryContext): SqlValue;
}

/** The parsed values of all filters, for those that say something about one another. */
export type FilterValues = ReadonlyMap<string, ReadonlyMap<Operator, readonly SqlValue[]>>;

/**
 * A part of WHERE, over the resource's table as `r`. Where the condition is a walk through a
 * listing, that is said too, so that the plan can start there.
 */
export interface Condition {
  sql: string;
  parameters: SqlValue[];
  listed?: { filter: string; values: readonly SqlValue[] };
}

/** A filter of a list, as data. Validation, SQL, OpenAPI and docs follow from it. */
export interface Filter {
  description: string;
  example: string;
  operators: readonly Operator[];
  value: ValueReader;
  /** Whether commas separate values; not where values contain them, as URLs do. */
  splits?: boolean;
  /** Whether the answer depends on the day. */
  dependsOnDay?: boolean;
  /** Null where another filter has taken the values in. */
  condition(
    operator: Operator,
    values: readonly SqlValue[],
    context: QueryContext,
    all: FilterValues,
  ): Condition | null;
}
