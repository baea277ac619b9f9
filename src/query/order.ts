import type { SqlValue } from "../db/database.ts";
import type { Sql } from "./filter.ts";
import type { ColumnTerm } from "./page-parameters.ts";
import { conjunction } from "./sql.ts";

/** The order of a list as SQL: what is sorted by, and what comes after a cursor. */

type Direction = "asc" | "desc";

/**
 * What is sorted by: each term's column, before it a flag where absent values have to be brought
 * to the end (`""` sorts first by itself), and the id, which makes the order total.
 */
export function orderOf(sort: readonly ColumnTerm[]): Direction[] {
  const last: Direction = sort.at(-1)?.descending ? "desc" : "asc";
  return [
    ...sort.flatMap((term): Direction[] => {
      const direction: Direction = term.descending ? "desc" : "asc";
      return needsFlag(term) ? ["asc", direction] : [direction];
    }),
    last,
  ];
}

const needsFlag = ({ absentLast, descending }: ColumnTerm) => absentLast === true && !descending;

export function sortColumns(columns: readonly string[], sort: readonly ColumnTerm[]): string[] {
  return columns.flatMap((column, i) => {
    const term = sort[i];
    return term && needsFlag(term) ? [`(${column} = '')`, column] : [column];
  });
}

/**
 * Oldest first, an index has what is undated at the wrong end: the dated and the undated rows are
 * then two walks, one after the other.
 */
export function splitAbsent(
  columns: readonly string[],
  where: readonly Sql[],
  sort: readonly ColumnTerm[],
  after: readonly SqlValue[] | null,
): { where: readonly Sql[]; absent: boolean | null }[] {
  const [first] = sort;
  if (!first || !needsFlag(first)) return [{ where, absent: null }];
  const segment = (absent: boolean) => ({
    absent,
    where: [...where, { sql: `${columns[0]} ${absent ? "=" : ">"} ''`, parameters: [] }],
  });
  return after?.[0] === 1 ? [segment(true)] : [segment(false), segment(true)];
}

/** What comes after the cursor. */
export function keysetOf(
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
