import { VERB_FORMS } from "../action-cues.ts";
import type { Part, Place } from "../part.ts";
import { readBracket } from "./brackets.ts";
import type { Head } from "./heads.ts";
import { headOf } from "./heads.ts";
import { namesSomething } from "./title-names.ts";
import {
  AFTER_HEAD,
  AFTER_TITLE,
  BEFORE_TITLE,
  CONNECTORS,
  ENDS_TITLE,
  PURPOSES,
} from "./title-words.ts";
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

/** Longer ones are sentences. */
const LONGEST = 70;
/** Capitals before the head word. */
const MOST_BEFORE = 20;
/** Small words of a title that is written like a sentence. */
const MOST_SMALL = 24;
/** Small words after the last capital of another. */
const MOST_TRAILING = 8;

const WRITTEN_SMALL = "The title goes on in small letters; where it ends was guessed.";
const DESCRIBED = "The text describes it rather than naming it.";

/** Words that say what a text is only where they are written as names. */
const NEVER_DESCRIBED = new Set(
  "order orders act law laws bill list report letter statement requirements framework principles agreement standard paper advisory".split(
    " ",
  ),
);

/** What joins the capitals before a head word. */
const JOINS = new Set("of and for & des der von du de la et und".split(" "));

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
  const walk = new Walk(part, tokens, bodies);
  const titles: LatinTitle[] = [];
  let floor = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (i < floor || token.kind === "sign") continue;
    if (headOf(token.lower) === undefined || walk.isInBody(token)) continue;
    const at = walk.lastHead(i);
    const head = headOf((tokens[at] as Token).lower) as Head;
    const isDescribed = token.kind === "small";
    if (isDescribed && (NEVER_DESCRIBED.has(token.lower) || !isIssued(token.start))) continue;
    const title = walk.titleAround(at, floor, isDescribed);
    if (title === null || !namesSomething(part.plain.slice(title.start, title.end))) continue;
    floor = title.next;
    titles.push({ ...title, isWeak: head.isWeak, isDescribed });
  }
  return titles;
}

class Walk {
  private readonly part: Part;
  private readonly tokens: readonly Token[];
  private readonly indexes: ReadonlyMap<number, number>;
  /** Authorities by where their names begin and end. */
  private readonly bodyStarts = new Map<number, Place>();
  private readonly bodyEnds = new Map<number, Place>();

  private readonly bodies: readonly Place[];
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

