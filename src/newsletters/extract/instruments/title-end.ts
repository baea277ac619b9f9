import { readBracket } from "./brackets.ts";
import {
  AFTER_HEAD,
  AFTER_TITLE,
  BEFORE_TITLE,
  CONNECTORS,
  ENDS_TITLE,
  PURPOSES,
} from "./title-words.ts";
import type { TitleText } from "./title-text.ts";
import { headIsNear, isVerb } from "./title-text.ts";
import type { Token } from "./tokens.ts";

/** Longer ones are sentences. */
const LONGEST = 70;
/** Small words of a title that is written like a sentence. */
const MOST_SMALL = 24;
/** Small words after the last capital of another. */
const MOST_TRAILING = 8;

const WRITTEN_SMALL = "The title goes on in small letters; where it ends was guessed.";

/** Where titles of a text end that begin with a head word. */
export class TitleEnd {
  private readonly text: TitleText;

  constructor(text: TitleText) {
    this.text = text;
  }

  /**
   * The last token of a title, and of the brackets that belong to it.
   * @param isFinal whether it ends with its head word: Data Security Law
   */
  lastOf(head: number, isFinal: boolean, isDescribed: boolean) {
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
    const next = this.text.tokens[i];
    const mayGoOn =
      next !== undefined &&
      AFTER_HEAD.has(next.lower) &&
      !this.endsAt(i, isDescribed) &&
      (!isFinal || /^(?:of|on|for|concerning|relating|regarding|sur|zur|über)$/.test(next.lower));
    for (; i < this.text.tokens.length && i - head < LONGEST; i++) {
      const token = this.text.tokens[i] as Token;
      if (token.text === "(") {
        const closing = this.text.closingOf(i);
        if (closing === null) break;
        // "processor(s)"
        if (token.start === this.text.tokens[i - 1]?.end && closing - i === 2 && i > head + 1) {
          tail = i = closing;
          continue;
        }
        const until = (this.text.tokens[closing] as Token).start;
        const bracket = readBracket(
          this.text.part.plain.slice(token.end, until),
          this.text.part.text.slice(token.end, until),
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
    for (; i < this.text.tokens.length && i < head + 8; i++) {
      const { text } = this.text.tokens[i] as Token;
      const next = this.text.tokens[i + 1];
      if (
        /^(?:\d[\d/.-]*(?:\/[A-Z]{2,7}(?:-[A-Z]{1,7}){0,2})?|No|Nr|[IVX]{1,5}|n°)$/.test(text) &&
        !AFTER_TITLE.test(text)
      )
        continue;
      if (text === "." && this.text.tokens[i - 1]?.text === "No") continue;
      if (/^[A-Z]{2,10}\/[A-Z/]{2,12}$/.test(text)) continue;
      // "Personal Data Protection Act B.E. 2562 (2019)": the year of another calendar
      if (/^B\.E\.?$/.test(text)) continue;
      if (text === "." && this.text.tokens[i - 1]?.text === "B.E") continue;
      // "Data Protection Rules, 2025"
      if (text === "," && /^(?:19|20)\d\d$/.test(next?.text ?? "")) continue;
      if (/^[?�]$/.test(text) && next?.kind === "small") continue;
      const isUnion =
        text === "(" && /^(?:EU|EC|EEC|UE|CE|Euratom|[IVX]{1,6})$/.test(next?.text ?? "");
      if (isUnion && this.text.tokens[i + 2]?.text === ")") {
        i += 2;
        continue;
      }
      break;
    }
    return i;
  }

  /** Whether a title can't go on with a token. */
  private endsAt(i: number, isDescribed: boolean): boolean {
    const token = this.text.tokens[i] as Token;
    const before = this.text.tokens[i - 1];
    const next = this.text.tokens[i + 1];
    if (ENDS_TITLE.has(token.lower) && (token.kind === "small" || this.text.part.isHeadline))
      return true;
    const isAfterConnector =
      before !== undefined && (CONNECTORS.has(before.lower) || /^[,&]$/.test(before.text));
    if (token.kind === "capital") {
      if (!isAfterConnector && this.text.bodyStarts.has(token.start)) return true;
      if (!this.text.part.isHeadline || isAfterConnector) return false;
      return (
        isVerb(token, true) || (/ly$/.test(token.lower) && next !== undefined && isVerb(next, true))
      );
    }
    if (AFTER_TITLE.test(this.text.part.plain.slice(token.start, token.start + 60))) return true;
    if (!isDescribed && token.lower === "to" && next !== undefined && PURPOSES.has(next.lower))
      return true;
    if (/^(?:by|and|or|with|from)$/.test(token.lower) && next !== undefined) {
      if (this.text.bodyStarts.has(next.start)) return true;
      const after = this.text.tokens[i + 2];
      if (next.lower === "the" && after !== undefined && this.text.bodyStarts.has(after.start))
        return true;
      if (token.lower === "and" || token.lower === "or") {
        if (next.kind === "small" && (isVerb(next, true) || ENDS_TITLE.has(next.lower)))
          return true;
        if (next.lower === "the" || next.lower === "its")
          return next.kind === "small" && headIsNear(this.text.tokens, i + 1);
      }
    }
    // "Codes of Practice under the Act" are those, under that Act.
    if (token.lower === "under" && /^(?:the|section|article)$/.test(next?.lower ?? "")) return true;
    if (isAfterConnector) return false;
    // "on digital lending, …": a noun
    if (/.{3}ing$/.test(token.lower)) return next !== undefined && next.kind !== "sign";
    return isVerb(token, false);
  }

  private goesOnAfterSign(i: number): boolean {
    const token = this.text.tokens[i] as Token;
    const before = this.text.tokens[i - 1];
    const next = this.text.tokens[i + 1];
    if (before === undefined || next === undefined) return false;
    if (token.text === "'") return token.start === before.end && next.start > token.end;
    if (/^[&/]$/.test(token.text)) return true;
    if (token.text === "." && /^(?:no|ver|vol|rev)$/.test(before.lower))
      return /^\d/.test(next.text);
    if (/^[?�]$/.test(token.text)) return token.start > before.end;
    if (token.text === "-") {
      const after = next.text === "-" ? this.text.tokens[i + 2] : next;
      return (
        after !== undefined &&
        (after.kind === "capital" || after.text === "-") &&
        headIsNear(this.text.tokens, i)
      );
    }
    return token.text === "," && this.listGoesOn(i + 1);
  }

  /** Whether capitals after a comma lead to an "and": Collection, Use and Sharing. */
  private listGoesOn(from: number): boolean {
    const first = this.text.tokens[from];
    if (
      first === undefined ||
      BEFORE_TITLE.has(first.lower) ||
      this.text.bodyStarts.has(first.start)
    )
      return false;
    const isSmall = first.kind === "small";
    for (let i = from; i < Math.min(this.text.tokens.length, from + 10); i++) {
      const token = this.text.tokens[i] as Token;
      const next = this.text.tokens[i + 1];
      if (/^(?:and|or|&)$/.test(token.lower))
        return (
          i > from &&
          next !== undefined &&
          next.kind === (isSmall ? "small" : "capital") &&
          !isVerb(next, true) &&
          !this.text.bodyStarts.has(next.start)
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
}
