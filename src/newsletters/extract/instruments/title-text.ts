import { VERB_FORMS } from "../action-cues.ts";
import type { Part, Place } from "../part.ts";
import { headOf } from "./heads.ts";
import { CONNECTORS } from "./title-words.ts";
import type { Token } from "./tokens.ts";

/** A part's words and signs, with the authorities that are named in it. */
export class TitleText {
  readonly part: Part;
  readonly tokens: readonly Token[];
  readonly indexes: ReadonlyMap<number, number>;
  /** Authorities by where their names begin and end. */
  readonly bodyStarts = new Map<number, Place>();
  readonly bodyEnds = new Map<number, Place>();

  readonly bodies: readonly Place[];
  /** The first of them that does not end before the word that was asked for last. */
  private body = 0;

  /** @param bodies in order */
  constructor(part: Part, tokens: readonly Token[], bodies: readonly Place[]) {
    this.part = part;
    this.bodies = bodies;
    this.tokens = tokens;
    this.indexes = new Map(tokens.map(({ start }, i) => [start, i]));
    for (const body of bodies) {
      this.bodyStarts.set(body.start, body);
      this.bodyEnds.set(body.end, body);
    }
  }

  /** Whether a word is one of an authority's name: Institute of Standards and Technology. */
  isInBody({ start, end }: Token): boolean {
    while (this.body < this.bodies.length && (this.bodies[this.body] as Place).end <= start)
      this.body++;
    const body = this.bodies[this.body];
    return body !== undefined && body.start <= start && body.end >= end;
  }

  /** The head word that capitals lead to from another: Design Code Act, Law Amendment Bill. */
  lastHead(head: number): number {
    let last = head;
    if (this.tokens[head]?.kind !== "capital") return head;
    for (let i = head + 1; i < Math.min(this.tokens.length, head + 5); i++) {
      const token = this.tokens[i] as Token;
      if (token.kind !== "capital" || token.start - (this.tokens[i - 1] as Token).end > 1) break;
      if (this.bodyStarts.has(token.start) || isVerb(token, true)) break;
      if (headOf(token.lower) !== undefined) last = i;
    }
    return last;
  }

  /** "the final Personal Financial Data Rights rule": capitals with a small word for what it is. */
  isCalledBy(i: number): boolean {
    const [before, first, token] = [this.tokens[i - 2], this.tokens[i - 1], this.tokens[i]];
    if (before === undefined || first === undefined || token === undefined) return false;
    return (
      !this.part.isHeadline &&
      /^(?:rule|regulations?|guidelines|directive|bill)$/.test(token.lower) &&
      before.kind === "capital" &&
      first.kind === "capital" &&
      /^\p{Lu}\p{L}/u.test(first.text) &&
      /^\p{Lu}\p{L}/u.test(before.text) &&
      token.start - first.end === 1 &&
      first.start - before.end === 1 &&
      !this.isBodyEnd(first)
    );
  }

  isBodyEnd(token: Token): boolean {
    return this.bodyEnds.has(token.end) || this.bodyEnds.has(token.end - 2);
  }

  possessor(token: Token): Place | undefined {
    return /['’]s$/.test(token.text) ? this.bodyEnds.get(token.end - 2) : undefined;
  }

  /** A dash after the name of a series: "Information Security Technology - Guide for …". */
  isSeries(i: number): boolean {
    const [before, token, next] = [this.tokens[i - 1], this.tokens[i], this.tokens[i + 1]];
    if (before === undefined || token === undefined || next === undefined) return false;
    return (
      !this.part.isHeadline &&
      before.kind === "capital" &&
      before.end < token.start &&
      token.end < next.start
    );
  }

  /** The token that opens the short brackets that are closed at one, within a title. */
  openingOf(closing: number): number | null {
    for (let i = closing - 1; i >= Math.max(1, closing - 8); i--) {
      const { text, kind, lower } = this.tokens[i] as Token;
      if (text === "(") return this.tokens[i - 1]?.kind === "capital" ? i : null;
      if (kind === "sign" || (kind === "small" && !CONNECTORS.has(lower))) return null;
    }
    return null;
  }

  /** The token that closes the brackets that are opened at one. */
  closingOf(opening: number): number | null {
    let depth = 0;
    for (let i = opening; i < Math.min(this.tokens.length, opening + 40); i++) {
      const { text } = this.tokens[i] as Token;
      if (text === "(") depth++;
      if (text === ")" && --depth === 0) return i;
    }
    return null;
  }
}

/** Whether a head word is among the next few tokens. */
export const headIsNear = (tokens: readonly Token[], from: number): boolean =>
  tokens
    .slice(from + 1, from + 9)
    .some(({ lower, kind }) => kind === "capital" && headOf(lower) !== undefined);

/** Whether a word is a verb for certain: not a base form, which most are nouns as well. */
export function isVerb({ lower, kind }: Token, alsoThird: boolean): boolean {
  const form = VERB_FORMS.get(lower);
  if (form === undefined || kind === "sign") return false;
  if (/(?:ed|t|own|en)$/.test(lower) && lower !== form.verb) return true;
  return alsoThird && lower.endsWith("s") && form.verb !== lower && headOf(lower) === undefined;
}
