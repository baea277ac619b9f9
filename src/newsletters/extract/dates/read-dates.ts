import { parsePeriod, periodOf } from "../../../values/edtf.ts";
import type { Read } from "../../reading.ts";
import { sentenceAt, spanOf } from "../part.ts";
import type { Scene } from "../scene.ts";
import type { DateMention } from "./choose-date.ts";
import { datesOf, LEAST_SCORE, ownDate, weighByAge } from "./choose-date.ts";
import { CUE_REACH } from "./date-cues.ts";
import { edtfOf, findDates } from "./find-dates.ts";
import { relativeTo, vagueOf } from "./relative-dates.ts";
import { yearBefore, Years } from "./years.ts";

/** The dates of a development: its own, and those of what it tells of. */
export interface Dating {
  own: Read<string | null>;
  others: readonly { mention: DateMention; date: string; doubt: string | null }[];
}

const DAY = 86_400_000;
/** What has taken effect is news; what will is something else. */
const HAS_COME =
  /\b(?:entered|came|took|has taken|has come|have taken|have come)\b|已|正式(?:施行|实施|生效)/i;
const UNKNOWN = "The text gives no date of the development.";

/**
 * The dates of a document's developments. A year that is missing is the edition's, or that of the
 * nearest development with one; a missing month likewise.
 * @param heads texts at the head of the document, where its own date may stand
 * @param published_on of the edition, EDTF, if known
 * @param isMonthFirst how a development's figures such as 3/4/2023 are read where either could be the month
 */
export function readDates(
  scenes: readonly Scene[],
  heads: readonly string[],
  published_on: string | null,
  isMonthFirst: (scene: Scene) => boolean,
): Dating[] {
  const mentions = scenes.map(({ views }) =>
    views.flatMap(({ part, masked, actions }) => datesOf(part, masked, actions)),
  );
  for (const each of mentions) each.push(...lastDays(each));
  scenes.forEach((scene, i) => {
    const isFirst = isMonthFirst(scene);
    for (const { date } of mentions[i] ?? []) {
      if (date.isAmbiguous !== true) continue;
      if (isFirst) [date.month, date.day] = [date.day, date.month];
      date.doubt = `Read as ${isFirst ? "month/day" : "day/month"}/year; it could be the other way round.`;
    }
  });
  const edition = editionDay(heads, published_on);
  if (edition !== null) for (const each of mentions) weighByAge(each, edition);
  const chosen = mentions.map(ownDate);
  const years = new Years(edition, mentions, chosen);
  const owns = scenes.map((scene, i) =>
    ownOf(scene, mentions[i] ?? [], chosen[i] ?? null, i, years, edition),
  );
  const ownDays = owns.map(({ value }) => (value === null ? edition : periodOf(value).start));
  return scenes.map((_, i) => ({
    own: owns[i] as Read<string | null>,
    others: (mentions[i] ?? []).flatMap((mention) => {
      if (mention.role === "own" || mention.role === "background" || mention.role === "occasion")
        return [];
      const isDeadline = /^(?:comment_closes|compliance_deadline|expires)$/.test(mention.role);
      const own = isDeadline ? ownDays[i] : null;
      const read = own == null ? years.complete(mention, i) : years.completeFrom(mention, own, i);
      if (read === null) return [];
      const isEnd = mention.date.isEnd === true && isDeadline;
      return [
        { mention, ...read, ...(isEnd ? { date: periodOf(read.date).end, doubt: null } : {}) },
      ];
    }),
  }));
}

const CONSULTS = /征求|意见|反馈|comment|consult|feedback/i;

/** Where comments are taken from one day to another, the last is when that closes. */
function lastDays(mentions: readonly DateMention[]): DateMention[] {
  return mentions.flatMap((mention) => {
    const { last } = mention.date;
    if (last === undefined) return [];
    const sentence = sentenceAt(mention);
    const around = mention.part.plain.slice(
      Math.max(sentence.start, mention.start - CUE_REACH),
      Math.min(sentence.end, mention.end + CUE_REACH),
    );
    if (!CONSULTS.test(around)) return [];
    const { month, day } = last;
    return [
      {
        ...mention,
        role: "comment_closes",
        date: { ...mention.date, month, day, doubt: null, isRange: false },
      } satisfies DateMention,
    ];
  });
}

