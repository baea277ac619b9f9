import type { Read } from "../../reading.ts";
import type { Span } from "../../passage.ts";
import type { Scene } from "../scene.ts";
import { RELATIVE, VAGUE, WEEKDAY, WEEKDAYS } from "./date-cues.ts";

/** Dates that are only told by the edition's: "recently", "last Thursday", "this month". */

const DAY = 86_400_000;

/** "Recently" and the like, in the first sentence of the text. */
export function vagueOf(views: Scene["views"]): { text: string; span: Span } | null {
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

/** A day that the first sentence counts from the edition's; null where it names none. */
export function relativeTo(edition: string, views: Scene["views"]): Read<string> | null {
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
