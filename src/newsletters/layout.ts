import type { Passage, Span } from "./passage.ts";

/** How a newsletter is laid out: what its parts are, before anything is said of their meaning. */
export interface Layout {
  /** What stands at the head of the document as its title; null where there is none. */
  title: Passage | null;
  /** Other lines at its head, such as a date, a publisher or an edition's number. */
  head: readonly Passage[];
  developments: readonly Development[];
  /** Parts that belong to no development: an introduction, a list of contents, a disclaimer. */
  left: readonly { kind: "introduction" | "contents" | "disclaimer" | "other"; span: Span }[];
  warnings: readonly Warning[];
}

/** One development: what it says, and where it says that it has it from. */
export interface Development {
  /** Its number in the document, from 1, in the order in which it stands there. */
  position: number;
  /** The headings that it stands under, outermost first: `["Enforcement"]`. */
  sections: readonly string[];
  /** Null where the development has none. */
  headline: Passage | null;
  /** The paragraphs and bullets of its text, in order. */
  paragraphs: readonly Passage[];
  notes: readonly Note[];
}

/** What documents a development: a footnote, a link, a "Source:" line. */
export interface Note {
  /** The mark by which the text refers to it, such as `12`; null where it stands in the text. */
  mark: string | null;
  /** Where the mark stands; null as above. */
  marked: Span | null;
  /** The address, as given; null for a note that has none. */
  url: string | null;
  /** What is printed besides the address; null where there is nothing. */
  text: string | null;
  /** Where the note itself stands. */
  span: Span;
}

/** Something about a document that an editor should look at. */
export interface Warning {
  /** `mark_without_note`, `note_without_mark`, … */
  code: string;
  detail: string;
  span: Span | null;
}
