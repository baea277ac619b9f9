import type { Span } from "../passage.ts";
import { Passage } from "../passage.ts";

/**
 * A document of which some characters are not read: marks of footnotes and of Markdown, tags,
 * characters without width, addresses that became notes.
 */
export class KeptText {
  readonly document: string;
  /** In order, none within or over another. */
  private cuts: Span[] = [];
  /**
   * Cuts that lie before the end of those. Who goes through the document cuts in its order and reads in
   * between: to sort all with each cut would cost as much as there are of them, each time.
   */
  private later: Span[] = [];
  private isLaterSorted = true;

  constructor(document: string) {
    this.document = document;
  }

  cut(start: number, end: number): void {
    const isAtEnd = this.later.length === 0 && start >= (this.cuts.at(-1)?.end ?? 0);
    const last = this.later.at(-1);
    if (last !== undefined && start < last.end) this.isLaterSorted = false;
    (isAtEnd ? this.cuts : this.later).push({ start, end });
  }

  /** The parts of a stretch that are read, in order. */
  pieces({ start, end }: Span): Span[] {
    if (!this.isLaterSorted) this.sort();
    const { cuts, later } = this;
    const pieces: Span[] = [];
    let [at, i, j] = [start, firstAfter(cuts, start), firstAfter(later, start)];
    for (;;) {
      const [next, other] = [cuts[i], later[j]];
      const cut =
        next === undefined || (other !== undefined && other.start < next.start) ? other : next;
      if (cut === undefined || cut.start >= end) break;
      if (cut === next) i++;
      else j++;
      if (cut.start > at) pieces.push({ start: at, end: cut.start });
      at = Math.max(at, cut.end);
    }
    if (at < end) pieces.push({ start: at, end });
    return pieces;
  }

  /** What several stretches say, one after another, as given. */
  passage(spans: readonly Span[]): Passage {
    return Passage.of(
      this.document,
      spans.flatMap((span) => this.pieces(span)),
    );
  }

  /** What a stretch says on one line: at most so many characters of it are looked at. */
  plain({ start, end }: Span, most = 1000): string {
    const looked = { start, end: Math.min(end, start + most) };
    let text = "";
    for (const piece of this.pieces(looked)) text += this.document.slice(piece.start, piece.end);
    return text.replace(/\s+/g, " ").trim();
  }

  /** What the end of a stretch says on one line. */
  plainEnd({ start, end }: Span, most = 300): string {
    return this.plain({ start: Math.max(start, end - most), end }, most);
  }

  /** Brings all cuts in order. */
  private sort(): void {
    const all = [...this.cuts, ...this.later].sort((a, b) => a.start - b.start || b.end - a.end);
    this.cuts = [];
    for (const cut of all) {
      const last = this.cuts.at(-1);
      if (last !== undefined && cut.start < last.end) last.end = Math.max(last.end, cut.end);
      else this.cuts.push(cut);
    }
    this.later = [];
    this.isLaterSorted = true;
  }
}

/** The first of spans in order that ends after a place. */
export function firstAfter(spans: readonly Span[], place: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
