import type { Asked, Question } from "../search/brute-force.ts";
import { matcherOf, plainly } from "../search/brute-force.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { Viewer } from "./meanings.ts";

/** Where a search looks in a record, and what it finds there by a plain search in each text. */

type Texts = readonly (string | null)[];

export interface SearchedTexts<R> {
  title(record: R): Texts;
  summary(record: R): Texts;
  /** The names of what it belongs or links to, as far as the viewer sees those. */
  linked?(record: R, viewer: Viewer): Texts;
}

const plainTexts = new Map<string, string>();

function plain(text: string): string {
  let known = plainTexts.get(text);
  if (known === undefined) {
    known = plainly(text);
    plainTexts.set(text, known);
  }
  return known;
}

const present = (texts: Texts): string[] => texts.filter((text) => text !== null);

/**
 * How well a record matches: 0 if its titles have all that is asked for, 1 if they and its summary
 * do, 2 if the linked names are needed too; null if it does not. What is excluded is nowhere.
 */
export function matcherOfQuestion<R>(
  texts: SearchedTexts<R>,
  question: Question,
  viewer: Viewer,
): (record: R) => number | null {
  const groups = question.map((group) =>
    group.map((asked) => ({ isExcluded: asked.isExcluded, has: matcherOf(asked) })),
  );
  return (record) => {
    if (groups.length === 0) return 0;
    const title = present(texts.title(record)).map(plain);
    const own = [...title, ...present(texts.summary(record)).map(plain)];
    const all = [...own, ...present(texts.linked?.(record, viewer) ?? []).map(plain)];
    const tier = [title, own, all].findIndex((scope) =>
      groups.every((group) =>
        group.some(({ isExcluded, has }) => (isExcluded ? !all.some(has) : scope.some(has))),
      ),
    );
    return tier === -1 ? null : tier;
  };
}

/** Every text that a search may find something by, as samples. */
export const textsIn = <R>(texts: SearchedTexts<R>, records: readonly R[]): string[] => [
  ...new Set(
    records.flatMap((record) => [
      ...present(texts.title(record)),
      ...present(texts.summary(record)),
      ...present(texts.linked?.(record, "keyed") ?? []),
    ]),
  ),
];

const isAsked = (text: string) => plainly(text).trim() !== "";
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

/** A piece of one of the texts, often spelled otherwise than there. */
function randomPiece(random: SeededRandom, texts: readonly string[], words: number): string {
  for (;;) {
    const all = random.pick(texts).split(/\s+/u);
    const begin = random.between(0, all.length - 1);
    const piece = all
      .slice(begin, begin + words)
      .join(" ")
      .replace(/^[-－(（]+|["＂“”„‟*＊]/gu, "");
    if (!isAsked(piece)) continue;
    const characters = [...piece];
    const isUnspaced = /^[\p{scx=Han}\p{scx=Katakana}]/u.test(piece);
    const from = isUnspaced ? random.between(0, characters.length - 1) : 0;
    const part = characters.slice(from, from + random.between(1, 3)).join("");
    const form = random.pick([
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      (text: string) => text.normalize("NFD"),
      fullWidth,
      ...(isUnspaced && isAsked(part) ? [() => part, () => part, () => part] : []),
    ]);
    const asked = form(piece).replace(/^[-－(（]+|["＂“”„‟*＊]/gu, "");
    if (isAsked(asked) && asked !== "OR") return asked;
  }
}

function randomAsked(random: SeededRandom, texts: readonly string[]): Asked {
  const isQuoted = random.chance(0.3);
  const piece = randomPiece(random, texts, isQuoted ? random.between(1, 3) : 1);
  const hasStar = random.chance(0.25);
  const isCut = hasStar && !isQuoted && /^[a-z]{3,}$/i.test(piece);
  return {
    text: isCut ? piece.slice(0, random.between(1, piece.length)) : piece,
    isExcluded: random.chance(0.15),
    isQuoted,
    hasStar,
  };
}

/** A search for pieces of the texts: mostly one or two, seldom with an alternative or without. */
export const randomQuestion = (random: SeededRandom, texts: readonly string[]): Question =>
  Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () =>
    Array.from({ length: random.pick([1, 1, 1, 2]) }, () => randomAsked(random, texts)),
  );
