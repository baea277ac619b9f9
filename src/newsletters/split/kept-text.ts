import type { Span } from "../passage.ts";
import { Passage } from "../passage.ts";

/**
 * A document of which some characters are not read: marks of footnotes and of Markdown, tags,
 * characters without width, addresses that became notes.
 */
export class KeptText {
  readonly document: string;
  private cuts: Span[] = [];
  private isSorted = true;

  constructor(document: string) {
    this.document = document;
  }

  cut(start: number, end: number): void {
    const last = this.cuts.at(-1);
    if (last !== undefined && start < last.end) this.isSorted = false;
    this.cuts.push({ start, end });
  }

  /** The parts of a stretch that are read, in order. */
  pieces({ start, end }: Span): Span[] {
    const cuts = this.sorted();
    const pieces: Span[] = [];
    let at = start;
    for (let i = firstAfter(cuts, start); i < cuts.length; i++) {
      const cut = cuts[i] as Span;
      if (cut.start >= end) break;
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

  /** Cuts in order, none within or over another. */
  private sorted(): readonly Span[] {
    if (this.isSorted) return this.cuts;
    this.cuts.sort((a, b) => a.start - b.start || b.end - a.end);
    const apart: Span[] = [];
    for (const cut of this.cuts) {
      const last = apart.at(-1);
      if (last !== undefined && cut.start < last.end) last.end = Math.max(last.end, cut.end);
      else apart.push({ ...cut });
    }
    this.cuts = apart;
    this.isSorted = true;
    return apart;
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
