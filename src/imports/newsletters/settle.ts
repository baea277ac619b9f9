import type { Row, StatementCache } from "../../db/database.ts";
import type { Json } from "../../fields/field.ts";
import type { Change, Resource, WriteContext } from "../../resources/define.ts";
import { updateRecord } from "../../records/store.ts";
import { comparable, contentFrom, contentOf, isSame, writable } from "./content.ts";
import type { Doubt, Offset } from "./review.ts";
import { IMPORTS, PROPOSALS } from "./review.ts";

/** What follows for an item's review when the item is written, by whomever. */

/** The field that a pointer leads to or into: `issuing_bodies` for `/issuing_bodies/0`. */
export const fieldOf = (pointer: string): string => pointer.split("/")[1] ?? "";

/**
 * Ends the doubts about fields that were edited since the import, and the offsets that say where
 * those came from; ends what was proposed and is so now. Publishing ends all doubts and offsets.
 */
export function settleReview(context: WriteContext, items: Resource, change: Change): void {
  const { writer } = context;
  const { id, before, after } = change;
  if (before === null || after === null) return;
  const read = writer.get(`select wrote, doubts, offsets from ${IMPORTS} where item = ?`, id);
  const proposals = writer.all(
    `select number, field, proposed from ${PROPOSALS} where item = ? and state = 'pending'
       and resource = 'items' and operation = 'set'`,
    id,
  );
  const isPublished = after["state"] === "published";
  const isOpen = read !== undefined && (read["doubts"] !== "[]" || read["offsets"] !== "[]");
  if (isOpen && isPublished) {
    writer.run(`update ${IMPORTS} set doubts = '[]', offsets = '[]' where item = ?`, id);
  }
  if (proposals.length === 0 && !(isOpen && !isPublished)) return;
  const now = contentOf(writer, items, id);
  if (isOpen && !isPublished) {
    const wrote = JSON.parse(read["wrote"] as string) as Record<string, Json>;
    const isEdited = ({ field }: Doubt | Offset) => {
      const name = fieldOf(field);
      return name in wrote && !isSame(wrote[name], comparable(now[name] ?? null));
    };
    const left = (column: "doubts" | "offsets") =>
      JSON.stringify((JSON.parse(read[column] as string) as Doubt[]).filter((e) => !isEdited(e)));
    writer.run(
      `update ${IMPORTS} set doubts = ?, offsets = ? where item = ?`,
      left("doubts"),
      left("offsets"),
      id,
    );
  }
  for (const proposal of proposals) settleProposal(context, items, id, proposal, now);
}

function settleProposal(
  { writer, now: at, writtenBy }: WriteContext,
  items: Resource,
  id: string,
  { number, field, proposed }: Row,
  now: Record<string, Json>,
): void {
  const name = field as string;
  const current = now[name] ?? null;
  const wanted = contentFrom(writer, items, { [name]: JSON.parse(proposed as string) as Json }, id);
  if (isSame(comparable(wanted[name] ?? null), comparable(current))) {
    writer.run(
      `update ${PROPOSALS} set state = 'accepted', decided_at = ?, decided_by = ? where item = ? and number = ?`,
      at,
      writtenBy,
      id,
      number as number,
    );
    return;
  }
  writer.run(
    `update ${PROPOSALS} set current = ? where item = ? and number = ?`,
    JSON.stringify(writable(current)),
    id,
    number as number,
  );
}

/** Whether an import made an item. */
export const wasImported = (writer: StatementCache, item: string): boolean =>
  writer.get(`select 1 from ${IMPORTS} where item = ?`, item) !== undefined;

/**
 * Publishes what came with an item as drafts, since the item would lead to nothing without it: the
 * instruments and sources that imports made. What people made as drafts waits for them.
 */
export function publishWhatCameWith(
  context: WriteContext,
  item: string,
  resources: Partial<Record<"instruments" | "sources", Resource>>,
): void {
  for (const [name, ids] of draftsWith(context, item)) {
    const found = resources[name];
    if (found === undefined) continue;
    for (const id of ids) {
      const content = contentOf(context.writer, found, id);
      updateRecord(context, found, id, { ...content, state: "published" });
    }
  }
}

/** The drafts that would be published with an item. */
export function draftsWith(
  { writer }: Pick<WriteContext, "writer">,
  item: string,
): [resource: "instruments" | "sources", ids: string[]][] {
  const instruments = writer.column(
    `select t.id from item_instruments l join instruments t on t.id = l.target
       join instrument_imports m on m.instrument = t.id
     where l.owner = ? and t.state = 'draft' order by l.position`,
    item,
  ) as string[];
  const sources = writer.column(
    `select distinct t.id from item_sources l join sources t on t.id = l.target
       join source_editions e on e.source = t.id and e.made_source = 1
     where l.owner = ? and t.state = 'draft'`,
    item,
  ) as string[];
  return [
    ["instruments", instruments],
    ["sources", sources],
  ];
}
