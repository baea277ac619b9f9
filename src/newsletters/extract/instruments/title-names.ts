import { unitsOf } from "../../../references/names.ts";
import { headOf } from "./heads.ts";

/** Words that name no text by themselves, however many stand together: a line for each kind. */
const GENERIC = new Set(
  [
    "a an the this that these those its of on for to in and or by with under from as at about",
    "interim new current revised proposed final general basic draft second third reading work action",
    "legislative implementing implementation implementations administrative technical legal following supporting relevant",
    "der die das des dem den eine einen einer le la les el los las il lo gli o os uma une un",
    "national state federal public local departmental article section chapter part annex schedule title",
    "comment comments consultation edition version trial related other certain detailed specific applicable",
    "violation violations laws requirements provisions practice court supreme judicial emergency enforcement compliance joint common guiding mandatory recommended",
  ].flatMap((line) => line.split(" ")),
);

/** Whether a title has a word that tells it from others of its kind, or a number. */
export function namesSomething(title: string): boolean {
  const units = unitsOf(title);
  if (units.some(({ isWord }) => !isWord)) return units.length >= 3;
  if (units.length < 2 || units.length > 90) return false;
  return (
    units.some(
      ({ text }) =>
        !GENERIC.has(text) && headOf(text) === undefined && !/^(?:19|20)\d\d$/.test(text),
    ) || /\d+\/\d+|\d+-\d+|\d{3,}/.test(title.replace(/\b(?:19|20)\d\d\b/g, ""))
  );
}

/** Words that say what a title is of; of a script without spaces, pairs of characters. */
function wordsOf(title: string): ReadonlySet<string> {
  const units = unitsOf(title);
  const words = units
    .filter(({ isWord, text }) => isWord && !GENERIC.has(text))
    .map(({ text }) => text.replace(/s$/, ""));
  const characters = units.filter(({ isWord }) => !isWord).map(({ text }) => text);
  return new Set([
    ...words,
    ...characters.slice(1).map((character, i) => `${characters[i]}${character}`),
  ]);
}

/** Of the words of two titles the share that both have, from 0 to 1; of the shorter one's words. */
export function likeness(
  one: string,
  other: string,
): { both: number; ofShorter: number; shared: number } {
  const [first, second] = [wordsOf(one), wordsOf(other)];
  let shared = 0;
  for (const word of first) if (second.has(word)) shared++;
  const all = first.size + second.size - shared;
  const shorter = Math.min(first.size, second.size);
  return {
    both: all === 0 ? 0 : shared / all,
    ofShorter: shorter === 0 ? 0 : shared / shorter,
    shared,
  };
}

/** Two titles in the form in which they are compared. */
export const titleKey = (title: string): string =>
  unitsOf(title)
    .map(({ text }) => text)
    .join(" ")
    .replace(/^(?:the|draft|draft of the) /, "")
    .replace(/ draft(?: for comments?)?$/, "");
