import type { JsonObject } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import type { Leaf } from "./grammar.ts";
import { highlight } from "./highlight.ts";

/** About how long a snippet of a longer text is, in characters. */
const SNIPPET = 240;

/**
 * A record's JSON with `match` after its fields: where the words that were searched for stand, as
 * HTML, in the first of its titles that has any, and around them in its other text.
 * @param whole the whole record, `shown` what of it is to be shown
 */
export function marked(
  whole: Buffer,
  shown: Buffer,
  { search }: Resource,
  leaves: readonly Leaf[],
): Buffer {
  const record = JSON.parse(whole.toString()) as JsonObject;
  const first = (columns: readonly string[], characters: number | null): string | null => {
    for (const column of columns) {
      for (const text of [record[column] ?? []].flat()) {
        const found = typeof text === "string" ? highlight(text, leaves, { characters }) : null;
        if (found !== null) return found;
      }
    }
    return null;
  };
  const match = { title: first(search.title, null), summary: first(search.summary, SNIPPET) };
  return Buffer.concat([shown.subarray(0, -1), Buffer.from(`,"match":${JSON.stringify(match)}}`)]);
}
