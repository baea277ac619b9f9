import { foldCharacter } from "./folding.ts";

/** A part of a text, folded; `start` and `end` are UTF-16 offsets into the original, `end` exclusive. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

/** What stands between separators: a word, or characters of a script that has no spaces. */
export type Run =
  | { kind: "word"; word: Piece }
  | { kind: "characters"; characters: readonly [Piece, ...Piece[]] };

/**
 * One character and its marks, Hangul also where it is written letter by letter. More marks than
 * any language needs are not taken along, so that the work stays linear.
 */
const CHARACTER =
  /(?:[\u1100-\u1112][\u1161-\u1175][\u11A8-\u11C2]?|[\uAC00-\uD7A3][\u11A8-\u11C2]|.)(?:(?!\u200B)[\p{M}\p{Default_Ignorable_Code_Point}\uFF9E\uFF9F]){0,30}/suy;

/** A text's runs in order: linear, and fast where the text is ASCII or plain Han, kana or Hangul. */
export function runsOf(text: string): Run[] {
  const runs = new RunBuilder();
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      const end = endOfAsciiWord(text, at);
      if (end === at) {
        runs.separate();
        at += 1;
        continue;
      }
      // the last letter may carry a mark
      const plainEnd = text.charCodeAt(end) >= 0x80 ? end - 1 : end;
      if (plainEnd > at) {
        runs.letters(text.slice(at, plainEnd).toLowerCase(), at, plainEnd);
        at = plainEnd;
        continue;
      }
    } else if (isPlain(code) && endsPlainly(text.charCodeAt(at + 1))) {
      runs.character(text.charAt(at), at, at + 1);
      at += 1;
      continue;
    }
    at = readCharacter(text, at, runs);
  }
  return runs.finished();
}

function readCharacter(text: string, start: number, runs: RunBuilder): number {
  CHARACTER.lastIndex = start;
  const character = CHARACTER.exec(text)?.[0] ?? text.charAt(start);
  const end = start + character.length;
  for (const piece of foldCharacter(character)) {
    if (piece.kind === "word") runs.letters(piece.text, start, end);
    else if (piece.kind === "character") runs.character(piece.text, start, end);
    else if (piece.kind === "marks") runs.marks(piece.text, end);
    else runs.separate();
  }
  return end;
}

function endOfAsciiWord(text: string, start: number): number {
  let end = start;
  while (isAsciiLetterOrDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isAsciiLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39)
  );
}

/** Characters that folding leaves as they are. */
function isPlain(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    (code >= 0xac00 && code <= 0xd7a3)
  );
}

/** Whether nothing that follows can belong to the character before it. */
function endsPlainly(next: number): boolean {
  return Number.isNaN(next) || next < 0x80 || isPlain(next);
}

class RunBuilder {
  readonly #runs: Run[] = [];
  #word: Piece | undefined;
  #characters: [Piece, ...Piece[]] | undefined;

  letters(text: string, start: number, end: number): void {
    if (this.#word !== undefined) {
      this.#word.text += text;
      this.#word.end = end;
      return;
    }
    this.#word = { text, start, end };
    this.#characters = undefined;
    this.#runs.push({ kind: "word", word: this.#word });
  }

  character(text: string, start: number, end: number): void {
    if (this.#characters !== undefined) {
      this.#characters.push({ text, start, end });
      return;
    }
    this.#characters = [{ text, start, end }];
    this.#word = undefined;
    this.#runs.push({ kind: "characters", characters: this.#characters });
  }

  marks(text: string, end: number): void {
    const last = this.#word ?? this.#characters?.at(-1);
    if (last === undefined) return;
    last.text += text;
    last.end = end;
  }

  separate(): void {
    this.#word = undefined;
    this.#characters = undefined;
  }

  finished(): Run[] {
    return this.#runs;
  }
}
