import type { Part, Place } from "../part.ts";
import type { Head } from "./heads.ts";
import { headOf } from "./heads.ts";
import { TitleEnd } from "./title-end.ts";
import { namesSomething } from "./title-names.ts";
import { isVerb, TitleText } from "./title-text.ts";
import { BEFORE_TITLE } from "./title-words.ts";
import type { Token } from "./tokens.ts";
import { tokensOf } from "./tokens.ts";

/** A title in Latin script: tokens from `first` to `last`, and the brackets up to `outer`. */
export interface LatinTitle {
  start: number;
  end: number;
  outerEnd: number;
  aliases: string[];
  isDraft: boolean;
  isWeak: boolean;
  /** The head word is written small: it describes a text rather than naming it. */
  isDescribed: boolean;
  doubt: string | null;
}

/** Capitals before the head word. */
const MOST_BEFORE = 20;

const DESCRIBED = "The text describes it rather than naming it.";

/** Words that say what a text is only where they are written as names. */
const NEVER_DESCRIBED = new Set(
  "code codes order orders act law laws bill list report letter statement requirements framework principles agreement standard paper advisory".split(
    " ",
  ),
);

/** What joins the capitals before a head word. */
const JOINS = new Set("of and for in from against & des der von du de la et und".split(" "));

/**
 * The titles of a part that are written in Latin script. One has a head word (`heads.ts`): what
 * stands before it in capitals belongs to it, and what follows a preposition, up to where the
 * sentence goes on.
 * @param bodies names of authorities, at which titles end
 * @param isIssued whether something before a place issues what is there
 */
export function latinTitles(
  part: Part,
  bodies: readonly Place[],
  isIssued: (at: number) => boolean,
): LatinTitle[] {
  const tokens = tokensOf(part.plain);
  const text = new TitleText(part, tokens, bodies);
  const around = new TitleSearch(text);
  const titles: LatinTitle[] = [];
  let floor = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (i < floor || token.kind === "sign") continue;
    if (headOf(token.lower) === undefined || text.isInBody(token)) continue;
    const at = text.lastHead(i);
    const head = headOf((tokens[at] as Token).lower) as Head;
    const isCalled = token.kind === "small" && text.isCalledBy(i);
    const isDescribed = token.kind === "small" && !isCalled;
    if (isDescribed && (NEVER_DESCRIBED.has(token.lower) || !isIssued(token.start))) continue;
    // "Meridian Law Solicitors", "Governor Bill Lee": names of others
    const next = tokens[at + 1];
    const isFirm =
      !part.isHeadline &&
      /^(?:law|bill)$/i.test((tokens[at] as Token).text) &&
      next?.kind === "capital" &&
      next.start - (tokens[at] as Token).end === 1 &&
      /^\p{Lu}\p{Ll}/u.test(next.text);
    if (isFirm) continue;
    const title = around.titleAround(at, floor, isDescribed);
    if (title === null || !namesSomething(part.plain.slice(title.start, title.end))) continue;
    floor = title.next;
    titles.push({ ...title, isWeak: head.isWeak || isCalled, isDescribed });
  }
  return titles;
}

/** Looks for titles around head words. */
class TitleSearch {
  private readonly text: TitleText;
  private readonly ends: TitleEnd;

  constructor(text: TitleText) {
    this.text = text;
    this.ends = new TitleEnd(text);
  }

  titleAround(head: number, floor: number, isDescribed: boolean) {
    const first = isDescribed ? head : this.firstOf(head, floor);
    const headToken = this.text.tokens[head] as Token;
    // "Supreme Court Rules on …": a verb in a headline
    const before = this.text.tokens[first - 1];
    if (
      first === head &&
      before &&
      this.text.isBodyEnd(before) &&
      /s$/.test(headToken.lower) &&
      this.text.part.isHeadline &&
      /^(?:rules|orders|plans|lists)$/.test(headToken.lower)
    ) {
      return null;
    }
    const isFinal =
      first < head && /^(?:law|bill|constitution)$/.test(headOf(headToken.lower)?.type ?? "");
    const found = this.ends.lastOf(head, isFinal, isDescribed);
    const { last, outer, aliases } = found;
    if (isDescribed && last === head) return null;
    const start = (this.text.tokens[first] as Token).start;
    const end = (this.text.tokens[last] as Token).end;
    const isCalledDraft =
      before !== undefined && before.lower === "draft" && before.end + 1 === start;
    const draft = this.text.tokens[found.draft];
    if (found.draft > 0 && draft !== undefined)
      aliases.unshift(this.text.part.text.slice(start, draft.end));
    if (isCalledDraft && before.kind === "capital")
      aliases.unshift(this.text.part.text.slice(before.start, end));
    return {
      start,
      end,
      outerEnd: Math.max(end, (this.text.tokens[outer] as Token).end),
      aliases,
      isDraft: found.isDraft || isCalledDraft,
      doubt: isDescribed ? DESCRIBED : found.doubt,
      next: Math.max(outer, last) + 1,
    };
  }

  /** The first token of a title by what stands before its head word. */
  private firstOf(head: number, floor: number): number {
    let first = head;
    for (let i = head - 1; i >= Math.max(floor, head - MOST_BEFORE); i--) {
      const token = this.text.tokens[i] as Token;
      const next = this.text.tokens[i + 1] as Token;
      if (next.start - token.end > 1) break;
      if (token.kind === "capital") {
        if (BEFORE_TITLE.has(token.lower) || isVerb(token, this.text.part.isHeadline)) break;
        // The number of a standard: GB/T 39335-2020
        if (/^\d{3,}/.test(token.text) && !/^(?:19|20)\d\d$/.test(token.text)) break;
        const body = this.text.bodyEnds.get(token.end) ?? this.text.possessor(token);
        if (body !== undefined) {
          const isWhole = / /.test(this.text.part.plain.slice(body.start, body.end));
          if (token.end === body.end || !isWhole) break;
          first = Math.max(floor, this.text.indexes.get(body.start) ?? i);
          break;
        }
        first = i;
        continue;
      }
      const before = this.text.tokens[i - 1];
      const isJoin = JOINS.has(token.lower) || (token.text === "'" && token.start === before?.end);
      if (token.text === "-" && this.text.isSeries(i)) continue;
      // "Data (Use and Access) Bill"
      const opening = token.text === ")" ? this.text.openingOf(i) : null;
      if (opening !== null && opening > floor) {
        i = opening;
        continue;
      }
      const isCapital = before?.kind === "capital" && !/^\d/.test(before.text);
      if (!isJoin || !isCapital || BEFORE_TITLE.has(before.lower)) break;
      if (
        token.lower === "and" &&
        (headOf(before.lower) !== undefined || this.text.isBodyEnd(before))
      )
        break;
    }
    return first;
  }
}
