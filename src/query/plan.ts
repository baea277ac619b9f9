import type { SqlValue } from "../db/database.ts";
import type { Resource } from "../resources/define.ts";
import type { Condition } from "./filter.ts";
import { conjunction, isAnyOf } from "./filters.ts";
import type { SortTerm } from "./page-parameters.ts";
import type { ListQuery } from "./parameters.ts";

/**
 * From a query to SQL.
 *
 * A page is the merge of one or more *arms*. Each arm is a walk along one index that already has
 * the order asked for, cut off after a page: the walk through a listing for one value and scope, or
 * along the table's own index for one state. SQLite merges the few rows of the arms. So a page's
 * cost does not grow with the number of rows, and `topic=a,b` costs two pages and not a sort of
 * everything in either.
 */

export interface Statement {
  sql: string;
  parameters: SqlValue[];
}

/** Listings with fewer rows than this are cheaper to fetch and sort than to look for in a walk. */
const FEW_ROWS = 2000;

/** More arms than this cost more than a walk along the table with a probe for each row. */
const MOST_ARMS = 24;

interface Arm {
  from: string;
  /** The sort columns, as this arm's index has them. */
  columns: string[];
  where: Condition[];
}

/** How many rows a listed condition selects, at most `FEW_ROWS`; asked only where it decides. */
export type CountListed = (condition: Condition) => number;

/** One page, and one row more by which to know whether there is another. */
export function planPage(
  resource: Resource,
  query: ListQuery,
  scopes: readonly string[],
  after: readonly SqlValue[] | null,
  countListed: CountListed,
): Statement {
  const arms = chooseArms(resource, query, scopes, countListed);
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
  countListed: CountListed,
): Statement {
  const listed = query.conditions.filter((condition) => condition.listed);
  const driver = rarest(listed, countListed);
  const table = resource.listings?.table;
  if (!driver?.listed || table === undefined) {
    const where = [...statesOf(resource, query), ...query.conditions];
    return {
      sql: `select count(*) as n from ${resource.table} r${whereOf(where)}`,
      parameters: where.flatMap(({ parameters }) => parameters),
    };
  }
  const walk = listedRows(driver.listed, scopes);
  const others = query.conditions.filter((condition) => condition !== driver);
  if (others.length === 0) {
    const distinct = driver.listed.values.length === 1 ? "count(*)" : "count(distinct d.record)";
    return {
      sql: `select ${distinct} as n from ${table} d where ${walk.sql}`,
      parameters: walk.parameters,
    };
  }
  return {
    sql: `select count(distinct d.record) as n from ${table} d cross join ${resource.table} r on r.id = d.record${whereOf([walk, ...others])}`,
    parameters: [walk, ...others].flatMap(({ parameters }) => parameters),
  };
}

/** The number of rows of a listed condition, bounded, as SQL. */
export function planListedCount(
  resource: Resource,
  condition: Condition,
  scopes: readonly string[],
): Statement | null {
  if (!condition.listed || !resource.listings) return null;
  const walk = listedRows(condition.listed, scopes);
  return {
    sql: `select count(*) as n from (select 1 from ${resource.listings.table} d where ${walk.sql} limit ${FEW_ROWS})`,
    parameters: walk.parameters,
  };
}

function chooseArms(
  resource: Resource,
  query: ListQuery,
  scopes: readonly string[],
  countListed: CountListed,
): Arm[] {
  const { listings, table } = resource;
  const listed = query.conditions.filter((condition) => condition.listed);
  const byDay = listings !== undefined && query.sort[0]?.column === listings.day;
  const driver = rarest(listed, countListed);
  if (listings && driver?.listed) {
    const { filter, values } = driver.listed;
    const others = query.conditions.filter((condition) => condition !== driver);
    const from = `${listings.table} d cross join ${table} r on r.id = d.record`;
    const inOrder = byDay && query.sort.length === 1;
    if (inOrder && values.length * scopes.length <= MOST_ARMS) {
      return values.flatMap((value) =>
        scopes.map((scope) => ({
          from,
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
    if (countListed(driver) < FEW_ROWS) {
      const rows = listedRows(driver.listed, scopes);
      const few = {
        sql: `r.id in (select d.record from ${listings.table} d where ${rows.sql})`,
        parameters: rows.parameters,
      };
      // The unary plus keeps SQLite from walking the whole order in search of these few rows.
      const columns = [...query.sort.map(({ column }) => `+r.${column}`), "+r.id"];
      return [
        { from: `${table} r`, columns, where: [few, ...statesOf(resource, query), ...others] },
      ];
    }
  }
  const columns = [...query.sort.map(({ column }) => `r.${column}`), "r.id"];
  const states = resource.state === "none" ? [null] : query.states;
  return states.map((state) => ({
    from: `${table} r`,
    columns,
    where: [
      ...(state === null ? [] : [{ sql: "r.state = ?", parameters: [state] }]),
      ...query.conditions,
    ],
  }));
}

/** The listed condition with the fewest rows. */
function rarest(listed: readonly Condition[], countListed: CountListed): Condition | undefined {
  if (listed.length < 2) return listed[0];
  const counted = listed.map((condition) => ({ condition, rows: countListed(condition) }));
  return counted.sort((a, b) => a.rows - b.rows)[0]?.condition;
}

function listedRows(
  { filter, values }: { filter: string; values: readonly SqlValue[] },
  scopes: readonly string[],
): Condition {
  return conjunction([
    { sql: "d.filter = ?", parameters: [filter] },
    isAnyOf("d.value", values),
    isAnyOf("d.scope", scopes),
  ]);
}

const statesOf = (resource: Resource, query: ListQuery): Condition[] =>
  resource.state === "none" ? [] : [isAnyOf("r.state", query.states)];

const whereOf = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.map(({ sql }) => sql).join(" and ")}`;

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
): Condition[] {
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
  const alternatives = terms.map((term, i): Condition => {
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
