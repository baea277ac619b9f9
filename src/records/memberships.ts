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

const selectValues = (resourceTable: string, { sources }: Memberships): string =>
  Object.entries(sources)
    .map(
      ([filter, { join, value, visible = "1" }]) =>
        `select r.key as record, '${filter}' as filter, ${value} as value, not max(${visible}) as hidden
         from json_each(?1) j cross join ${resourceTable} r on r.id = j.value ${join}
         where ${value} is not null group by r.key, ${value}`,
    )
    .join(" union all ");

/** Puts some records into the sets that they belong to now, and out of others. */
export function regroup(
  writer: StatementCache,
  resource: { name: string; table: string },
  memberships: Memberships,
  ids: Iterable<string>,
): void {
  const { table } = memberships;
  const bound = JSON.stringify([...ids]);
  const found = writer.all(selectValues(resource.table, memberships), bound);
  const missing = new Map<number, Set<number>>();
  const known = new Map<string, number>();
  for (const { record, filter, value, hidden } of found) {
    const set = `${filter}\0${value}\0${hidden}`;
    const number = known.get(set) ?? setNumber(writer, resource.name, filter, value, hidden);
    known.set(set, number);
    const numbers = missing.get(record as number);
    if (numbers === undefined) missing.set(record as number, new Set([number]));
    else numbers.add(number);
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
  const insert = `insert into ${table} (record, set_number) select ?, value from json_each(?)`;
  for (const [record, numbers] of missing) {
    if (numbers.size > 0) writer.run(insert, record, JSON.stringify([...numbers]));
  }
}

/** The number of a set; a new one where there is none. */
function setNumber(writer: StatementCache, ...set: (SqlValue | undefined)[]): number {
  const bound = set.map((part) => (typeof part === "number" ? part : String(part)));
  const known = writer.get(
    "select number from sets where resource = ? and filter = ? and value = ? and hidden = ?",
    ...bound,
  );
  const { number } =
    known ??
    (writer.get(
      "insert into sets (resource, filter, value, hidden) values (?, ?, ?, ?) returning number",
      ...bound,
    ) as { number: number });
  return number as number;
}

/** The ids in the first column of a query, for what has to be derived again. */
export const idsFrom = (writer: StatementCache, sql: string, ...bound: SqlValue[]): string[] =>
  writer.all(sql, ...bound).map((row) => Object.values(row)[0] as string);
