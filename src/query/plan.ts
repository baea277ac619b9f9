import type { SqlValue } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import type { Condition, Sql } from "./filter.ts";
import { listedRows } from "./listed-filter.ts";
import type { Arm } from "./order.ts";
import { keysetOf, orderOf, sortColumns, splitAbsent } from "./order.ts";
import type { ListQuery } from "./parameters.ts";
import { isAnyOf } from "./sql.ts";

/**
 * From a query to SQL.
 *
 * A page is the merge of one or more *arms*. Each arm is a walk along one index that already has
 * the order asked for, cut off after a page: the walk through a listing for one value and scope, or
 * along the table's own index for one state. SQLite merges the few rows of the arms. So a page's
 * cost does not grow with the number of rows, and `topic=a,b` costs two pages and not a sort of
 * everything in either.
 */

/** Fewer rows than this are cheaper to fetch and sort than to look for in a walk of the order. */
const FEW_ROWS = 2000;

/** Counting this far tells which of two conditions is the rarer, and costs a millisecond. */
const MOST_COUNTED = 20_000;

/** More arms than this cost more than a walk along the table with a probe for each row. */
const MOST_ARMS = 24;

/** How many rows a condition's look-up finds, at most `MOST_COUNTED`. */
export type CountFound = (lookUp: Sql) => number;

/** One page, and one row more by which to know whether there is another. */
export function planPage(
  resource: Resource,
  query: ListQuery,
  scopes: readonly string[],
  after: readonly SqlValue[] | null,
  countFound: CountFound,
): Sql {
  const arms = chooseArms(resource, query, scopes, countFound);
  const order = orderOf(query.sort);
  const segments = arms.flatMap((arm) => splitAbsent(arm, query.sort, after));
  const selects = segments.map(({ arm, absent }) => {
    const columns = sortColumns(arm, query.sort);
    const keyset = after === null ? [] : keysetOf(columns, order, after, absent);
    const where = [...arm.where, ...keyset];
    const shown = ["r.id", "r.render_version", ...columns.map((c, i) => `${c} as s${i}`)];
    // The flag of what is absent is the same for a whole segment; without it the index has the order.
    const orderBy = columns
      .map((column, i) => ({ column, direction: order[i] }))
      .slice(absent === null ? 0 : 1)
      .map(({ column, direction }) => `${column} ${direction}`);
    return {
      sql: `select ${shown.join(", ")} from ${arm.from}${whereOf(where)} order by ${orderBy.join(", ")} limit ${query.limit + 1}`,
      parameters: where.flatMap(({ parameters }) => parameters),
    };
  });
  const [only] = selects;
  if (selects.length === 1 && only) return only;
  return {
    sql: `${selects.map(({ sql }) => `select * from (${sql})`).join(" union ")}
      order by ${order.map((direction, i) => `s${i} ${direction}`).join(", ")} limit ${query.limit + 1}`,
    parameters: selects.flatMap(({ parameters }) => parameters),
  };
}

/** How many records a query matches. */
export function planCount(
  resource: Resource,
  query: ListQuery,
  scopes: readonly string[],
  countFound: CountFound,
): Sql {
  const driver = chooseDriver(query, countFound);
  const others = query.conditions.filter((condition) => condition !== driver?.condition);
  const table = resource.listings?.table;
  if (driver?.condition.listed && table !== undefined) {
    const { listed } = driver.condition;
    const walk = listedRows(listed, scopes);
    if (others.length > 0) {
      // What the listing can say of itself is asked before the record is looked up.
      const { onRow, onRecord } = partition(others);
      const record =
        onRecord.length === 0 ? "" : ` cross join ${resource.table} r on r.id = d.record`;
      return select(`count(distinct d.record) as n from ${table} d${record}`, [
        walk,
        ...onRow,
        ...onRecord,
      ]);
    }
    const distinct = listed.values.length === 1 ? "count(*)" : "count(distinct d.record)";
    return select(`${distinct} as n from ${table} d`, [walk]);
  }
  const within = driver?.findsFew()
    ? among(driver.condition, resource, query)
    : statesOf(resource, query);
  return select(`count(*) as n from ${resource.table} r`, [...within, ...query.conditions]);
}

/** The number of rows that a condition's own look-up finds, at most `MOST_COUNTED`, as SQL. */
export const planFound = ({ sql, parameters }: Sql): Sql => ({
  sql: `select count(*) as n from (${sql} limit ${MOST_COUNTED})`,
  parameters,
});

