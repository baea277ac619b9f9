/** A part of a text: `text.slice(start, end)`, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** A run of characters of a passage that stand together in the text as well. */
interface Run {
  /** Where it begins in the passage. */
  from: number;
  /** Where it begins in the text. */
  start: number;
  length: number;
}

/**
 * What a part of a document says, as a reader takes it in: without marks of footnotes or of Markdown,
 * on one line, with one space between words. It knows where in the document each character stands.
 */
export class Passage {
  readonly text: string;
  private readonly runs: readonly Run[];

  private constructor(text: string, runs: readonly Run[]) {
    this.text = text;
    this.runs = runs;
  }

  /**
   * The passage that pieces of a document add up to, in order. White space at the ends of a piece and
   * within it is one space; none is put between pieces.
   */
  static of(document: string, pieces: readonly Span[]): Passage {
    const runs: Run[] = [];
    const words: string[] = [];
    let length = 0;
    for (const piece of pieces) {
      for (const { 0: word, index } of document
        .slice(piece.start, piece.end)
        .matchAll(/\S+|\s+/g)) {
        const isSpace = /^\s/.test(word);
        if (isSpace && (words.length === 0 || words.at(-1) === " ")) continue;
        const written = isSpace ? " " : word;
        runs.push({ from: length, start: piece.start + index, length: written.length });
        words.push(written);
        length += written.length;
      }
    }
    // Asking a string that grows for its end costs as much as copying it.
    const trimmed = words.join("").trimEnd();
    const kept = runs.filter(({ from }) => from < trimmed.length);
    return new Passage(trimmed, kept);
  }

  /** Where the whole passage stands in the document. */
  get span(): Span {
    return this.spanOf(0, this.text.length);
  }

  /** Where the characters from one index up to another stand in the document. */
  spanOf(from: number, to: number): Span {
    if (this.runs.length === 0) return { start: 0, end: 0 };
    return { start: this.offsetOf(from), end: this.offsetOf(Math.max(from, to - 1)) + 1 };
  }

  private offsetOf(index: number): number {
    let [low, high] = [0, this.runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.runs[middle] as Run).from <= index) low = middle;
      else high = middle - 1;
    }
    const { from, start, length } = this.runs[low] as Run;
    return start + Math.min(index - from, Math.max(0, length - 1));
  }
}
