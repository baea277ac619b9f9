import type { JsonObject } from "../../fields/field.ts";
import { isObject } from "../../fields/field.ts";
import type { WriteContext } from "../../resources/define.ts";
import { items } from "../../resources/items/resource.ts";
import { normalizeUrl } from "../../values/urls.ts";
import { contentOf, writable } from "./content.ts";
import type { Drafted } from "./draft.ts";
import { propose } from "./proposals.ts";

/**
 * Offers an item another source that reports it, and what that cites, where the item does not have
 * them yet.
 * @returns whether anything is proposed that was not before
 */
export function proposeSource(
  context: WriteContext,
  item: string,
  { source, number }: { source: string; number: number },
  { body }: Drafted,
): boolean {
  const content = contentOf(context.writer, items, item);
  const about = { item, source, edition: number, operation: "add", current: null } as const;
  const reason = "The source reports the same development.";
  let isNew = false;
  const has = (content["sources"] as JsonObject[]).some(({ id }) => id === source);
  if (!has) {
    const [proposed = null] = body["sources"] as JsonObject[];
    isNew = propose(context, {
      ...about,
      pointer: "/sources/-",
      field: "sources",
      proposed,
      reason,
    });
  }
  const cited = new Set((writable(content["citations"] ?? []) as JsonObject[]).map(keyOf));
  for (const citation of body["citations"] as JsonObject[]) {
    if (!isObject(citation) || cited.has(keyOf(citation))) continue;
    const proposal = { ...about, pointer: "/citations/-", field: "citations", proposed: citation };
    isNew = propose(context, { ...proposal, reason }) || isNew;
  }
  return isNew;
}

const keyOf = ({ url, text }: JsonObject): string =>
  typeof url === "string" ? normalizeUrl(url) : `text ${String(text)}`;
