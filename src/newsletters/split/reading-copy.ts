import type { KeptText } from "./kept-text.ts";
import type { Line } from "./lines.ts";

/**
 * What is read of a document, with each paragraph on a line of its own: in it a mark stands beside the
 * word that it belongs to, whatever markup is between them.
 */
export interface ReadingCopy {
  text: string;
  /** Where each character stands in the document. */
  offsets: Int32Array;
}

export function readingCopyOf(
  kept: KeptText,
  lines: readonly Line[],
  continues: readonly boolean[],
): ReadingCopy {
  const offsets = new Int32Array(kept.document.length + lines.length);
  const parts: string[] = [];
  let length = 0;
  for (const [i, line] of lines.entries()) {
    for (const { start, end } of kept.pieces(line)) {
      parts.push(kept.document.slice(start, end));
      for (let at = start; at < end; at++) offsets[length++] = at;
    }
    parts.push(continues[i + 1] === true ? " " : "\n");
    offsets[length++] = line.end;
  }
  return { text: parts.join(""), offsets: offsets.subarray(0, length) };
}
