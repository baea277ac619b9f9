import type { Action } from "../actions.ts";
import type { Part, Place } from "../part.ts";
import { sentenceAt } from "../part.ts";
import type { DateRole } from "./date-cues.ts";
import { CUE_REACH, DATE_CUES, DONE_BY_OTHERS, TELLS_OF_BEFORE } from "./date-cues.ts";
import type { WrittenDate } from "./find-dates.ts";
import { edtfOf, findDates } from "./find-dates.ts";

/** A date in a part of a development, and what it is the date of. */
export interface DateMention extends Place {
  date: WrittenDate;
  role: DateRole;
  /** How probably it is the development's own; the highest is. */
  score: number;
}

/** What speaks for a date being the development's own, and how much. */
const POINTS = {
  firstSentence: 4,
  secondSentence: 1,
  headline: 3,
  /** Nothing stands before it in its sentence but a preposition. */
  leading: 3,
  /** `(7 April)`, alone at the beginning or end. */
  bracketed: 3,
  /** An issuing verb is near. */
  acted: 2,
  wholeDay: 2,
  yearOnly: -4,
  /** The sentence tells of something before. */
  ofBefore: -6,
  /** It says when the text that is reported was decided. */
  decided: 4,
  /** Somebody else did something then. */
  ofOthers: -4,
};

/** How far before the edition, in days, and how much less probable that is for what is news. */
const LATER = 10;
const AGES: readonly (readonly [days: number, points: number])[] = [
  [365, -5],
  [180, -4],
];

const DAY = 86_400_000;

/** Below this a date is no development's own. */
export const LEAST_SCORE = 3;

/** Below this one that stands after the second sentence is none either, nor one without a day. */
const LEAST_LATE = 6;

const LEADING =
  /^(?:\(|on |am |le |el |il |in |during |as of |dated |date:\s?|since |at |,\s?|the |early on |\*|-|:)*$/i;
const NEAR = 70;

/** The dates of a part. @param masked without titles, whose years are theirs */
export function datesOf(part: Part, masked: string, actions: readonly Action[]): DateMention[] {
  let next = 0;
  return findDates(masked).map((date) => {
    const place = { part, start: date.start, end: date.end };
    const sentence = sentenceAt(place);
    const { role, isSaid } = roleOf(masked, date, sentence);
    while (next < actions.length && (actions[next] as Action).end <= date.start - NEAR) next++;
    const near = actions
      .slice(next, next + 20)
      .some(
        ({ start, end, act }) =>
          act !== "say" &&
          start < date.end + NEAR &&
          start >= sentence.start &&
          end <= sentence.end,
      );
    const lead = masked.slice(sentence.start, date.start);
    const isBracketed =
      /\($/.test(lead) &&
      /^\)/.test(masked.slice(date.end)) &&
      (lead.length <= 1 ||
        (part.isHeadline && part.plain.length - date.end < 4) ||
        sentence.end - date.end < 4);
    let score = part.isHeadline
      ? POINTS.headline
      : sentence.number === 0
        ? POINTS.firstSentence
        : sentence.number === 1
          ? POINTS.secondSentence
          : 0;
    if (lead.length < 24 && LEADING.test(lead)) score += POINTS.leading;
    if (isBracketed) score += POINTS.bracketed;
    if (near) score += POINTS.acted;
    if (isSaid) score += POINTS.decided;
    if (DONE_BY_OTHERS.test(masked.slice(date.end, sentence.end))) score += POINTS.ofOthers;
    if (date.day > 0) score += POINTS.wholeDay;
    if (date.month === 0 && date.day === 0) score += POINTS.yearOnly;
    if (TELLS_OF_BEFORE.test(masked.slice(sentence.start, sentence.start + 60)))
      score += POINTS.ofBefore;
    return { ...place, date, role, score };
  });
}

function roleOf(
  masked: string,
  date: WrittenDate,
  sentence: { start: number; end: number },
): { role: DateRole; isSaid: boolean } {
  const from = Math.max(sentence.start, date.start - CUE_REACH);
  const before = masked.slice(from, date.start);
  const after = masked.slice(date.end, Math.min(sentence.end, date.end + CUE_REACH));
  const around = masked.slice(
    Math.max(sentence.start, date.start - 300),
    Math.min(sentence.end, date.end + 200),
  );
  // "From 18 to 19 May" says how long it took, "from 18 May" since when.
  if (date.isRange === true && /\b(?:from|between)\s$/i.test(before)) {
    return { role: "own", isSaid: false };
  }
  const cue = DATE_CUES.find(
    (each) =>
      (each.before === undefined || each.before.test(before)) &&
      (each.after === undefined || each.after.test(after)) &&
      (each.sentence === undefined || each.sentence.test(around)),
  );
  return { role: cue?.role ?? "own", isSaid: cue?.role === "own" };
}

/**
 * What the edition's date says of dates that are written with their year: news is not from long
 * before it, and what comes after it is none yet.
 * @param edition `YYYY-MM-DD`
 */
export function weighByAge(mentions: readonly DateMention[], edition: string): void {
  for (const mention of mentions) {
    const { year, month, day } = mention.date;
    if (mention.role !== "own" || year === 0 || month === 0) continue;
    const age = (Date.parse(edition) - Date.parse(edtfOf({ year, month, day }))) / DAY;
    if (age < -LATER) mention.role = "background";
    mention.score += AGES.find(([days]) => age > days)?.[1] ?? 0;
  }
}

/** The date of the development itself; null where none can be. */
export function ownDate(mentions: readonly DateMention[]): DateMention | null {
  let best: DateMention | null = null;
  for (const mention of mentions) {
    if (mention.role !== "own" || mention.score < LEAST_SCORE) continue;
    const isLate = !mention.part.isHeadline && sentenceAt(mention).number > 1;
    if (isLate && (mention.score < LEAST_LATE || mention.date.day === 0)) continue;
    if (best === null || mention.score > best.score) best = mention;
  }
  return best;
}
