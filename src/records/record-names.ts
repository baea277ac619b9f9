import type { Row } from "../db/database.ts";
import type { WriteContext } from "../resources/define.ts";
import { foldName } from "../values/names.ts";

/** Keeps the look-up table of a record's names: the columns given, and its aliases. */
export function refreshNames(
  { writer }: WriteContext,
  table: string,
  row: Row,
  columns: readonly string[],
): void {
  writer.run(`delete from ${table} where record = ?`, row["id"] ?? null);
  const aliases = JSON.parse((row["aliases"] as string | null) ?? "[]") as string[];
  const names = [...columns.map((column) => row[column]), ...aliases];
  const folded = names.filter((name) => typeof name === "string").map(foldName);
  for (const name of new Set(folded)) {
    writer.run(`insert into ${table} (name, record) values (?, ?)`, name, row["id"] ?? null);
  }
}
