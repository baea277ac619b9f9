/** A stretch of a text, by UTF-16 offsets, `end` exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

/** What a full stop follows without ending a sentence, in small letters: a line for each kind. */
const ABBREVIATIONS = new Set(
  [
    "mr mrs ms dr prof st hon messrs",
    "no nos ver art arts sec para paras ch vol pt pp ed nr abs bzw ca v vs cf al seq rev stat",
    "inc ltd co corp plc llc bros",
    "jan feb mar apr jun jul aug sept sep oct nov dec",
    "u.s u.k e.u u.n e.g i.e a.m p.m d.c u.s.c c.f.r p.r z.b d.h",
  ].flatMap((line) => line.split(" ")),
);

const ENDS = /[.!?]["')\]]{0,3}(?=\s|$)|(?:。|[!?](?=[\u3400-\u9fff]))["')」』]{0,3}/g;

/** How far back the word before a full stop is looked for. */
const LONGEST_ABBREVIATION = 12;

/** The sentences of a passage, in `plainText` (which leaves 。 but makes ！ and ？ those of ASCII). */
export function sentencesOf(plain: string): Stretch[] {
  const sentences: Stretch[] = [];
  let start = 0;
  for (const { 0: sign, index } of plain.matchAll(ENDS)) {
    const end = index + sign.length;
    if (sign.startsWith(".") && !endsSentence(plain, index, end)) continue;
    // A glyph that was lost: "Amendment ? to the Criminal Law".
    if (sign === "?" && plain.charAt(index - 1) === " ") continue;
    sentences.push({ start, end });
    start = plain.charAt(end) === " " ? end + 1 : end;
  }
  if (start < plain.length) sentences.push({ start, end: plain.length });
  return sentences;
}

function endsSentence(plain: string, index: number, end: number): boolean {
  const next = plain.charAt(end + 1);
  if (/\p{Ll}/u.test(next)) return false;
  const before = plain.slice(Math.max(0, index - LONGEST_ABBREVIATION), index);
  const word = /[\p{L}\p{N}.]+$/u.exec(before)?.[0] ?? "";
  if (/^\p{Lu}$/u.test(word)) return false; // an initial
  if (
    /^\d{1,2}$/.test(word) &&
    /\p{Lu}/u.test(next) &&
    /^\p{Lu}\p{Ll}{2,9}/u.test(plain.slice(end + 1))
  ) {
    // "29. Juli 2020", and not "in 2020. The"
    return !/^\s?(?:Jan|Feb|M[äa]r|Apr|Ma[ij]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc])/.test(
      plain.slice(end),
    );
  }
  return !ABBREVIATIONS.has(word.toLowerCase());
}
