import type { Stretch } from "../sentences.ts";

/** A word, or a sign of punctuation, of a text in Latin script. */
export interface Token extends Stretch {
  text: string;
  lower: string;
  /** `capital` where it begins with one, or is a figure. */
  kind: "capital" | "small" | "sign";
}

const TOKENS = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['’.&/_·–-](?=[\p{L}\p{N}])){0,60}|\S/gu;

/** The tokens of a text; characters of Chinese, Japanese and Korean are signs. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: word, index: start } of text.matchAll(TOKENS)) {
    const isWord = /^[\p{L}\p{N}]/u.test(word) && !/^[\u3040-\u9fff\uac00-\ud7a3]/.test(word);
    const kind = !isWord ? "sign" : /^\p{Ll}/u.test(word) ? "small" : "capital";
    tokens.push({ text: word, lower: word.toLowerCase(), start, end: start + word.length, kind });
  }
  return tokens;
}
