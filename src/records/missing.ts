import type { Row } from "../db/database.ts";
import type { ReadContext } from "../fields/field.ts";
import { Problem } from "../problems/problems.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { pathOf, visibleIn } from "./render.ts";

/** 308 where there was a record that another took the place of, 410 where there was one, else 404. */
export function missing(
  { writer }: Pick<WriteContext, "writer">,
  resource: Resource,
  named: string,
  view: ReadContext["view"] = "full",
): Problem {
  // What is not there for a client without a key may be a draft that had been published.
  const unpublished =
    view === "public" && resource.state === "own"
      ? `union all select unpublished_at, null from ${resource.table} where id = ?2 and unpublished_at is not null`
      : "";
  // To who saw it deleted, because it or what took its place was a draft, it stays deleted.
  const survivor =
    view === "public"
      ? "case when merge_is_public = 1 then merged_into end as merged_into"
      : "merged_into";
  const tombstone = writer.get(
    `select deleted_at, ${survivor} from tombstones where resource = ?1 and id = ?2${view === "public" ? " and was_public = 1" : ""} ${unpublished}`,
    resource.name,
    named,
  );
  if (tombstone === undefined) {
    return new Problem(
      "not-found",
      `There is no ${resource.singular} '${named}'. See /${resource.name}.`,
    );
  }
  const next = survivorOf(writer, resource, tombstone, view);
  if (next === null) {
    return new Problem(
      "gone",
      `The ${resource.singular} '${named}' was deleted at ${tombstone["deleted_at"]}.`,
    );
  }
  return new Problem(
    "merged",
    `The ${resource.singular} '${named}' was merged into '${next}' at ${tombstone["deleted_at"]}.`,
    { headers: { location: pathOf(resource, next) } },
  );
}

/** The record that is there in the place of one that was merged; null where none is to be seen. */
function survivorOf(
  writer: WriteContext["writer"],
  resource: Resource,
  tombstone: Row,
  view: ReadContext["view"],
): string | null {
  let id = tombstone["merged_into"] ?? null;
  while (id !== null) {
    const sql = `select id from ${resource.table} where id = ?${visibleIn(resource, view)}`;
    const found = writer.get(sql, id);
    if (found !== undefined) return found["id"] as string;
    // The survivor may itself have been merged since.
    const next = "select merged_into from tombstones where resource = ? and id = ?";
    id = writer.get(next, resource.name, id)?.["merged_into"] ?? null;
  }
  return null;
}
