import type { SqlValue } from "../db/database.ts";
import type { Condition, Filter, Operator, QueryContext, Sql, ValueReader } from "./filter.ts";
import type { About } from "./filters.ts";
import { negated } from "./filters.ts";
import { conjunction, isAnyOf } from "./sql.ts";

/** Filters by what a resource's listings are kept by; see `listingsTable`. */

interface ListedOptions {
  table: string;
  day: string;
  /** The filter that narrows the same links, such as `authority_role` for `authority` … */
  narrowedBy?: string;
  /** … or the filter that this one narrows. */
  narrows?: string;
  splits?: boolean;
}

/** The scopes of listings that answer a query; see `item_listings`. */
export function scopesOf({ view, states }: Pick<QueryContext, "view" | "states">): string[] {
  if (view === "public") return ["published"];
  return states.flatMap((state) => (state === "published" ? ["published", "hidden"] : ["draft"]));
}

/**
 * A value that the resource's listings are kept by. `narrowedBy` and `narrows` are two filters over
 * one link: together they are looked up as pairs `{value} {narrower}` in a listing of their own.
 */
export function listed(name: string, value: ValueReader, about: About & ListedOptions): Filter {
  const { table, day, narrowedBy, narrows, ...rest } = about;

  /** Builds SQL twice: over the resource's row, and over a row of its listing. */
  const overBoth = (build: (day: string, record: string) => Sql): Condition => ({
    ...build(`r.${day}`, "r.id"),
    onListing: build("d.day", "d.record").sql,
  });

  const probe =
    (filter: string, values: readonly SqlValue[], context: QueryContext) =>
    (dayOf: string, record: string): Sql => {
      const anyValue = isAnyOf("x.value", values);
      const anyScope = isAnyOf("x.scope", scopesOf(context));
      return {
        sql: `exists (select 1 from ${table} x where x.filter = ? and ${anyValue.sql} and ${anyScope.sql}
          and x.day = ${dayOf} and x.record = ${record})`,
        parameters: [filter, ...anyValue.parameters, ...anyScope.parameters],
      };
    };

  const exists =
    (is: boolean, context: QueryContext) =>
    (_: string, record: string): Sql => {
      const anyScope = isAnyOf("x.scope", scopesOf(context));
      return {
        sql: `${is ? "" : "not "}exists (select 1 from ${table} x
          where x.record = ${record} and x.filter = ? and ${anyScope.sql})`,
        parameters: [name, ...anyScope.parameters],
      };
    };

  return {
    ...rest,
    value,
    takesMany: true,
    operators: ["any", "all", "not", "exists"],
    condition(operator, values, context, all) {
      if (operator === "exists") return overBoth(exists(values[0] === 1, context));
      if (operator === "any" && narrows !== undefined && takenIn(narrows, all)) return null;
      const narrowers = narrowedBy === undefined ? undefined : all.get(narrowedBy)?.get("any");
      const filter = narrowers ? `${name}+${narrowedBy}` : name;
      const wanted = (each: SqlValue): readonly SqlValue[] =>
        narrowers ? narrowers.map((narrower) => `${each} ${narrower}`) : [each];
      if (operator === "all") {
        const probes = values.map((each) => probe(filter, wanted(each), context));
        return overBoth((dayOf, record) => conjunction(probes.map((each) => each(dayOf, record))));
      }
      const anyOf = values.flatMap(wanted);
      const found = probe(filter, anyOf, context);
      if (operator === "not") return overBoth((dayOf, record) => negated(found(dayOf, record)));
      const rows = listedRows({ filter, values: anyOf }, scopesOf(context));
      return {
        ...overBoth(found),
        listed: { filter, values: anyOf },
        lookUp: { ...rows, sql: `select d.record from ${table} d where ${rows.sql}` },
      };
    },
  };
}

/** The rows `d` of a listing for some values of a filter. */
export function listedRows(
  { filter, values }: { filter: string; values: readonly SqlValue[] },
  scopes: readonly string[],
): Sql {
  return conjunction([
    { sql: "d.filter = ?", parameters: [filter] },
    isAnyOf("d.value", values),
    isAnyOf("d.scope", scopes),
  ]);
}

/** Whether the filter that another narrows is asked for in a way that takes the narrower in. */
function takenIn(name: string, all: ReadonlyMap<string, ReadonlyMap<Operator, unknown>>): boolean {
  const operators = all.get(name);
  return (
    operators !== undefined && ["any", "all", "not"].some((op) => operators.has(op as Operator))
  );
}
