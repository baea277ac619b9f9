import type { Json, JsonObject } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import { patchRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { items } from "../../resources/items/resource.ts";
import { normalizeUrl } from "../../values/urls.ts";
import {
  comparable,
  comparableFields,
  contentFrom,
  contentOf,
  isSame,
  mergeLists,
  writable,
} from "./content.ts";
import type { Drafted } from "./draft.ts";
import { ITEM_FIELDS } from "./draft.ts";
import type { Made } from "./instruments.ts";
import { propose, withdrawSet } from "./proposals.ts";
import type { Doubt } from "./review.ts";
import { IMPORTS, showReviewOtherwise } from "./review.ts";
import { fieldOf } from "./settle.ts";

/** Items that imports made: what they said is kept, so that an edit is known from it. */

export interface ItemImport {
  source: string;
  edition: number;
  wrote: JsonObject;
  made: Made;
  doubts: Doubt[];
  raised: Doubt[];
}

/** What the import that made an item said; null for an item that no import made. */
export function importOf({ writer }: WriteContext, item: string): ItemImport | null {
  const row = writer.get(`select * from ${IMPORTS} where item = ?`, item);
  if (row === undefined) return null;
  const read = <T>(column: string) => JSON.parse(row[column] as string) as T;
  return {
    source: row["source"] as string,
    edition: row["edition"] as number,
    wrote: read("wrote"),
    made: read("made"),
    doubts: read("doubts"),
    raised: read("raised"),
  };
}

/** Writes down what an import says of an item that it made. */
export function noteImport(
  { writer }: WriteContext,
  item: string,
  { source, number }: { source: string; number: number },
  {
    wrote,
    made,
    doubts,
    raised,
    offsets,
  }: {
    wrote: JsonObject;
    made: Made;
    doubts: readonly Doubt[];
    raised: readonly Doubt[];
    offsets: Drafted["offsets"];
  },
): void {
  writer.run(
    `insert into ${IMPORTS} (item, source, edition, wrote, made, doubts, raised, offsets)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     on conflict (item) do update set edition = ?3, wrote = ?4, made = ?5, doubts = ?6, raised = ?7, offsets = ?8`,
    item,
    source,
    number,
    JSON.stringify(wrote),
    JSON.stringify(made),
    JSON.stringify(doubts),
    JSON.stringify(raised),
    JSON.stringify(offsets),
  );
  showReviewOtherwise(writer, item);
}

/** What an import says of a new item. */
export const saidOf = ({ writer }: WriteContext, item: string): JsonObject =>
  comparableFields(contentOf(writer, items, item), ITEM_FIELDS);

const REASON =
  "The source says so now, and the item was edited or published since it was imported.";

/**
 * Brings an item that an import made to what its source says now. A draft's fields change where
 * nobody edited them; what a person edited or published stays, and the difference is proposed.
 */
export function updateItem(
  context: WriteContext,
  item: string,
  edition: { source: string; number: number },
  { body }: Drafted,
  before: ItemImport,
): { wrote: JsonObject; isChanged: boolean; isProposed: boolean; edited: Set<string> } {
  const { writer } = context;
  const now = contentOf(writer, items, item);
  const wishes = {
    ...body,
    citations: identified(now["citations"] ?? [], body["citations"] ?? []),
  };
  const wanted = contentFrom(writer, items, wishes, item);
  const wrote = { ...before.wrote };
  const updates: JsonObject = {};
  const edited = new Set<string>();
  let isProposed = false;
  for (const field of ITEM_FIELDS) {
    const [is, was] = [comparable(now[field] ?? null), before.wrote[field] ?? null];
    const wish = comparable(wanted[field] ?? null);
    wrote[field] = wish;
    if (isSame(wish, is)) continue;
    const isEdited = !isSame(is, was);
    if (isEdited) edited.add(field);
    if (isSame(wish, was)) continue;
    withdrawSet(writer, item, field, edition.source);
    if (!isEdited && now["state"] === "draft") {
      updates[field] = (wishes as JsonObject)[field] as Json;
      continue;
    }
    const current = writable(now[field] ?? null);
    const written = writable(wanted[field] ?? null);
    const isNew = propose(context, {
      item,
      source: edition.source,
      edition: edition.number,
      pointer: `/${field}`,
      field,
      operation: "set",
      current,
      proposed:
        Array.isArray(written) && Array.isArray(current)
          ? mergeLists(was as Json[], wish as Json[], current)
          : written,
      reason: REASON,
    });
    isProposed ||= isNew;
  }
  const isChanged = Object.keys(updates).length > 0;
  if (isChanged) patchRecord(context, items, item, requestOf(updates));
  return { wrote, isChanged, isProposed, edited };
}

const requestOf = (body: JsonObject) => ({ body, faults: new Faults(), matches: () => true });

/** Citations with the ids of those that they are already, so that these are not made anew. */
function identified(current: Json, wanted: Json): Json {
  const known = (writable(current) as JsonObject[]).map((citation) => ({
    key: keyOf(citation),
    id: citation["id"] as string,
  }));
  return (wanted as JsonObject[]).map((citation) => {
    const index = known.findIndex(({ key }) => key === keyOf(citation));
    return index < 0 ? citation : { id: known.splice(index, 1)[0]?.id as string, ...citation };
  });
}

const keyOf = ({ url, text }: JsonObject): string =>
  typeof url === "string" ? normalizeUrl(url) : `text ${String(text)}`;

/** What is to be looked at now: not what was settled before, nor what a person edited. */
export function openDoubts(
  raised: readonly Doubt[],
  before: ItemImport,
  edited: ReadonlySet<string>,
): Doubt[] {
  const has = (list: readonly Doubt[], doubt: Doubt) =>
    list.some(({ field, detail }) => field === doubt.field && detail === doubt.detail);
  return raised.filter(
    (doubt) =>
      !edited.has(fieldOf(doubt.field)) &&
      (has(before.doubts, doubt) || !has(before.raised, doubt)),
  );
}

/** Whether an item is there, or what took its place, or null where it was deleted. */
export function presentItem({ writer }: WriteContext, item: string): string | null {
  let id: string | null = item;
  for (let steps = 0; id !== null && steps < 100; steps++) {
    const found = writer.get("select id from items where id = ?", id);
    if (found !== undefined) return found["id"] as string;
    const next = writer.get(
      "select merged_into from tombstones where resource = 'items' and id = ?",
      id,
    );
    id = (next?.["merged_into"] as string | null | undefined) ?? null;
  }
  return null;
}
