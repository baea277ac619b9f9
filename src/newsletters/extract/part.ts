import type { Unit } from "../../references/names.ts";
import { unitsOf } from "../../references/names.ts";
import { plainText } from "../../references/plain-text.ts";
import type { Development } from "../layout.ts";
import type { Passage, Span } from "../passage.ts";
import type { Stretch } from "./sentences.ts";
import { sentencesOf } from "./sentences.ts";

/** The headline or a paragraph of a development, made ready for reading. */
export interface Part {
  isHeadline: boolean;
  passage: Passage;
  text: string;
  /** `plainText`: the same places, one spelling of signs. */
  plain: string;
  units: readonly Unit[];
  sentences: readonly Sentence[];
}

/** A sentence and its number in the development: the headline's are before those of the text. */
export interface Sentence extends Stretch {
  /** 0 for the first of the text; -1 for all of the headline. */
  number: number;
}

/** A place in a part of a development. */
export interface Place {
  part: Part;
  start: number;
  /** Exclusive. */
  end: number;
}

/** The parts of a development, the headline first. */
export function partsOf({ headline, paragraphs }: Development): Part[] {
  const parts: Part[] = [];
  if (headline !== null) parts.push(partOf(headline, true, 0));
  let number = 0;
  for (const paragraph of paragraphs) {
    const part = partOf(paragraph, false, number);
    number += part.sentences.length;
    parts.push(part);
  }
  return parts;
}

function partOf(passage: Passage, isHeadline: boolean, first: number): Part {
  const { text } = passage;
  const plain = plainText(text);
  const sentences = sentencesOf(plain).map((stretch, i) => ({
    ...stretch,
    number: isHeadline ? -1 : first + i,
  }));
  return { isHeadline, passage, text, plain, units: unitsOf(text), sentences };
}

export const spanOf = ({ part, start, end }: Place): Span => part.passage.spanOf(start, end);

/** The sentence in which a place begins. */
export function sentenceAt({ part, start }: Pick<Place, "part" | "start">): Sentence {
  let [low, high] = [0, part.sentences.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((part.sentences[middle] as Sentence).start <= start) low = middle;
    else high = middle - 1;
  }
  return part.sentences[low] ?? { start: 0, end: part.text.length, number: 0 };
}

/** Whether two places of one part have a character in common. */
export const overlap = (one: Place, other: Place): boolean =>
  one.part === other.part && one.start < other.end && other.start < one.end;

/** A part's plain text with some places blanked out, so that nothing is found there. */
export function withoutPlaces(part: Part, places: readonly Place[]): string {
  let text = "";
  let at = 0;
  for (const { start, end } of [...places].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    text += part.plain.slice(at, Math.max(at, start)) + BLANK.repeat(end - Math.max(at, start));
    at = end;
  }
  return text + part.plain.slice(at);
}

/** What stands where something was blanked out: no letter, no space, no punctuation of sentences. */
export const BLANK = "\u25a1";
