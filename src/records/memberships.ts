import type { SqlValue, StatementCache } from "../db/database.ts";

/**
 * Which sets a resource's records belong to: for each filter, which values a record has.
 * Adding a filter is a line here (and one in the resource's filters).
 */
export interface Memberships {
  /** The table of who is in which set. */
  table: string;
  sources: Record<string, MembershipSource>;
}

export interface MembershipSource {
  /** SQL after `from {table of the resource} r`, where the values are found. */
  join: string;
  /** SQL of a value; null gives none. */
  value: string;
  /** SQL that is true where a client without a key may see the link. */
  visible?: string;
}

/** How the values of records are found: one pass over what is linked gives those of several filters. */
interface Selection {
  sql: string;
  /** For each pass, by its number, the filters whose values its columns have. */
  passes: readonly (readonly string[])[];
}

const selections = new WeakMap<Memberships, Selection>();

function selectionOf(table: string, memberships: Memberships): Selection {
  let selection = selections.get(memberships);
  if (selection === undefined) {
    selection = select(table, memberships);
    selections.set(memberships, selection);
  }
  return selection;
}

function select(table: string, { sources }: Memberships): Selection {
  const alike = new Map<string, [filter: string, source: MembershipSource][]>();
  for (const [filter, source] of Object.entries(sources)) {
    const pass = `${source.join}\n${source.visible}`;
    alike.set(pass, [...(alike.get(pass) ?? []), [filter, source]]);
  }
  const groups = [...alike.values()];
  const width = Math.max(...groups.map((group) => group.length));
  const passes = groups.map((group, number) => {
    const [[, { join, visible = "1" }]] = group as [[string, MembershipSource]];
    const values = Array.from({ length: width }, (_, i) => group[i]?.[1].value ?? "null");
    return `select ${number}, r.key, ${visible}, ${values.join(", ")}
      from json_each(?1) j cross join ${table} r on r.id = j.value ${join}`;
  });
  return {
    sql: passes.join(" union all "),
    passes: groups.map((group) => group.map(([filter]) => filter)),
  };
}

/** By record, the filters and values that it is found by, and whether everybody sees the link. */
function valuesOf(
  writer: StatementCache,
  table: string,
  memberships: Memberships,
  ids: string,
): Map<number, Map<string, boolean>> {
  const { sql, passes } = selectionOf(table, memberships);
  const found = new Map<number, Map<string, boolean>>();
  for (const [pass, key, isVisible, ...values] of writer.iterateArrays(sql, ids)) {
    const record = key as number;
    const of = found.get(record) ?? new Map<string, boolean>();
    found.set(record, of);
    for (const [i, filter] of (passes[pass as number] ?? []).entries()) {
      const value = values[i] ?? null;
      if (value === null) continue;
      const name = `${filter}\0${value}`;
      // One link that everybody sees is enough.
      of.set(name, of.get(name) === true || isVisible === 1);
    }
  }
  return found;
}

/** Puts some records into the sets that they belong to now, and out of others. */
export function regroup(
  writer: StatementCache,
  resource: { name: string; table: string },
  memberships: Memberships,
  ids: Iterable<string>,
): void {
  const { table } = memberships;
  const bound = JSON.stringify([...ids]);
  const missing = new Map<number, Set<number>>();
  const known = new Map<string, number>();
  for (const [record, values] of valuesOf(writer, resource.table, memberships, bound)) {
    const numbers = new Set<number>();
    for (const [name, isVisible] of values) {
      const set = isVisible ? name : `${name}\0`;
      const number = known.get(set) ?? setNumber(writer, resource.name, name, isVisible ? 0 : 1);
      known.set(set, number);
      numbers.add(number);
    }
    missing.set(record, numbers);
  }
  const current = writer.all(
    `select m.record, m.set_number from json_each(?) j cross join ${resource.table} r on r.id = j.value
       cross join ${table} m on m.record = r.key`,
    bound,
  );
  for (const { record, set_number } of current) {
    const stays = missing.get(record as number)?.delete(set_number as number) === true;
    if (stays) continue;
    writer.run(
      `delete from ${table} where record = ? and set_number = ?`,
      record ?? null,
      set_number ?? null,
    );
  }
  const rows = [...missing].flatMap(([record, numbers]) =>
    [...numbers].sort((a, b) => a - b).map((set_number) => ({ record, set_number })),
  );
  writer.insertAll(table, rows);
}

/** The number of a set, by its filter and value; a new one where there is none. */
function setNumber(writer: StatementCache, resource: string, name: string, hidden: 0 | 1): number {
  const [filter, value] = name.split("\0") as [string, string];
  const set = [resource, filter, value, hidden];
  const known = writer.get(
    "select number from sets where resource = ? and filter = ? and value = ? and hidden = ?",
    ...set,
  );
  const { number } =
    known ??
    (writer.get(
      "insert into sets (resource, filter, value, hidden) values (?, ?, ?, ?) returning number",
      ...set,
    ) as { number: number });
  return number as number;
}

/** The ids in the first column of a query, for what has to be derived again. */
export const idsFrom = (writer: StatementCache, sql: string, ...bound: SqlValue[]): string[] =>
  writer.all(sql, ...bound).map((row) => Object.values(row)[0] as string);
