import { startsUnspaced } from "./folding.ts";
import type { Occurrence } from "./occurrences.ts";
import type { Token } from "./tokens.ts";

/** A stretch of a text, in UTF-16 offsets, `end` exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

/** Occurrences that overlap or touch, as one stretch; `occurrences` in the order of the text. */
export interface Mark extends Stretch {
  occurrences: readonly Occurrence[];
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
/** What is longer is no character that anybody reads, and must not stretch a snippet. */
const LONGEST_GRAPHEME = 64;

/**
 * The piece of a text to show: of the pieces with the most different leaves the earliest, with as
 * much around it as fits, in all at most `characters` UTF-16 units. It starts and ends between
 * words where words have spaces, and never inside of a character or of a mark, unless that mark is
 * longer than the piece.
 */
export function snippetOf(
  text: string,
  tokens: readonly Token[],
  marks: readonly Mark[],
  characters: number,
): Stretch {
  if (text.length <= characters) return { start: 0, end: text.length };
  const core = coreOf(text, marks, characters);
  const lead = Math.max(0, Math.floor((characters - (core.end - core.start)) / 2));
  const to = Math.min(text.length, Math.max(0, core.start - lead) + characters);
  const from = Math.min(core.start, Math.max(0, to - characters));
  return {
    start: startAfter(from, core.start, text, tokens, marks),
    end: endBefore(Math.max(to, core.end), core.end, text, tokens, marks),
  };
}

/** The marks that the piece is chosen for. */
function coreOf(text: string, marks: readonly Mark[], characters: number): Stretch {
  const cores = marks.map((mark) => fitting(text, mark, characters));
  const leaves = new Set<number>();
  for (const { occurrences } of cores) for (const { leaf } of occurrences) leaves.add(leaf);
  const counts = new Map<number, number>();
  let best: Stretch | undefined;
  let most = 0;
  let next = 0;
  for (const [i, first] of cores.entries()) {
    for (let core = cores[next]; core && core.end - first.start <= characters; core = cores[next]) {
      for (const { leaf } of core.occurrences) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
      next += 1;
    }
    if (counts.size > most || best === undefined) {
      most = counts.size;
      best = { start: first.start, end: cores[Math.max(i, next - 1)]?.end ?? first.end };
    }
    if (most === leaves.size) break;
    for (const { leaf } of first.occurrences) {
      const count = (counts.get(leaf) ?? 0) - 1;
      if (count > 0) counts.set(leaf, count);
      else counts.delete(leaf);
    }
  }
  return best ?? { start: 0, end: 0 };
}

/** The beginning of a mark that is too long to be shown. */
function fitting(text: string, mark: Mark, characters: number): Mark {
  if (mark.end - mark.start <= characters) return mark;
  const limit = mark.start + characters;
  const occurrences = mark.occurrences.filter(({ end }) => end <= limit);
  const end = occurrences.reduce((latest, occurrence) => Math.max(latest, occurrence.end), 0);
  if (occurrences.length > 0) return { start: mark.start, end, occurrences };
  const cut = characterAround(text, limit)?.start ?? limit;
  return {
    start: mark.start,
    end: cut > mark.start ? cut : limit,
    occurrences: mark.occurrences.slice(0, 1),
  };
}

function startAfter(
  from: number,
  latest: number,
  text: string,
  tokens: readonly Token[],
  marks: readonly Mark[],
): number {
  if (from === 0) return 0;
  let start = around(marks, from)?.end ?? from;
  start = wordAround(tokens, start)?.end ?? start;
  const character = characterAround(text, start);
  if (character !== undefined) start = character.end <= latest ? character.end : character.start;
  if (start >= latest) return Math.min(start, latest);
  while (start < latest && /\s/u.test(text.charAt(start))) start += 1;
  return start;
}

function endBefore(
  to: number,
  earliest: number,
  text: string,
  tokens: readonly Token[],
  marks: readonly Mark[],
): number {
  if (to === text.length) return to;
  let end = to;
  for (const stretch of [around(marks, end), wordAround(tokens, end)]) {
    if (stretch !== undefined && stretch.start >= earliest) end = Math.min(end, stretch.start);
  }
  const character = characterAround(text, end);
  if (character !== undefined) {
    end = character.start >= earliest ? character.start : character.end;
  }
  while (end > earliest && /\s/u.test(text.charAt(end - 1))) end -= 1;
  return end;
}

function wordAround(tokens: readonly Token[], offset: number): Stretch | undefined {
  const token = around(tokens, offset);
  return token === undefined || startsUnspaced(token.text) ? undefined : token;
}

/** The stretch, of those in order, that an offset is strictly inside of. */
function around<T extends Stretch>(stretches: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.start ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  const before = stretches[low - 1];
  return before !== undefined && offset < before.end ? before : undefined;
}

/** The user-perceived character that an offset is strictly inside of. UAX 29. */
function characterAround(text: string, offset: number): Stretch | undefined {
  const grapheme = graphemes.segment(text).containing(offset);
  if (grapheme === undefined || grapheme.index === offset) return undefined;
  const { index, segment } = grapheme;
  if (segment.length <= LONGEST_GRAPHEME) return { start: index, end: index + segment.length };
  const isInsidePair = (text.codePointAt(offset - 1) ?? 0) > 0xffff;
  return isInsidePair ? { start: offset - 1, end: offset + 1 } : undefined;
}
