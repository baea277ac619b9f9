/**
 * What a search should find, by looking for one string in another. It shares no code with
 * `src/search`, and knows only the characters of `texts.ts`.
 */

export interface Asked {
  text: string;
  isExcluded: boolean;
  isQuoted: boolean;
  hasStar: boolean;
}

/** In each group at least one; of all groups. */
export type Question = readonly (readonly Asked[])[];

const UNSPACED = "\u3041-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3\u{20000}-\u{2ffff}";
const SPACED = "a-z0-9σ";

/** ` e 公司 12 `: folded, what separates as one space, also where words and characters touch. */
export function plainly(text: string): string {
  const folded = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ς", "σ");
  const spaced = folded
    .replace(new RegExp(`[^${UNSPACED}${SPACED}]+`, "gu"), " ")
    .replace(
      new RegExp(`(?<=[${UNSPACED}])(?=[${SPACED}])|(?<=[${SPACED}])(?=[${UNSPACED}])`, "gu"),
      " ",
    );
  return ` ${spaced.trim()} `;
}

/**
 * Whether a text, made plain, has what is asked for. Characters are found anywhere; words as
 * wholes, or by how the last one starts.
 */
export function matcherOf({ text: wanted, isQuoted, hasStar }: Asked): (plain: string) => boolean {
  const phrase = plainly(wanted).trim();
  const startsWithWord = new RegExp(`^[${SPACED}]`, "u").test(phrase);
  const endsWithWord = new RegExp(`[${SPACED}]$`, "u").test(phrase);
  const starTouches = isQuoted || plainly(`${wanted}x`).endsWith(`${phrase}x `) || !endsWithWord;
  const isOpen = !endsWithWord || (hasStar && starTouches);
  const needle = (startsWithWord ? " " : "") + phrase + (isOpen ? "" : " ");
  return (plain) => plain.includes(needle);
}

export function finds(question: Question, text: string): boolean {
  const plain = plainly(text);
  return question.every((group) =>
    group.some((asked) => matcherOf(asked)(plain) !== asked.isExcluded),
  );
}

export function typed(question: Question): string {
  return question.map((group) => group.map(typedOperand).join(" OR ")).join(" ");
}

function typedOperand({ text, isExcluded, isQuoted, hasStar }: Asked): string {
  return `${isExcluded ? "-" : ""}${isQuoted ? `"${text}"` : text}${hasStar ? "*" : ""}`;
}
