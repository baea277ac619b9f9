import type { JsonObject } from "../fields/field.ts";
import type { EventType } from "../vocabularies.ts";

/** What a calendar or a feed calls the steps of an instrument's life. */
const TITLES: Readonly<Record<EventType, string>> = {
  planned: "Planned",
  drafted: "Draft",
  comment_opened: "Comment period opens",
  comment_closes: "Comment period closes",
  adopted: "Adopted",
  published: "Published",
  in_force: "Enters into force",
  applies: "Begins to apply",
  amended: "Amended",
  suspended: "Suspended",
  resumed: "Resumed",
  expires: "Expires",
  repealed: "Repealed",
  withdrawn: "Withdrawn",
  decided: "Decided",
  overturned: "Overturned",
  compliance_deadline: "Compliance deadline",
  other: "Event",
};

/**
 * "Comment period closes: Data Security Law". What a date stands for that is not one whole, certain
 * day is said as well: "Adopted (about 2020-07): …".
 * @param instrument the title of the instrument that the event belongs to
 */
export function eventTitle(event: JsonObject, instrument: string): string {
  const title = TITLES[event["type"] as EventType];
  const vague = vagueness(event["date"] as string | null);
  return `${title}${vague === null ? "" : ` (${vague})`}: ${instrument}`;
}

function vagueness(date: string | null): string | null {
  if (date === null) return "date unknown";
  if (date.endsWith("~")) return `about ${date.slice(0, -1)}`;
  return date.length < 10 ? `some time in ${date}` : null;
}
