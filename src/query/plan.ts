import type { SqlValue } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import type { RowCondition, Sql } from "./filter.ts";
import { keysetOf, orderOf, sortColumns, splitAbsent } from "./order.ts";
import type { ColumnTerm } from "./page-parameters.ts";
import { conjunction, isAnyOf } from "./sql.ts";

/** From parts of a query to SQL over the resource's table. */

/** Some records in order, from those with the keys given; the position of each is `s0`, `s1`, … */
export function planRows(
  { table }: Resource,
  keys: readonly number[],
  conditions: readonly Sql[],
  sort: readonly ColumnTerm[],
  after: readonly SqlValue[] | null,
  limit: number,
): Sql {
  const columns = sortColumns([...sort.map(({ column }) => `r.${column}`), "r.id"], sort);
  const order = orderOf(sort);
  const keyset = after === null ? [] : keysetOf(columns, order, after, null);
  const where = [...conditions, ...keyset];
  const shown = [
    "r.key",
    "r.id",
    "r.render_version",
    ...columns.map((column, i) => `${column} as s${i}`),
  ];
  return {
    sql: `select ${shown.join(", ")} from json_each(?) j cross join ${table} r on r.key = j.value${whereOf(where)}
      order by ${columns.map((column, i) => `${column} ${order[i]}`).join(", ")} limit ${limit}`,
    parameters: [JSON.stringify(keys), ...where.flatMap(({ parameters }) => parameters)],
  };
}

/**
 * Walks along the index that has the order asked for: one for each state and, where absent values
 * stand at the wrong end of the index, one for what is there and one for what is not. Each gives
 * keys in order, one by one, each with 1 or 0 for whether the conditions that are tried hold for it;
 * so who reads them knows how many rows were looked at.
 */
export function planWalks(
  resource: Resource,
  states: readonly string[],
  conditions: readonly RowCondition[],
  sort: readonly ColumnTerm[],
  after: readonly SqlValue[] | null,
): Sql[][] {
  const order = orderOf(sort);
  const columns = [...sort.map(({ column }) => `r.${column}`), "r.id"];
  const rows = conditions.filter(({ isTried }) => !isTried);
  const tried = conjunction([
    { sql: "1", parameters: [] },
    ...conditions.filter(({ isTried }) => isTried),
  ]);
  return (resource.state === "none" ? [null] : states).map((state) => {
    const within: Sql[] = state === null ? [] : [{ sql: "r.state = ?", parameters: [state] }];
    const segments = splitAbsent(columns, [...within, ...rows], sort, after);
    return segments.map(({ where, absent }) => {
      const sorted = sortColumns(columns, sort);
      const keyset = after === null ? [] : keysetOf(sorted, order, after, absent);
      const all = [...where, ...keyset];
      // The flag of what is absent is the same for a whole segment; without it the index has the order.
      const orderBy = sorted
        .map((column, i) => `${column} ${order[i]}`)
        .slice(absent === null ? 0 : 1);
      return {
        sql: `select r.key, ${tried.sql} from ${resource.table} r${whereOf(all)} order by ${orderBy.join(", ")}`,
        parameters: [tried, ...all].flatMap(({ parameters }) => parameters),
      };
    });
  });
}

/** How many records of some states match. */
export const planCount = (
  resource: Resource,
  states: readonly string[],
  conditions: readonly Sql[],
): Sql =>
  select(`count(*) as n from ${resource.table} r`, [...within(resource, states), ...conditions]);

/** Something of the records with the keys given that match. */
export function planAmong(
  what: string,
  { table }: Resource,
  keys: readonly number[],
  conditions: readonly Sql[],
): Sql {
  const from = `json_each(?) j cross join ${table} r on r.key = j.value`;
  const { sql, parameters } = select(`${what} from ${from}`, conditions);
  return { sql, parameters: [JSON.stringify(keys), ...parameters] };
}

/** The keys of all records of some states that a condition holds for. */
export function planKeys(
  resource: Resource,
  states: readonly string[],
  { sql, parameters, lookUp }: RowCondition,
): Sql {
  return (
    lookUp ??
    select(`r.key from ${resource.table} r`, [...within(resource, states), { sql, parameters }])
  );
}

const within = ({ state }: Resource, states: readonly string[]): Sql[] =>
  state === "none" ? [] : [isAnyOf("r.state", states)];

const whereOf = (conditions: readonly Sql[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.map(({ sql }) => sql).join(" and ")}`;

const select = (what: string, where: readonly Sql[]): Sql => ({
  sql: `select ${what}${whereOf(where)}`,
  parameters: where.flatMap(({ parameters }) => parameters),
});
