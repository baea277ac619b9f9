import type { Span } from "../passage.ts";
import type { KeptText } from "./kept-text.ts";
import type { Entry } from "./outline.ts";

/** Longer beginnings are sentences. */
const LONGEST = 200;

/** So many of the developments without a headline begin so where it is the document's way. */
const MOST = 0.75;

/** `Data Strategy: On 4 September …`, `Ruling on Clinics – The court …` */
const LED =
  /^(?!(?:on|in|am|le)\s\d)([^:：.。!?]{8,120}?)(?:[:：]\s|\s[-–—]\s)(?=[\p{Lu}\p{Lo}“"‘])/iu;

/** `Cascadia Enacts a Privacy Law. On March 3, …` */
const ENDED = /^([^.。!?]{12,200})\.\s(?=[\p{Lu}“"])/u;

/**
 * Gives a headline to paragraphs that begin with one on the same line, where nearly all do: with a
 * colon or a dash after it, or as words in capitals with a full stop.
 */
export function readRunInHeads(kept: KeptText, entries: readonly Entry[]): void {
  const open = entries.filter(({ hasHeadline }) => !hasHeadline);
  if (open.length < 2) return;
  for (const pattern of [LED, ENDED]) {
    const heads = open.map((entry) => headOf(kept, entry, pattern));
    if (heads.filter((head) => head !== null).length < open.length * MOST) continue;
    for (const [i, entry] of open.entries()) {
      const head = heads[i] ?? null;
      if (head === null) continue;
      entry.hasHeadline = true;
      entry.opening.block.bold = head;
    }
    return;
  }
}

function headOf(kept: KeptText, { opening }: Entry, pattern: RegExp): Span | null {
  const { body } = opening.block;
  const [piece] = kept.pieces(body);
  if (opening.block.bold !== null || opening.isDated || piece === undefined) return null;
  const text = kept.document.slice(piece.start, Math.min(piece.end, piece.start + LONGEST + 40));
  const head = pattern.exec(text)?.[1];
  if (head === undefined || (pattern === ENDED && !isCapitalized(head))) return null;
  return { start: piece.start, end: piece.start + head.length };
}

/** As titles are written in English: nearly all words that matter have a capital. */
function isCapitalized(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}'’-]{3,}/gu) ?? [];
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  return capitals >= 3 && capitals >= words.length * 0.8;
}