/** A day that what is reported is not later than, as far as the document tells. */
function editionDay(heads: readonly string[], published_on: string | null): string | null {
  const given = published_on === null ? null : parsePeriod(published_on);
  if (given !== null && "end" in given) return given.end;
  const dates = heads.flatMap((head) => findDates(head)).filter(({ year }) => year > 0);
  const ends = dates
    .map((date) => parsePeriod(edtfOf(date)))
    .flatMap((period) => ("end" in period ? [period.end] : []));
  return ends.sort().at(-1) ?? null;
}

function ownOf(
  { views, development }: Scene,
  mentions: readonly DateMention[],
  chosen: DateMention | null,
  position: number,
  years: Years,
  edition: string | null,
): Read<string | null> {
  const vague = vagueOf(views);
  // "Recently" where the text begins says more than a date that comes later.
  const isVague =
    vague !== null &&
    (chosen === null || (!chosen.part.isHeadline && sentenceAt(chosen).number > 0));
  if (chosen !== null && !isVague) {
    const read = years.complete(chosen, position);
    if (read === null)
      return {
        value: null,
        spans: [spanOf(chosen)],
        doubt: "The date has no year, and nothing else in the document tells it.",
      };
    const late =
      chosen.score < LEAST_SCORE + 3
        ? ["It is not where dates of developments usually stand."]
        : [];
    return {
      value: read.date,
      spans: [spanOf(chosen)],
      doubt: [read.doubt, ...late].filter(Boolean).join(" ") || null,
    };
  }
  const relative = edition === null ? null : relativeTo(edition, views);
  if (relative !== null) return relative;
  if (vague !== null)
    return { value: null, spans: [vague.span], doubt: `The text only says '${vague.text}'.` };
  const besides = mentions.find(
    (mention) =>
      mention.role === "background" &&
      !mention.part.isHeadline &&
      mention.date.day > 0 &&
      sentenceAt(mention).number === 0 &&
      mention.score >= LEAST_SCORE + 3,
  );
  const told = besides === undefined ? null : years.complete(besides, position);
  if (besides !== undefined && told !== null && isRecent(told.date, edition)) {
    return {
      value: told.date,
      spans: [spanOf(besides)],
      doubt: ["The only date is that of something that the text tells besides.", told.doubt]
        .filter(Boolean)
        .join(" "),
    };
  }
  const occasion = mentions.find(
    ({ role, part, score }) => role === "occasion" && !part.isHeadline && score >= LEAST_SCORE,
  );
  const read = occasion === undefined ? null : years.complete(occasion, position);
  if (occasion !== undefined && read !== null) {
    return {
      value: read.date,
      spans: [spanOf(occasion)],
      doubt: ["The only date is that of what it reacts to.", read.doubt].filter(Boolean).join(" "),
    };
  }
  const effect = mentions.find(({ role, part, score, start }) => {
    const before = part.plain.slice(Math.max(0, start - 40), start);
    return (
      (role === "in_force" || role === "applies") &&
      score >= LEAST_SCORE + 2 &&
      HAS_COME.test(before)
    );
  });
  const inEffect = effect === undefined ? null : years.complete(effect, position);
  if (effect !== undefined && inEffect !== null) {
    return {
      value: inEffect.date,
      spans: [spanOf(effect)],
      doubt: ["The only date is that on which it took effect.", inEffect.doubt]
        .filter(Boolean)
        .join(" "),
    };
  }
  const section = sectionDate(development.sections, edition);
  if (section !== null)
    return { value: section, spans: [], doubt: "The date is that of the heading above it." };
  return { value: null, spans: [], doubt: UNKNOWN };
}

/** News is from so many days before its edition. */
const RECENT = 100;

function isRecent(date: string, edition: string | null): boolean {
  if (edition === null) return false;
  const age = (Date.parse(edition) - Date.parse(periodOf(date).start)) / DAY;
  return age >= 0 && age <= RECENT;
}

function sectionDate(sections: readonly string[], edition: string | null): string | null {
  for (const section of sections.toReversed()) {
    const [date] = findDates(section);
    if (date === undefined || date.day === 0 || date.month === 0) continue;
    const year =
      date.year > 0 ? date.year : edition === null ? 0 : yearBefore(edition, date.month, date.day);
    if (year > 0) return edtfOf({ ...date, year });
  }
  return null;
}
