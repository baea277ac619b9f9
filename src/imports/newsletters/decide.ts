import type { Row } from "../../db/database.ts";
import type { ReadDevelopment } from "../../newsletters/reading.ts";
import type { Faults } from "../../problems/faults.ts";
import type { WriteRequest } from "../../records/write.ts";
import { readCurrent } from "../../records/current.ts";
import type { WriteContext } from "../../resources/define.ts";
import { instruments } from "../../resources/instruments/resource.ts";
import { items } from "../../resources/items/resource.ts";
import { sources } from "../../resources/sources/resource.ts";
import type { Edition } from "./editions.ts";
import { importOf } from "./own-item.ts";
import { apply, decide, pendingProposal } from "./proposals.ts";
import type { Doubt } from "./review.ts";
import { IMPORTS, showReviewOtherwise } from "./review.ts";
import { fieldOf, publishWhatCameWith } from "./settle.ts";
import { Writing } from "./write-reading.ts";

/** What a person decides of an item's review. */

type Heard = Pick<WriteRequest, "matches">;

/**
 * Makes the change that a proposal is about.
 * @returns the item's id
 * @throws {Problem} where there is no such proposal, it was decided, or can't be made any more
 */
export function acceptProposal(
  context: WriteContext,
  named: string,
  number: string,
  heard: Heard,
): string {
  const { id, record } = readCurrent(context, items, named, heard);
  const proposal = pendingProposal(context.writer, id, number);
  decide(context, proposal, "accepted");
  apply(context, proposal);
  // What a published item is given would not show as a draft.
  if (record["state"] === "published" && proposal["resource"] === "items") {
    const { field } = proposal;
    if (field === "sources") publishWhatCameWith(context, id, { sources });
    if (field === "instruments") publishWhatCameWith(context, id, { instruments });
  }
  return id;
}

/**
 * Lets a proposal go. Where it was that another source had reported the item, the two are not the
 * same: what that source reported becomes a draft of its own.
 * @returns the item's id, and that of the draft
 */
export function dismissProposal(
  context: WriteContext,
  named: string,
  number: string,
  heard: Heard,
): { id: string; draft: string | null } {
  const { id } = readCurrent(context, items, named, heard);
  const proposal = pendingProposal(context.writer, id, number);
  decide(context, proposal, "dismissed");
  const isOfSource = proposal["field"] === "sources" && proposal["operation"] === "add";
  return { id, draft: isOfSource ? draftInstead(context, id, proposal) : null };
}

function draftInstead(
  context: WriteContext,
  item: string,
  { source, item: of }: Row,
): string | null {
  const { writer } = context;
  const row = writer.get(
    `select e.key, e.source, e.number, e.imported_at, d.reading
     from source_developments d join source_editions e on e.key = d.edition
     where d.item = ? and e.source = ? and d.reading is not null order by e.number desc limit 1`,
    item,
    source as string,
  );
  if (row === undefined) return null;
  const development = JSON.parse(row["reading"] as string) as ReadDevelopment;
  // What else the source offered to this item belongs to the other now.
  const others = writer.all(
    "select item, number from item_proposals where item = ? and source = ? and state = 'pending' and operation = 'add' and field = 'citations'",
    of as string,
    source as string,
  );
  for (const other of others) decide(context, other, "dismissed");
  const edition = row as unknown as Edition;
  return new Writing(context, edition, { unmatched: [] }).create(development).item;
}

/**
 * Ends doubts without a change: what was read is right.
 * @param fields JSON Pointers of the doubts; null for all
 * @returns the item's id
 */
export function settleDoubts(
  context: WriteContext,
  named: string,
  fields: readonly string[] | null,
  faults: Faults,
  heard: Heard,
): string {
  const { writer } = context;
  const { id } = readCurrent(context, items, named, heard);
  const doubts = importOf(context, id)?.doubts ?? [];
  const isMeant = ({ field }: Doubt) => fields === null || fields.includes(field);
  for (const [i, field] of (fields ?? []).entries()) {
    if (doubts.some((doubt) => doubt.field === field)) continue;
    const others = [...new Set(doubts.map((doubt) => doubt.field))];
    faults.pointer(`/fields/${i}`, `The item has no doubt about '${field}'.`, { allowed: others });
  }
  faults.throwIfAny();
  const left = doubts.filter((doubt) => !isMeant(doubt));
  if (left.length === doubts.length) return id;
  writer.run(`update ${IMPORTS} set doubts = ? where item = ?`, JSON.stringify(left), id);
  showReviewOtherwise(writer, id);
  return id;
}

/** The fields that an item's doubts are about, in words. */
export const doubtedFields = (doubts: readonly Doubt[]): string =>
  [...new Set(doubts.map(({ field }) => fieldOf(field) || "the whole item"))].join(", ");
