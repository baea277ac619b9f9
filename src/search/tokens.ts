import type { Piece } from "./runs.ts";
import { runsOf } from "./runs.ts";

/** `start` and `end` are UTF-16 offsets into the original text (`end` exclusive), `position` counts. */
export interface Token {
  text: string;
  start: number;
  end: number;
  position: number;
}

/**
 * FTS5's clause for a column that holds `indexedText`. The `ascii` tokenizer splits at ASCII that
 * is no letter or digit and takes everything else as it is; `unicode61` would split at whatever its
 * Unicode 6.1 tables don't know as a letter, and fold once more. https://sqlite.org/fts5.html §4.3.2
 */
export const TOKENIZE = "tokenize = 'ascii'";

/**
 * What a text is found by, in order.
 *
 * A word is a run of letters, digits and their marks, folded: `Données` gives `donnees`. Anything
 * else separates, also inside what is written as one: `35273-2020` gives two tokens, `1,000.50`
 * three, `people's`, however its apostrophe is written, `people` and `s`, so that it is found by
 * `people`, as `l'article` is by `article`; `peoples` is another word.
 *
 * A run of a script without spaces (Han, kana, Hangul, Thai …) gives overlapping pairs of
 * characters and then its last character alone: `公司法` gives `公司`, `司法`, `法`. Any two or more
 * consecutive characters are thus a phrase of pairs, and any one is the start of some token.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const run of runsOf(text)) {
    if (run.kind === "word") {
      tokens.push(placed(run.word, tokens.length));
      continue;
    }
    const { characters } = run;
    let previous = characters[0];
    for (let i = 1; i < characters.length; i++) {
      const character = characters[i] ?? previous;
      tokens.push({
        text: previous.text + character.text,
        start: previous.start,
        end: character.end,
        position: tokens.length,
      });
      previous = character;
    }
    tokens.push(placed(previous, tokens.length));
  }
  return tokens;
}

/** What goes into an FTS5 table with `TOKENIZE`: the tokens' texts, one space between them. */
export function indexedText(text: string): string {
  return tokensOf(text)
    .map((token) => token.text)
    .join(" ");
}

/** Named one by one, since a spread costs more than all the rest. */
function placed({ text, start, end }: Piece, position: number): Token {
  return { text, start, end, position };
}
