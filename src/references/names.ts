import type { Piece } from "../search/runs.ts";
import { runsOf } from "../search/runs.ts";

/** A word, or a character of a script without spaces, folded, with its UTF-16 offsets. */
export interface Unit {
  text: string;
  start: number;
  end: number;
  isWord: boolean;
}

/** A text as the units by which names are compared; folded as searches fold. */
export function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  for (const run of runsOf(text)) {
    if (run.kind === "word") units.push(unitOf(run.word, true));
    else for (const character of run.characters) units.push(unitOf(character, false));
  }
  return units;
}

/** Named one by one, since a spread costs more than all the rest. */
const unitOf = ({ text, start, end }: Piece, isWord: boolean): Unit => ({
  text,
  start,
  end,
  isWord,
});

/** The form of a name that citations have and are looked up by; two spellings of it are alike. */
export const titleForm = (units: readonly Unit[]): string =>
  `title:${units.map(({ text }) => text).join(" ")}`;

/** Longer names, in words and characters, are not looked for in texts. */
export const LONGEST_NAME = 300;

/** What a name may leave out: who cites the law of their own country need not name it. A line each. */
const LEFT_OUT: readonly RegExp[] = [
  /^中华人民共和国(?=.{2})/,
  / of the People[’']s Republic of China$/,
];

/** All the names that an instrument is looked for by. */
export function namesOf(
  title: string,
  native: string | null,
  aliases: readonly string[],
): string[] {
  const names = new Set([title, ...aliases]);
  if (native !== null) names.add(native);
  for (const name of [...names]) {
    for (const part of LEFT_OUT) {
      if (part.test(name)) names.add(name.replace(part, ""));
    }
  }
  return [...names];
}

/** What follows the name of a draft within its title marks, and is no part of the name. */
export const DRAFT_MARK =
  /^[\s(（]*(?:草案|草案二次审议稿|草案三次审议稿|征求意见稿|公开征求意见稿|送审稿|修订草案|draft|draft for comments?|exposure draft)[\s)）]*$/i;

/** Words that name no instrument by themselves, however many stand together: a line for each kind. */
const GENERIC = new Set(
  [
    "a an the this that these those its of on for to in and or by with under from",
    "act acts law laws code codes bill bills statute regulation regulations rule rules ordinance",
    "directive directives decision decisions decree order orders resolution constitution treaty",
    "measure measures provision provisions notice notices circular opinion opinions guideline guidelines",
    "guidance guide standard standards plan plans work catalogue catalog list announcement agreement",
    "amendment amendments draft drafts interim new current revised proposed final general basic",
    "national state federal public article section chapter part annex schedule title",
  ].flatMap((line) => line.split(" ")),
);

/** Characters of a script without spaces: fewer are part of too many other words. */
const FEWEST_CHARACTERS = 4;

/** Names of so few words count only where they are written as names. */
const FEW_WORDS = 3;

/**
 * Whether a name counts as a reference in running text, where no 《》 say that it is one.
 *
 * - A single word counts as an abbreviation only: two capitals, or a capital and a digit.
 * - Two or three words count where the first letter is a capital.
 * - Words that are all generic (`the Act`, `Interim Measures`) never count, nor do figures.
 * - Fewer than four characters of Chinese, Japanese or Korean count only before an article (刑法第三条).
 */
export function countsInText(
  units: readonly Unit[],
  text: string,
  isBeforeArticle: boolean,
): boolean {
  const words = units.filter(({ isWord }) => isWord);
  const characters = units.length - words.length;
  if (characters > 0) {
    return isBeforeArticle || units.length >= FEWEST_CHARACTERS || hasAbbreviation(words, text);
  }
  if (words.every(({ text }) => GENERIC.has(text) || /^\d+$/.test(text))) return false;
  if (words.length === 1) return hasAbbreviation(words, text);
  return words.length > FEW_WORDS || beginsWithCapital(text.slice(words[0]?.start, words[0]?.end));
}

const hasAbbreviation = (words: readonly Unit[], text: string): boolean =>
  words.some(({ start, end }) => {
    const written = text.slice(start, end);
    return /\p{Lu}.*(?:\p{Lu}|\p{N})/u.test(written) || /\p{N}.*\p{Lu}/u.test(written);
  });

/** A digit or a letter of a script without capitals will do. */
const beginsWithCapital = (word: string): boolean => !/^\p{Ll}/u.test(word);