function chooseArms(
  resource: Resource,
  query: ListQuery,
  scopes: readonly string[],
  countFound: CountFound,
): Arm[] {
  const { table } = resource;
  const driver = chooseDriver(query, countFound);
  const others = query.conditions.filter((condition) => condition !== driver?.condition);
  const walks =
    driver === null ? null : listingArms(resource, query, scopes, driver.condition, others);
  if (walks !== null) return walks;
  if (driver?.findsFew()) {
    // The unary plus keeps SQLite from walking the whole order in search of these few rows.
    const columns = [...query.sort.map(({ column }) => `+r.${column}`), "+r.id"];
    const where = [...among(driver.condition, resource, query), ...query.conditions];
    return [{ from: `${table} r`, columns, where }];
  }
  const columns = [...query.sort.map(({ column }) => `r.${column}`), "r.id"];
  const states = resource.state === "none" ? [null] : query.states;
  return states.map((state) => ({
    from: `${table} r`,
    columns,
    where: [
      ...(state === null ? [] : [{ sql: "r.state = ?", parameters: [state] }]),
      ...query.conditions.map(({ sql, walked = sql, parameters }) => ({ sql: walked, parameters })),
    ],
  }));
}

/** Walks through a listing in the order asked for, or null where they would not be that. */
function listingArms(
  { listings, table }: Resource,
  { sort }: ListQuery,
  scopes: readonly string[],
  { listed }: Condition,
  others: readonly Condition[],
): Arm[] | null {
  if (listings === undefined || listed === undefined) return null;
  const { filter, values } = listed;
  const inOrder = sort.length === 1 && sort[0]?.column === listings.day;
  if (!inOrder || values.length * scopes.length > MOST_ARMS) return null;
  const { onRow, onRecord } = partition(others);
  return values.flatMap((value) =>
    scopes.map((scope) => ({
      from: `${listings.table} d cross join ${table} r on r.id = d.record`,
      columns: ["d.day", "d.record"],
      where: [
        {
          sql: "d.filter = ? and d.value = ? and d.scope = ?",
          parameters: [filter, value, scope],
        },
        ...onRow,
        ...onRecord,
      ],
    })),
  );
}

/** Conditions that a row of the listing answers, and those that need the record. */
const partition = (conditions: readonly Condition[]): { onRow: Sql[]; onRecord: Sql[] } => ({
  onRow: conditions.flatMap(({ onListing, parameters }) =>
    onListing === undefined ? [] : [{ sql: onListing, parameters }],
  ),
  onRecord: conditions.filter(({ onListing }) => onListing === undefined),
});

/**
 * The condition that selects the fewest rows, of those that an index finds; null for none. Among
 * those that select many it is one with a listing, which is in order already.
 */
function chooseDriver(
  { conditions }: ListQuery,
  countFound: CountFound,
): { condition: Condition; findsFew(): boolean } | null {
  const candidates = conditions.flatMap((condition) => {
    const { lookUp } = condition;
    return lookUp ? [{ condition, found: () => countFound(lookUp) }] : [];
  });
  const [first, ...more] = [
    ...candidates.filter(({ condition }) => condition.listed),
    ...candidates.filter(({ condition }) => !condition.listed),
  ];
  if (first === undefined) return null;
  const rarest = more.reduce((best, each) => (each.found() < best.found() ? each : best), first);
  return { condition: rarest.condition, findsFew: () => rarest.found() < FEW_ROWS };
}

/**
 * That a record is among those that a look-up finds, which may be some more than are wanted.
 * The unary plus keeps SQLite from walking all records of the state in search of them.
 */
const among = ({ lookUp }: Condition, resource: Resource, query: ListQuery): Sql[] => [
  ...(lookUp ? [{ sql: `r.id in (${lookUp.sql})`, parameters: lookUp.parameters }] : []),
  ...statesOf(resource, query, "+r.state"),
];

const statesOf = (resource: Resource, query: ListQuery, column = "r.state"): Sql[] =>
  resource.state === "none" ? [] : [isAnyOf(column, query.states)];

const whereOf = (conditions: readonly Sql[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.map(({ sql }) => sql).join(" and ")}`;

const select = (what: string, where: readonly Sql[]): Sql => ({
  sql: `select ${what}${whereOf(where)}`,
  parameters: where.flatMap(({ parameters }) => parameters),
});
