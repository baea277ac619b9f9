import type { SqlValue } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import type { Condition, Sql } from "./filter.ts";
import type { SortTerm } from "./page-parameters.ts";
import type { ListQuery } from "./parameters.ts";
import { conjunction, isAnyOf } from "./sql.ts";

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

/** More arms than this cost more than a walk along the table with a probe for each row. */
const MOST_ARMS = 24;

interface Arm {
  from: string;
  /** The sort columns, as this arm's index has them. */
  columns: string[];
  where: Sql[];
}

/** How many rows a condition's look-up finds, at most `FEW_ROWS`. */
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
      return select(
        `count(distinct d.record) as n from ${table} d cross join ${resource.table} r on r.id = d.record`,
        [walk, ...others],
      );
    }
    const distinct = listed.values.length === 1 ? "count(*)" : "count(distinct d.record)";
    return select(`${distinct} as n from ${table} d`, [walk]);
  }
  const within = driver?.findsFew()
    ? among(driver.condition, resource, query)
    : statesOf(resource, query);
  return select(`count(*) as n from ${resource.table} r`, [...within, ...query.conditions]);
}

/** The number of rows that a condition's own look-up finds, at most `FEW_ROWS`, as SQL. */
export const planFound = ({ sql, parameters }: Sql): Sql => ({
  sql: `select count(*) as n from (${sql} limit ${FEW_ROWS})`,
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
  return values.flatMap((value) =>
    scopes.map((scope) => ({
      from: `${listings.table} d cross join ${table} r on r.id = d.record`,
      columns: ["d.day", "d.record"],
      where: [
        {
          sql: "d.filter = ? and d.value = ? and d.scope = ?",
          parameters: [filter, value, scope],
        },
        ...others,
      ],
    })),
  );
}

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

function listedRows(
  { filter, values }: { filter: string; values: readonly SqlValue[] },
  scopes: readonly string[],
): Sql {
  return conjunction([
    { sql: "d.filter = ?", parameters: [filter] },
    isAnyOf("d.value", values),
    isAnyOf("d.scope", scopes),
  ]);
}

const statesOf = (resource: Resource, query: ListQuery, column = "r.state"): Sql[] =>
  resource.state === "none" ? [] : [isAnyOf(column, query.states)];

const whereOf = (conditions: readonly Sql[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.map(({ sql }) => sql).join(" and ")}`;

const select = (what: string, where: readonly Sql[]): Sql => ({
  sql: `select ${what}${whereOf(where)}`,
  parameters: where.flatMap(({ parameters }) => parameters),
});

type Direction = "asc" | "desc";

/**
 * What is sorted by: each term's column, before it a flag where absent values have to be brought
 * to the end (`""` sorts first by itself), and the id, which makes the order total.
 */
function orderOf(sort: readonly SortTerm[]): Direction[] {
  const last: Direction = sort.at(-1)?.descending ? "desc" : "asc";
  return [
    ...sort.flatMap((term): Direction[] => {
      const direction: Direction = term.descending ? "desc" : "asc";
      return needsFlag(term) ? ["asc", direction] : [direction];
    }),
    last,
  ];
}

const needsFlag = ({ absentLast, descending }: SortTerm) => absentLast === true && !descending;

function sortColumns(arm: Arm, sort: readonly SortTerm[]): string[] {
  return arm.columns.flatMap((column, i) => {
    const term = sort[i];
    return term && needsFlag(term) ? [`(${column} = '')`, column] : [column];
  });
}

/**
 * Oldest first, an index has what is undated at the wrong end: the dated and the undated rows are
 * then two walks, one after the other.
 */
function splitAbsent(
  arm: Arm,
  sort: readonly SortTerm[],
  after: readonly SqlValue[] | null,
): { arm: Arm; absent: boolean | null }[] {
  const [first] = sort;
  if (!first || !needsFlag(first)) return [{ arm, absent: null }];
  const segment = (absent: boolean) => ({
    absent,
    arm: {
      ...arm,
      where: [...arm.where, { sql: `${arm.columns[0]} ${absent ? "=" : ">"} ''`, parameters: [] }],
    },
  });
  return after?.[0] === 1 ? [segment(true)] : [segment(false), segment(true)];
}

/** What comes after the cursor. */
function keysetOf(
  columns: readonly string[],
  order: readonly Direction[],
  after: readonly SqlValue[],
  absent: boolean | null,
): Sql[] {
  if (absent !== null && (after[0] === 1) !== absent) return [];
  const skip = absent === null ? 0 : 1;
  const terms = columns.slice(skip).map((column, i) => ({
    column,
    comparison: order[i + skip] === "desc" ? "<" : ">",
    value: after[i + skip] ?? null,
  }));
  const [first] = terms;
  if (first && terms.every(({ comparison }) => comparison === first.comparison)) {
    return [
      {
        sql: `(${terms.map(({ column }) => column).join(", ")}) ${first.comparison} (${terms.map(() => "?").join(", ")})`,
        parameters: terms.map(({ value }) => value),
      },
    ];
  }
  const alternatives = terms.map((term, i): Sql => {
    const equal = terms
      .slice(0, i)
      .map(({ column, value }) => ({ sql: `${column} = ?`, parameters: [value] }));
    return conjunction([
      ...equal,
      { sql: `${term.column} ${term.comparison} ?`, parameters: [term.value] },
    ]);
  });
  return [
    {
      sql: `(${alternatives.map(({ sql }) => sql).join(" or ")})`,
      parameters: alternatives.flatMap(({ parameters }) => parameters),
    },
  ];
}
