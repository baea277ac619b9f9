import type { SqlValue, StatementCache } from "../db/database.ts";

/**
 * How the rows of a listing table are derived: for each filter, which values a record has.
 * Adding a filter is a line here (and one in the resource's filters); see `item_listings`.
 */
export interface Listings {
  table: string;
  /** The column of the day by which lists are sorted by default. */
  day: string;
  sources: Record<string, ListingSource>;
}

export interface ListingSource {
  /** SQL after `from {table of the resource} r`, where the values are found. */
  join: string;
  /** SQL of a value; null gives no row. */
  value: string;
  /** SQL that is true where a client without a key may see the link. */
  visible?: string;
}

/** The columns that tell which listings a source's rows come from, for a test of their truth. */
const selectListings = (resourceTable: string, listings: Listings): string[] =>
  Object.entries(listings.sources).map(([filter, { join, value, visible = "1" }]) => {
    const scope = `case when r.state = 'draft' then 'draft' when max(${visible}) then 'published' else 'hidden' end`;
    return `select '${filter}' as filter, ${value} as value, ${scope} as scope, r.${listings.day} as day,
        r.id as record
      from ${resourceTable} r ${join}
      where ${value} is not null and r.id in (select value from json_each(?))
      group by r.id, ${value}`;
  });

/** Derives the listings of some records again. */
export function relist(
  writer: StatementCache,
  resourceTable: string,
  listings: Listings,
  ids: Iterable<string>,
): void {
  const bound = JSON.stringify([...ids]);
  writer.run(
    `delete from ${listings.table} where record in (select value from json_each(?))`,
    bound,
  );
  for (const select of selectListings(resourceTable, listings)) {
    writer.run(
      `insert into ${listings.table} (filter, value, scope, day, record) ${select}`,
      bound,
    );
  }
}

/** The ids in the first column of a query, for what has to be derived again. */
export const idsFrom = (writer: StatementCache, sql: string, ...bound: SqlValue[]): string[] =>
  writer.all(sql, ...bound).map((row) => Object.values(row)[0] as string);
