import { getTableName } from "drizzle-orm";
import type { StatementCache } from "../../db/database.ts";
import { hostOf, normalizeUrl } from "../../values/urls.ts";
import { citations } from "./table.ts";

const TABLE = getTableName(citations);

/** What is kept of a citation's address. */
export const addressColumns = (url: string | null) => ({
  url,
  url_normalized: url === null ? null : normalizeUrl(url),
  host: url === null ? null : hostOf(url),
});

/**
 * Writes the normal forms of addresses again, after the rules for them changed. Who holds what
 * shows the old ones is told so by the records' render versions; no revision moves.
 * @returns how many changed
 */
export function normalizeAgain(writer: StatementCache, keys: readonly number[]): number {
  const rows = writer.all(
    `select key, item, instrument, url, url_normalized, host from ${TABLE}
     where key in (select value from json_each(?)) and url is not null`,
    JSON.stringify(keys),
  );
  let count = 0;
  for (const row of rows) {
    const { url_normalized, host } = addressColumns(row["url"] as string);
    if (url_normalized === row["url_normalized"] && host === row["host"]) continue;
    count++;
    writer.run(
      `update ${TABLE} set url_normalized = ?, host = ?, render_version = render_version + 1 where key = ?`,
      url_normalized,
      host,
      row["key"] as number,
    );
    for (const owner of ["item", "instrument"]) {
      if (row[owner] === null) continue;
      writer.run(
        `update ${owner}s set render_version = render_version + 1 where id = ?`,
        row[owner] as string,
      );
    }
  }
  return count;
}
