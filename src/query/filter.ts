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

/** How a query is being read. */
export interface QueryContext extends ValueContext {
  /** The table of the resource. */
  table: string;
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

/** A part of WHERE, over the resource's table as `r`. */
export interface Condition extends Sql {
  /**
   * A select of the ids of all records that it holds for, and perhaps of some more, by an index:
   * the plan starts there where that selects few.
   */
  lookUp?: Sql | undefined;
  /** The same SQL in a form by which no index finds rows: for a walk in the order asked for. */
  walked?: string;
  /** The same SQL over a row `d` of the resource's listing, where that is all it needs. */
  onListing?: string;
  /** The walk through a listing that it is, in the default order. */
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
  /** Whether its SQL is the same for thousands of values as for two. */
  takesMany?: boolean;
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