  titleAround(head: number, floor: number, isDescribed: boolean) {
    const first = isDescribed ? head : this.firstOf(head, floor);
    const headToken = this.tokens[head] as Token;
    // "Supreme Court Rules on …": a verb in a headline
    const before = this.tokens[first - 1];
    if (
      first === head &&
      before &&
      this.isBodyEnd(before) &&
      /s$/.test(headToken.lower) &&
      this.part.isHeadline &&
      /^(?:rules|orders|plans|lists)$/.test(headToken.lower)
    ) {
      return null;
    }
    const isFinal =
      first < head && /^(?:law|bill|constitution)$/.test(headOf(headToken.lower)?.type ?? "");
    const found = this.lastOf(head, isFinal, isDescribed);
    const { last, outer, aliases } = found;
    if (isDescribed && last === head) return null;
    const start = (this.tokens[first] as Token).start;
    const end = (this.tokens[last] as Token).end;
    const isCalledDraft =
      before !== undefined && before.lower === "draft" && before.end + 1 === start;
    const draft = this.tokens[found.draft];
    if (found.draft > 0 && draft !== undefined)
      aliases.unshift(this.part.text.slice(start, draft.end));
    if (isCalledDraft && before.kind === "capital")
      aliases.unshift(this.part.text.slice(before.start, end));
    return {
      start,
      end,
      outerEnd: Math.max(end, (this.tokens[outer] as Token).end),
      aliases,
      isDraft: found.isDraft || isCalledDraft,
      doubt: isDescribed ? DESCRIBED : found.doubt,
      next: Math.max(outer, last) + 1,
    };
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

  private isBodyEnd(token: Token): boolean {
    return this.bodyEnds.has(token.end) || this.bodyEnds.has(token.end - 2);
  }

  /** The first token of a title by what stands before its head word. */
  private firstOf(head: number, floor: number): number {
    let first = head;
    for (let i = head - 1; i >= Math.max(floor, head - MOST_BEFORE); i--) {
      const token = this.tokens[i] as Token;
      const next = this.tokens[i + 1] as Token;
      if (next.start - token.end > 1) break;
      if (token.kind === "capital") {
        if (BEFORE_TITLE.has(token.lower) || isVerb(token, this.part.isHeadline)) break;
        // The number of a standard: GB/T 39335-2020
        if (/^\d{3,}/.test(token.text) && !/^(?:19|20)\d\d$/.test(token.text)) break;
        const body = this.bodyEnds.get(token.end) ?? this.possessor(token);
        if (body !== undefined) {
          const isWhole = / /.test(this.part.plain.slice(body.start, body.end));
          if (token.end === body.end || !isWhole) break;
          first = Math.max(floor, this.indexes.get(body.start) ?? i);
          break;
        }
        first = i;
        continue;
      }
      const before = this.tokens[i - 1];
      const isJoin = JOINS.has(token.lower) || (token.text === "'" && token.start === before?.end);
      if (token.text === "-" && this.isSeries(i)) continue;
      // "Data (Use and Access) Bill"
      const opening = token.text === ")" ? this.openingOf(i) : null;
      if (opening !== null && opening > floor) {
        i = opening;
        continue;
      }
      const isCapital = before?.kind === "capital" && !/^\d/.test(before.text);
      if (!isJoin || !isCapital || BEFORE_TITLE.has(before.lower)) break;
      if (token.lower === "and" && (headOf(before.lower) !== undefined || this.isBodyEnd(before)))
        break;
    }
    return first;
  }

  /** A dash after the name of a series: "Information Security Technology - Guide for …". */
  private isSeries(i: number): boolean {
    const [before, token, next] = [this.tokens[i - 1], this.tokens[i], this.tokens[i + 1]];
    if (before === undefined || token === undefined || next === undefined) return false;
    return (
      !this.part.isHeadline &&
      before.kind === "capital" &&
      before.end < token.start &&
      token.end < next.start
    );
  }

  private possessor(token: Token): Place | undefined {
    return /['’]s$/.test(token.text) ? this.bodyEnds.get(token.end - 2) : undefined;
  }

  private lastOf(head: number, isFinal: boolean, isDescribed: boolean) {
    const found = {
      last: head,
      outer: head,
      aliases: [] as string[],
      isDraft: false,
      /** The token that closes what says so. */
      draft: 0,
      doubt: null as string | null,
    };
    let i = this.afterNumbers(head);
    const isNumbered = i > head + 1;
    found.last = found.outer = i - 1;
    let isOver = false;
    let hasCapitals = false;
    let small = 0;
    /** The last token that may belong to it and is no connector, past `last`. */
    let tail = found.last;
    let reason: "sign" | "word" = "sign";
    const next = this.tokens[i];
    const mayGoOn =
      next !== undefined &&
      AFTER_HEAD.has(next.lower) &&
      !this.endsAt(i, isDescribed) &&
      (!isFinal || /^(?:of|on|for|concerning|relating|regarding|sur|zur|über)$/.test(next.lower));
    for (; i < this.tokens.length && i - head < LONGEST; i++) {
      const token = this.tokens[i] as Token;
      if (token.text === "(") {
        const closing = this.closingOf(i);
        if (closing === null) break;
        // "processor(s)"
        if (token.start === this.tokens[i - 1]?.end && closing - i === 2 && i > head + 1) {
          tail = i = closing;
          continue;
        }
        const until = (this.tokens[closing] as Token).start;
        const bracket = readBracket(
          this.part.plain.slice(token.end, until),
          this.part.text.slice(token.end, until),
        );
        if (bracket.kind === "other" || (bracket.kind === "title" && (isOver || small > 0))) break;
        if (bracket.kind === "title") {
          found.last = tail = closing;
        } else {
          isOver = true;
          if (bracket.kind === "draft") {
            found.isDraft = true;
            found.draft = closing;
          } else found.aliases.push(...bracket.aliases);
        }
        found.outer = i = closing;
        continue;
      }
      if (isOver || !mayGoOn) break;
      if (token.kind === "sign") {
        if (this.goesOnAfterSign(i)) continue;
        break;
      }
      const isParticiple = isNumbered && !hasCapitals && /.{3}ing$/.test(token.lower);
      if (!isParticiple && this.endsAt(i, isDescribed)) {
        reason = "word";
        break;
      }
      if (token.kind === "capital") {
        if (small > MOST_TRAILING && hasCapitals) break;
        hasCapitals = true;
        small = 0;
        found.last = tail = i;
      } else {
        if (!CONNECTORS.has(token.lower)) tail = i;
        small++;
        if (small > MOST_SMALL) break;
      }
    }
    const isSentence = isDescribed || (!hasCapitals && !isFinal);
    const maySmall = isSentence || (!isFinal && reason === "sign" && small <= MOST_TRAILING);
    if (!isOver && tail > found.last && maySmall) {
      found.doubt = isSentence ? null : WRITTEN_SMALL;
      found.last = tail;
    }
    if (isOver && small > 0 && tail > found.last) found.last = tail;
    found.outer = Math.max(found.outer, found.last);
    return found;
  }

  /** The token after the head word's own number: `Regulation (EU) 2016/679`, `Act 2018`. */
  private afterNumbers(head: number): number {
    let i = head + 1;
    for (; i < this.tokens.length && i < head + 8; i++) {
      const { text } = this.tokens[i] as Token;
      const next = this.tokens[i + 1];
      if (
        /^(?:\d[\d/.-]*(?:\/[A-Z]{2,7})?|No|Nr|[IVX]{1,5}|n°)$/.test(text) &&
        !AFTER_TITLE.test(text)
      )
        continue;
      if (text === "." && this.tokens[i - 1]?.text === "No") continue;
      if (/^[A-Z]{2,10}\/[A-Z/]{2,12}$/.test(text)) continue;
      // "Data Protection Rules, 2025"
      if (text === "," && /^(?:19|20)\d\d$/.test(next?.text ?? "")) continue;
      if (/^[?�]$/.test(text) && next?.kind === "small") continue;
      const isUnion =
        text === "(" && /^(?:EU|EC|EEC|UE|CE|Euratom|[IVX]{1,6})$/.test(next?.text ?? "");
      if (isUnion && this.tokens[i + 2]?.text === ")") {
        i += 2;
        continue;
      }
      break;
    }
    return i;
  }

  /** Whether a title can't go on with a token. */
  private endsAt(i: number, isDescribed: boolean): boolean {
    const token = this.tokens[i] as Token;
    const before = this.tokens[i - 1];
    const next = this.tokens[i + 1];
    if (ENDS_TITLE.has(token.lower) && (token.kind === "small" || this.part.isHeadline))
      return true;
    const isAfterConnector =
      before !== undefined && (CONNECTORS.has(before.lower) || /^[,&]$/.test(before.text));
    if (token.kind === "capital") {
      if (!isAfterConnector && this.bodyStarts.has(token.start)) return true;
      if (!this.part.isHeadline || isAfterConnector) return false;
      return (
        isVerb(token, true) || (/ly$/.test(token.lower) && next !== undefined && isVerb(next, true))
      );
    }
    if (AFTER_TITLE.test(this.part.plain.slice(token.start, token.start + 60))) return true;
    if (!isDescribed && token.lower === "to" && next !== undefined && PURPOSES.has(next.lower))
      return true;
    if (/^(?:by|and|or|with|from)$/.test(token.lower) && next !== undefined) {
      if (this.bodyStarts.has(next.start)) return true;
      const after = this.tokens[i + 2];
      if (next.lower === "the" && after !== undefined && this.bodyStarts.has(after.start))
        return true;
      if (token.lower === "and" || token.lower === "or") {
        if (next.kind === "small" && (isVerb(next, true) || ENDS_TITLE.has(next.lower)))
          return true;
        if (next.lower === "the" || next.lower === "its")
          return next.kind === "small" && headIsNear(this.tokens, i + 1);
      }
    }
    if (isAfterConnector) return false;
    if (/.{3}ing$/.test(token.lower)) return true;
    return isVerb(token, false);
  }

  private goesOnAfterSign(i: number): boolean {
    const token = this.tokens[i] as Token;
    const before = this.tokens[i - 1];
    const next = this.tokens[i + 1];
    if (before === undefined || next === undefined) return false;
    if (token.text === "'") return token.start === before.end && next.start > token.end;
    if (/^[&/]$/.test(token.text)) return true;
    if (token.text === "." && /^(?:no|ver|vol|rev)$/.test(before.lower))
      return /^\d/.test(next.text);
    if (/^[?�]$/.test(token.text)) return token.start > before.end;
    if (token.text === "-") {
      const after = next.text === "-" ? this.tokens[i + 2] : next;
      return (
        after !== undefined &&
        (after.kind === "capital" || after.text === "-") &&
        headIsNear(this.tokens, i)
      );
    }
    return token.text === "," && this.listGoesOn(i + 1);
  }

  /** Whether capitals after a comma lead to an "and": Collection, Use and Sharing. */
  private listGoesOn(from: number): boolean {
    const first = this.tokens[from];
    if (first === undefined || BEFORE_TITLE.has(first.lower) || this.bodyStarts.has(first.start))
      return false;
    const isSmall = first.kind === "small";
    for (let i = from; i < Math.min(this.tokens.length, from + 10); i++) {
      const token = this.tokens[i] as Token;
      const next = this.tokens[i + 1];
      if (/^(?:and|or|&)$/.test(token.lower))
        return (
          i > from &&
          next !== undefined &&
          next.kind === (isSmall ? "small" : "capital") &&
          !isVerb(next, true) &&
          !this.bodyStarts.has(next.start)
        );
      if (
        isSmall
          ? token.kind !== "small" || ENDS_TITLE.has(token.lower) || isVerb(token, false)
          : token.kind === "small" && !CONNECTORS.has(token.lower)
      )
        return false;
      if (token.kind === "sign" && token.text !== ",") return false;
    }
    return false;
  }

  /** The token that opens the short brackets that are closed at one, within a title. */
  private openingOf(closing: number): number | null {
    for (let i = closing - 1; i >= Math.max(1, closing - 8); i--) {
      const { text, kind, lower } = this.tokens[i] as Token;
      if (text === "(") return this.tokens[i - 1]?.kind === "capital" ? i : null;
      if (kind === "sign" || (kind === "small" && !CONNECTORS.has(lower))) return null;
    }
    return null;
  }

  /** The token that closes the brackets that are opened at one. */
  private closingOf(opening: number): number | null {
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
const headIsNear = (tokens: readonly Token[], from: number): boolean =>
  tokens
    .slice(from + 1, from + 9)
    .some(({ lower, kind }) => kind === "capital" && headOf(lower) !== undefined);

/** Whether a word is a verb for certain: not a base form, which most are nouns as well. */
function isVerb({ lower, kind }: Token, alsoThird: boolean): boolean {
  const form = VERB_FORMS.get(lower);
  if (form === undefined || kind === "sign") return false;
  if (/(?:ed|t|own|en)$/.test(lower) && lower !== form.verb) return true;
  return alsoThird && lower.endsWith("s") && form.verb !== lower && headOf(lower) === undefined;
}
