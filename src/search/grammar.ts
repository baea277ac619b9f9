import type { Run } from "./runs.ts";
import { runsOf } from "./runs.ts";

/** Consecutive tokens; with `prefix`, the last one is the start of a token. */
export interface Leaf {
  tokens: readonly string[];
  prefix: boolean;
}

/** `{all: []}` matches everything, `{any: []}` nothing. */
export type SearchTree =
  | { leaf: Leaf }
  | { all: readonly SearchTree[] }
  | { any: readonly SearchTree[] }
  | { not: SearchTree };

interface Operand {
  tree: SearchTree;
  /** The same for the same tree. */
  key: string;
  /** Whether it is a bare `OR`; `tree` then looks for the word. */
  isOr: boolean;
}

const BLANK = /[\s\p{Cc}]+/uy;
/** Also as typed by a Chinese or Japanese keyboard; a dash that a text is typeset with is none. */
const EXCLUSION = /[(（]*[-－][-－(（]*/y;
const QUOTE = /["＂“”„‟]/y;
const PHRASE = /[^"＂“”„‟]*/y;
const WORD = /[^\s\p{Cc}"＂“”„‟]+/uy;
const STAR = /[*＊]/y;

/**
 * What a client's query text asks for. There is no syntax error.
 *
 * | typed                       | meaning                                                          |
 * |-----------------------------|------------------------------------------------------------------|
 * | `a b`                       | a and b                                                          |
 * | `"a b"`                     | b right after a, whatever punctuation stands between them        |
 * | `"a b`                      | the same: a phrase that isn't closed goes on to the end          |
 * | `-a`, `-"a b"`, `--a`       | without it; `-` counts after white space or at the start         |
 * | `a-b`, `a:b`, `a's`, `a^b`  | as `"a b"`: what is typed without a space is a phrase            |
 * | `a - b`, `a & b`            | a and b: what holds no letter or digit is as if not typed        |
 * | `a OR b c`                  | (a or b) and c; OR in capitals, not quoted, repeated or not      |
 * | `OR`, `OR a`, `a OR`        | the word “or”, where there is nothing on one side of it          |
 * | `a OR -b`                   | a, or else without b                                             |
 * | `AND`, `NOT`, `NEAR(a b)`   | words like any other                                             |
 * | `a*`, `"a b*"`, `"a b"*`    | words that start so: the last one of a phrase                    |
 * | `*a`, `a*b`, `a *`          | `a`, `"a b"`, `a`: a star elsewhere is punctuation               |
 * | `(a OR b) (c OR d)`         | as it reads, since parentheses are punctuation and OR binds most |
 * | `公司法`                    | these characters in this order, anywhere in a run of characters  |
 * | `公`, `公*`                 | this character, anywhere                                         |
 * | `GB標準`, `"公司 法律"`     | a phrase: nothing but separators where the kind of text changes  |
 * | `＂ａ＂`, `“a”`, `－a`, `a＊` | as their ASCII forms                                             |
 * | `-a` alone                  | everything without a                                             |
 * | `***`, `"`, `！`, 🙂, nothing | nothing: there is no text that has it                            |
 *
 * The tree is flat: exclusions of phrases in alternatives in a conjunction, each of them once.
 */
export function parseSearch(q: string): SearchTree {
  const parts = distinct(groupsOf(withOrBetweenOperands(operandsOf(q))).map(anyOf));
  if (parts.length === 0) return { any: [] };
  return only(parts) ?? { all: parts.map(({ tree }) => tree) };
}

/** The operands between which there is an OR, together. */
function groupsOf(operands: readonly Operand[]): Operand[][] {
  const groups: Operand[][] = [];
  let joins = false;
  for (const operand of operands) {
    if (!operand.isOr) {
      const group = joins ? groups.at(-1) : undefined;
      if (group === undefined) groups.push([operand]);
      else group.push(operand);
    }
    joins = operand.isOr;
  }
  return groups;
}

function anyOf(group: readonly Operand[]): Pick<Operand, "tree" | "key"> {
  const alternatives = distinct(group);
  return {
    tree: only(alternatives) ?? { any: alternatives.map(({ tree }) => tree) },
    key: alternatives.map(({ key }) => key).join("|"),
  };
}

function operandsOf(q: string): Operand[] {
  const operands: Operand[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(q)?.[0] ?? "";
    at += found.length;
    return found;
  };
  let afterBlank = true;
  while (at < q.length) {
    if (take(BLANK) !== "") afterBlank = true;
    const excluded = afterBlank && take(EXCLUSION) !== "";
    afterBlank = false;
    let leaf: Leaf | undefined;
    let isOr = false;
    if (take(QUOTE) !== "") {
      const phrase = take(PHRASE);
      take(QUOTE);
      leaf = leafOf(phrase, take(STAR) !== "");
    } else {
      const word = take(WORD);
      leaf = leafOf(word, false);
      isOr = word === "OR" && !excluded;
    }
    if (leaf !== undefined) operands.push(operand(leaf, excluded, isOr));
  }
  return operands;
}

function operand(leaf: Leaf, excluded: boolean, isOr: boolean): Operand {
  return {
    tree: excluded ? { not: { leaf } } : { leaf },
    key: `${excluded ? "-" : ""}${leaf.tokens.join(" ")}${leaf.prefix ? "*" : ""}`,
    isOr,
  };
}

/** OR is an operator once between two operands; at the edges it is a word. */
function withOrBetweenOperands(operands: readonly Operand[]): Operand[] {
  const once = operands.filter(({ isOr }, i) => !(isOr && operands[i - 1]?.isOr));
  return once.map((operand, i) => ({
    ...operand,
    isOr: operand.isOr && i > 0 && i < once.length - 1,
  }));
}

/** The phrase of all tokens of a text; undefined where there are none. */
function leafOf(text: string, starAfter: boolean): Leaf | undefined {
  const runs = runsOf(text);
  const last = runs.at(-1);
  if (last === undefined) return undefined;
  const tokens = runs.flatMap(wholeRun);
  if (last.kind === "word") {
    STAR.lastIndex = last.word.end;
    return { tokens, prefix: starAfter || STAR.test(text) };
  }
  // the text found may go on after the last character, so its single token need not follow
  if (last.characters.length === 1) return { tokens, prefix: true };
  return { tokens: tokens.slice(0, -1), prefix: false };
}

function wholeRun(run: Run): string[] {
  if (run.kind === "word") return [run.word.text];
  return run.characters.map(({ text }, i) => text + (run.characters[i + 1]?.text ?? ""));
}

function distinct<T extends { key: string }>(operands: readonly T[]): T[] {
  const first = new Map<string, T>();
  for (const operand of operands) {
    if (!first.has(operand.key)) first.set(operand.key, operand);
  }
  return [...first.values()];
}

function only(operands: readonly { tree: SearchTree }[]): SearchTree | undefined {
  return operands.length === 1 ? operands[0]?.tree : undefined;
}
