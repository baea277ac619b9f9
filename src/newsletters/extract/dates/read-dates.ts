import { parsePeriod, periodOf } from "../../../values/edtf.ts";
import type { Span } from "../../passage.ts";
import type { Read } from "../../reading.ts";
import { sentenceAt, spanOf } from "../part.ts";
import type { Scene } from "../scene.ts";
import type { DateMention } from "./choose-date.ts";
import { datesOf, LEAST_SCORE, ownDate, weighByAge } from "./choose-date.ts";
import { CUE_REACH, RELATIVE, VAGUE, WEEKDAY, WEEKDAYS } from "./date-cues.ts";
import { edtfOf, findDates } from "./find-dates.ts";

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

class Years {
  private readonly edition: string | null;
  private readonly common: number;
  /** For each development the year and month of the nearest one that gives them. */
  private readonly near: readonly { year: number; month: number }[];

  constructor(
    edition: string | null,
    mentions: readonly (readonly DateMention[])[],
    own: readonly (DateMention | null)[],
  ) {
    this.edition = edition;
    const counts = new Map<number, number>();
    for (const { date } of mentions.flat()) {
      if (date.year > 0) counts.set(date.year, (counts.get(date.year) ?? 0) + 1);
    }
    this.common = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
    this.near = nearestOf(own);
  }

  /** A deadline with the year that it lacks: it comes after the development. */
  completeFrom(
    mention: DateMention,
    from: string,
    position: number,
  ): { date: string; doubt: string | null } | null {
    const { year, month, day } = mention.date;
    if (year !== 0 || month === 0) return this.complete(mention, position);
    const text = edtfOf({ year: yearFrom(from, month, day), month, day });
    if ("fault" in parsePeriod(text)) return null;
    const doubt = "The year is not given; it is the first such day after the development.";
    return {
      date: text,
      doubt: mention.date.doubt === null ? doubt : `${mention.date.doubt} ${doubt}`,
    };
  }

  /** A date with the year that it lacks; null where no year can be known. */
  complete({ date }: DateMention, position: number): { date: string; doubt: string | null } | null {
    const doubts = date.doubt === null ? [] : [date.doubt];
    let { year, month } = date;
    const near = this.near[position] ?? { year: 0, month: 0 };
    if (month === 0 && year === 0) {
      month = this.edition === null ? near.month : Number(this.edition.slice(5, 7));
      if (month === 0) return null;
      doubts.push("The month is not given; it is that of the edition or of its neighbours.");
    }
    if (year === 0) {
      if (this.edition !== null) {
        year = yearBefore(this.edition, month, date.day);
        doubts.push("The year is not given; it is taken from the edition's date.");
      } else {
        year = near.year > 0 ? near.year : this.common;
        if (year === 0) return null;
        doubts.push("The year is not given; it is that of the nearest date with one.");
      }
    }
    const text = edtfOf({ year, month, day: date.day });
    return "fault" in parsePeriod(text) ? null : { date: text, doubt: doubts.join(" ") || null };
  }
}

/** Of a day without a year the first one that is not before another. */
function yearFrom(from: string, month: number, day: number): number {
  const year = Number(from.slice(0, 4));
  const asked = Date.UTC(year, month - 1, day || 28);
  return asked < Date.parse(from) ? year + 1 : year;
}

/** Of a day without a year the last one that was not long after the edition. */
function yearBefore(edition: string, month: number, day: number): number {
  const year = Number(edition.slice(0, 4));
  const asked = Date.UTC(year, month - 1, day || 1);
  return asked - Date.parse(edition) > 45 * DAY ? year - 1 : year;
}

function nearestOf(own: readonly (DateMention | null)[]): { year: number; month: number }[] {
  const result = own.map(() => ({
    year: 0,
    month: 0,
    distance: Number.POSITIVE_INFINITY,
    monthDistance: Number.POSITIVE_INFINITY,
  }));
  const pass = (order: readonly number[]) => {
    let [year, month, at, monthAt] = [0, 0, 0, 0];
    for (const i of order) {
      const date = own[i]?.date;
      if (date !== undefined && date.year > 0) [year, at] = [date.year, i];
      if (date !== undefined && date.month > 0) [month, monthAt] = [date.month, i];
      const entry = result[i];
      if (entry === undefined) continue;
      if (year > 0 && Math.abs(i - at) < entry.distance)
        [entry.year, entry.distance] = [year, Math.abs(i - at)];
      if (month > 0 && Math.abs(i - monthAt) < entry.monthDistance)
        [entry.month, entry.monthDistance] = [month, Math.abs(i - monthAt)];
    }
  };
  const order = own.map((_, i) => i);
  pass(order);
  pass(order.toReversed());
  return result;
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

/** "Recently" and the like, in the first sentence of the text. */
function vagueOf(views: Scene["views"]): { text: string; span: Span } | null {
  const first = views.find(({ part }) => !part.isHeadline);
  if (first === undefined) return null;
  const end = first.part.sentences[0]?.end ?? 0;
  const match = VAGUE.exec(first.masked.slice(0, end));
  if (match === null) return null;
  return {
    text: match[0],
    span: first.part.passage.spanOf(match.index, match.index + match[0].length),
  };
}

function relativeTo(edition: string, views: Scene["views"]): Read<string> | null {
  const first = views.find(({ part }) => !part.isHeadline);
  if (first === undefined) return null;
  const text = first.masked.slice(0, first.part.sentences[0]?.end ?? 0);
  const read = ({ 0: written, index }: RegExpExecArray, value: string): Read<string> => ({
    value,
    spans: [first.part.passage.spanOf(index, index + written.length)],
    doubt: `The text says '${written}'; counted from the edition's date.`,
  });
  const weekday = WEEKDAY.exec(text);
  const isYetToCome =
    weekday !== null && /\b(?:will|to be|is to)\b/i.test(text.slice(0, weekday.index));
  if (weekday !== null && !isYetToCome) return read(weekday, dayOfWeekBefore(edition, weekday));
  for (const { pattern, days, months, precision } of RELATIVE) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const at = new Date(Date.parse(edition) - days * DAY);
    if (months !== undefined) at.setUTCMonth(at.getUTCMonth() - months, 1);
    const day = at.toISOString().slice(0, 10);
    return read(
      match,
      precision === "day" ? day : precision === "month" ? day.slice(0, 7) : `${day.slice(0, 7)}~`,
    );
  }
  return null;
}

/** The last such day of the week before the edition's; "last Thursday" is not said of yesterday. */
function dayOfWeekBefore(edition: string, [, word = "", name = ""]: RegExpExecArray): string {
  const at = new Date(Date.parse(edition));
  const asked = WEEKDAYS.indexOf(name.toLowerCase());
  const back = (at.getUTCDay() - asked + 7) % 7;
  const isYesterday = /last/i.test(word) && back < 2;
  at.setUTCDate(at.getUTCDate() - back - (isYesterday ? 7 : 0));
  return at.toISOString().slice(0, 10);
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
