import type { JsonObject } from "../../fields/field.ts";
import type { WriteContext } from "../../resources/define.ts";
import { items } from "../../resources/items/resource.ts";
import { contentOf } from "./content.ts";
import type { Edition, KnownDevelopment } from "./editions.ts";
import { importOf, presentItem } from "./own-item.ts";
import { propose } from "./proposals.ts";
import { IMPORTS, showReviewOtherwise } from "./review.ts";

/**
 * Marks the items of developments that the edition before had and this one does not: a draft with a
 * doubt, any other with the proposal to take the source off. Nothing is deleted.
 * @returns the items' ids, without those that this edition has marked before
 */
export function markVanished(
  context: WriteContext,
  edition: Edition,
  gone: readonly KnownDevelopment[],
): string[] {
  return gone.flatMap((development) => {
    // What was gone before has been marked, and what was done about that stays.
    if (development.edition !== edition.number - 1) return [];
    const item = presentItem(context, development.item);
    return item !== null && mark(context, edition, item) ? [item] : [];
  });
}

/** Marks an item; false where the same edition has done so before, whatever was decided of it since. */
function mark(context: WriteContext, { source, number }: Edition, item: string): boolean {
  const { writer } = context;
  const content = contentOf(writer, items, item);
  const read = importOf(context, item);
  if (content["state"] === "draft" && read !== null && read.source === source) {
    const detail = `The source does not have this any more: edition ${number} is without it.`;
    const doubt = { field: "", detail };
    const isRaised = read.raised.some((each) => each.field === "" && each.detail === detail);
    if (isRaised) return false;
    writer.run(
      `update ${IMPORTS} set doubts = ?, raised = ? where item = ?`,
      JSON.stringify([doubt, ...read.doubts]),
      JSON.stringify([doubt, ...read.raised]),
      item,
    );
    showReviewOtherwise(writer, item);
    return true;
  }
  const sources = content["sources"] as JsonObject[];
  const place = sources.findIndex(({ id }) => id === source);
  if (place < 0) return true;
  return propose(context, {
    item,
    source,
    edition: number,
    pointer: `/sources/${place}`,
    field: "sources",
    operation: "remove",
    current: sources[place] as JsonObject,
    proposed: null,
    reason: `The source does not have this any more: edition ${number} is without it.`,
  });
}
