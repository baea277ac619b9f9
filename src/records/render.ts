import type { Row } from "../db/database.ts";
import type { JsonObject, ReadContext } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";

/**
 * Turns rows of a resource's table into records as they are served.
 * Each field reads what it needs for all the rows at once, so the number of queries depends on the
 * resource and never on the number of rows.
 */
export function renderRecords(
  resource: Resource,
  rows: readonly Row[],
  context: ReadContext,
  without: readonly string[] = [],
): JsonObject[] {
  const readers = Object.entries(resource.fields)
    .filter(([name]) => !without.includes(name))
    .map(([name, field]) => [name, field.reader(rows, context)] as const);
  return rows.map((row) => {
    const record: JsonObject = { id: row["id"] as string };
    for (const [name, read] of readers) record[name] = read(row);
    record["created_at"] = row["created_at"] as string;
    record["updated_at"] = row["updated_at"] as string;
    record["revision"] = row["revision"] as number;
    record["links"] = { self: pathOf(resource, row["id"] as string) };
    return record;
  });
}

export const pathOf = (resource: Resource, id: string): string => `/${resource.name}/${id}`;

/**
 * ` and state = 'published'` for who may not see drafts of the resource. The plus keeps SQLite, which
 * knows nothing of how many are published, from looking for them by state.
 */
export const visibleIn = (resource: Resource, view: ReadContext["view"], alias = ""): string =>
  view === "public" && resource.state !== "none" ? ` and +${alias}state = 'published'` : "";
