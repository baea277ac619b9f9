/**
 * One user-perceived character at a time, to the form in which text is searched. Folding goes by
 * character so that whatever is found can be pointed at in the original text, however much
 * longer or shorter its folded form is.
 */

export type FoldedPiece =
  /** Letters and digits of a script that separates its words. */
  | { kind: "word"; text: string }
  /** One character (with its marks) of a script that runs its words together. */
  | { kind: "character"; text: string }
  /** Marks that belong to whatever comes before them. */
  | { kind: "marks"; text: string }
  /** White space, punctuation, symbols: what separates. */
  | { kind: "break" };

/**
 * Scripts that write no space between words: Chinese, Japanese, Korean (which does, but whose
 * compounds and particles are glued to them), Thai, Lao, Khmer, Burmese. By extension, so that the
 * marks that kana share, such as ー, belong to them.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const MARK = /\p{M}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * Written inside words without being part of their spelling: soft hyphens, joiners, direction and
 * variation marks, enclosing marks, the Arabic tatweel. Not the zero-width space, which separates.
 */
const UNWRITTEN = /(?!\u200B)[\p{Default_Ignorable_Code_Point}\p{Me}\u0640]/gu;

/** Scripts in which a mark is a variant of the letter: diacritics, Hebrew points, Arabic vowels. */
const DIACRITICS =
  /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}\p{Nd}])\p{M}+/gu;

/** Letters that Unicode takes for letters of their own, and keyboards elsewhere don't have. */
const PLAIN_SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    æ: "ae",
    œ: "oe",
    þ: "th",
    ø: "o",
    đ: "d",
    ð: "d",
    ɖ: "d",
    ɗ: "d",
    ł: "l",
    ƚ: "l",
    ħ: "h",
    ŧ: "t",
    ŋ: "n",
    ƒ: "f",
    ƀ: "b",
    ɓ: "b",
    ƙ: "k",
    ĸ: "k",
    ƴ: "y",
    ɏ: "y",
    ɨ: "i",
    ʉ: "u",
    ɇ: "e",
    ɍ: "r",
    ς: "σ",
  }),
);

/** Letters by category, apostrophes and primes by use: `м’я` is also written `мʼя`. */
const APOSTROPHE_LETTER = /[\u02B9-\u02BF]/u;

const SYMBOL_OR_NUMBER = /^[\p{So}\p{No}]/u;
const SUPERSCRIPT_OR_SUBSCRIPT = /^[²³¹\u2070-\u2089]/u;

/** A bound, so that what somebody writes can't fill the memory. */
const REMEMBERED_CHARACTERS = 20_000;
const remembered = new Map<string, readonly FoldedPiece[]>();

/**
 * The folded form of one character with the marks that follow it: compatibility forms unified
 * (NFKC), case folded in full (ß is ss), diacritics dropped where they are not letters' own
 * (が and か stay two), digits of every script as 0–9. Empty for what is never written out, such as
 * a soft hyphen. UAX 15, UAX 44.
 */
export function foldCharacter(character: string): readonly FoldedPiece[] {
  let pieces = remembered.get(character);
  if (pieces === undefined) {
    pieces = piecesOf(character);
    if (remembered.size >= REMEMBERED_CHARACTERS) remembered.clear();
    if (character.length <= 8) remembered.set(character, pieces);
  }
  return pieces;
}

/** Whether a folded text starts with a character of a script without spaces. */
export function startsUnspaced(folded: string): boolean {
  const first = folded.codePointAt(0);
  return first !== undefined && first >= 0x80 && UNSPACED.test(String.fromCodePoint(first));
}

function piecesOf(character: string): FoldedPiece[] {
  const written = character.replace(UNWRITTEN, "");
  if (/^\p{M}/u.test(written)) return []; // marks of nothing, or more than a character can carry
  const unified = withoutDiacritics(written.normalize("NFKC"));
  const folded = plain(withoutDiacritics(foldCase(unified)).normalize("NFC"));
  const pieces: FoldedPiece[] = [];
  for (const char of folded) append(pieces, char);
  const isSign = SYMBOL_OR_NUMBER.test(written) && !SUPERSCRIPT_OR_SUBSCRIPT.test(written);
  return isSign ? setApart(pieces) : pieces;
}

function append(pieces: FoldedPiece[], char: string): void {
  const last = pieces.at(-1);
  if (MARK.test(char)) {
    if (last === undefined) pieces.push({ kind: "marks", text: char });
    else if (last.kind !== "break") last.text += char;
  } else if (APOSTROPHE_LETTER.test(char) || !LETTER_OR_DIGIT.test(char)) {
    if (last?.kind !== "break") pieces.push({ kind: "break" });
  } else if (UNSPACED.test(char)) {
    pieces.push({ kind: "character", text: char });
  } else if (last?.kind === "word") {
    last.text += char;
  } else {
    pieces.push({ kind: "word", text: char });
  }
}

/** A sign is no part of the word that it stands at: Foo™, 5㎏, 1½, ①Scope. */
function setApart(pieces: FoldedPiece[]): FoldedPiece[] {
  if (pieces[0]?.kind === "word") pieces.unshift({ kind: "break" });
  if (pieces.at(-1)?.kind === "word") pieces.push({ kind: "break" });
  return pieces;
}

function withoutDiacritics(text: string): string {
  return text.normalize("NFD").replace(DIACRITICS, "$1").normalize("NFC");
}

/** By way of the capitals, which is where ß and ſs, ı and i, ς and σ meet. */
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}

function plain(text: string): string {
  let result = "";
  for (const char of text) result += PLAIN_SPELLINGS.get(char) ?? (digitOf(char) || char);
  return result;
}

/** Unicode keeps the ten digits of a script together and in order: UAX 44, Numeric_Type=Decimal. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80 || !/\p{Nd}/u.test(char)) return "";
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
