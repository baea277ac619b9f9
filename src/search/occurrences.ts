import { startsUnspaced } from "./folding.ts";
import type { Leaf } from "./grammar.ts";
import type { Token } from "./tokens.ts";

/** Where a text has a leaf: UTF-16 offsets, `end` exclusive; `leaf` is its place in the list given. */
export interface Occurrence {
  start: number;
  end: number;
  leaf: number;
}

/** Everywhere that a text, given as its tokens, has any of the leaves, in the order of the text. */
export function occurrencesOf(tokens: readonly Token[], leaves: readonly Leaf[]): Occurrence[] {
  const positions = positionsOf(tokens);
  const sortedTexts = leaves.some(({ prefix }) => prefix) ? [...positions.keys()].sort() : [];
  const occurrences: Occurrence[] = [];
  for (const [number, leaf] of leaves.entries()) {
    for (const position of startsOf(leaf, tokens, positions, sortedTexts)) {
      const first = tokens[position];
      const last = tokens[position + leaf.tokens.length - 1];
      if (first === undefined || last === undefined) continue;
      const end = leaf.prefix ? endOfPrefixed(last, tokens[last.position + 1]) : last.end;
      occurrences.push({ start: first.start, end, leaf: number });
    }
  }
  return occurrences.sort((a, b) => a.start - b.start || a.end - b.end);
}

function positionsOf(tokens: readonly Token[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const { text, position } of tokens) {
    const known = positions.get(text);
    if (known === undefined) positions.set(text, [position]);
    else known.push(position);
  }
  return positions;
}

/** A word that starts so is pointed at as a whole, but of a pair of characters only the first. */
function endOfPrefixed(token: Token, next: Token | undefined): number {
  if (next === undefined || next.start === token.start || !startsUnspaced(token.text)) {
    return token.end;
  }
  return Math.min(next.start, token.end);
}

function startsOf(
  { tokens: wanted, prefix }: Leaf,
  tokens: readonly Token[],
  positions: ReadonlyMap<string, readonly number[]>,
  sortedTexts: readonly string[],
): readonly number[] {
  const last = wanted.at(-1);
  if (last === undefined) return [];
  const exact = prefix ? wanted.slice(0, -1) : wanted;
  if (exact.length === 0) {
    return textsStarting(sortedTexts, last).flatMap((text) => positions.get(text) ?? []);
  }
  if (exact.some((text) => !positions.has(text))) return [];
  if (wanted.length === 1) return positions.get(last) ?? [];
  const starts = phraseStarts(exact, tokens, positions);
  if (!prefix) return starts;
  return starts.filter((start) => tokens[start + exact.length]?.text.startsWith(last));
}

function textsStarting(sortedTexts: readonly string[], prefix: string): readonly string[] {
  let low = 0;
  let high = sortedTexts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sortedTexts[middle] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sortedTexts[end]?.startsWith(prefix)) end += 1;
  return sortedTexts.slice(low, end);
}

/** Where a phrase begins: it is looked for around the rarest of its words, unless that is everywhere. */
function phraseStarts(
  phrase: readonly string[],
  tokens: readonly Token[],
  positions: ReadonlyMap<string, readonly number[]>,
): number[] {
  let rarest = positions.get(phrase[0] ?? "") ?? [];
  let place = 0;
  for (const [i, text] of phrase.entries()) {
    const others = positions.get(text) ?? [];
    if (others.length < rarest.length) [rarest, place] = [others, i];
  }
  if (rarest.length * phrase.length > tokens.length)
    return startsAnywhere(phrase, tokens, positions);
  const starts: number[] = [];
  for (const position of rarest) {
    let i = 0;
    while (i < phrase.length && tokens[position - place + i]?.text === phrase[i]) i += 1;
    if (i === phrase.length) starts.push(position - place);
  }
  return starts;
}

/** Knuth, Morris and Pratt's search: linear also for a long phrase of one word repeated. */
function startsAnywhere(
  phrase: readonly string[],
  tokens: readonly Token[],
  positions: ReadonlyMap<string, readonly number[]>,
): number[] {
  const borders = bordersOf(phrase);
  const starts: number[] = [];
  let matched = 0;
  for (let i = positions.get(phrase[0] ?? "")?.[0] ?? tokens.length; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    while (matched > 0 && phrase[matched] !== text) matched = borders[matched - 1] ?? 0;
    if (phrase[matched] === text) matched += 1;
    if (matched === phrase.length) {
      starts.push(i - matched + 1);
      matched = borders[matched - 1] ?? 0;
    }
  }
  return starts;
}

/** For each beginning of the phrase, the length of its longest end that also begins it. */
function bordersOf(phrase: readonly string[]): number[] {
  const borders = [0];
  let length = 0;
  for (let i = 1; i < phrase.length; i++) {
    while (length > 0 && phrase[i] !== phrase[length]) length = borders[length - 1] ?? 0;
    if (phrase[i] === phrase[length]) length += 1;
    borders.push(length);
  }
  return borders;
}
