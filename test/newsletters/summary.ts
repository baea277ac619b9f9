import type { Layout } from "../../src/newsletters/layout.ts";

/** What a document beside it is expected to be split into: the JSON files in `documents`. */
export interface Expected {
  title: string | null;
  head: string[];
  developments: {
    sections: string[];
    headline: string | null;
    /** How many there are, and the first and last words of the whole text. */
    paragraphs: number;
    begins: string;
    ends: string;
    notes: { mark: string | null; url: string | null; text: string | null }[];
  }[];
  left: string[];
  warnings: string[];
}

/** A layout as such files have it. */
export function summaryOf({ title, head, developments, left, warnings }: Layout): Expected {
  return {
    title: title?.text ?? null,
    head: head.map(({ text }) => text),
    developments: developments.map(({ sections, headline, paragraphs, notes }) => ({
      sections: [...sections],
      headline: headline?.text ?? null,
      paragraphs: paragraphs.length,
      begins: (paragraphs[0]?.text ?? "").slice(0, 24),
      ends: (paragraphs.at(-1)?.text ?? "").slice(-24),
      notes: notes.map(({ mark, url, text }) => ({ mark, url, text })),
    })),
    left: left.map(({ kind }) => kind),
    warnings: warnings.map(({ code }) => code),
  };
}
