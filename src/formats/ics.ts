import { Type } from "typebox";
import type { JsonObject } from "../fields/field.ts";
import { dayAfter, periodOf } from "../values/edtf.ts";
import { version } from "../version.ts";
import type { EventType } from "../vocabularies.ts";
import { EVENT_TYPES } from "../vocabularies.ts";
import { contentLine, dateValue, momentValue, textValue } from "./content-lines.ts";
import { eventTitle } from "./event-titles.ts";
import type { About, Format } from "./format.ts";

/** How often a calendar program should look again. */
const REFRESH = "PT12H";

/** A calendar has at least one component (RFC 5545 §3.6); this one says nothing. */
const NOTHING =
  "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/** Events, and the events of instruments, as a calendar (RFC 5545). */
export const ics: Format = {
  name: "ics",
  mediaType: "text/calendar",
  contentType: "text/calendar; charset=utf-8",
  extension: "ics",
  description:
    "A calendar (iCalendar, RFC 5545) that can be subscribed to: each event as an all-day entry. A vague date spans its period; it and an approximate one are marked in the title and as tentative. An event without a date is a `VJOURNAL`, which calendars don't show: nothing is left out. Of instruments, all their events.",
  schema: Type.String({
    description: "A `VEVENT` for each event with a date, a `VJOURNAL` for each without.",
    examples: [
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Legal Developments API//EN\r\nBEGIN:VEVENT\r\nUID:0f7c5f0e-6f0c-8d3e-9d57-5b0c1d2f3a4b\r\nDTSTAMP:20200801T000000Z\r\nDTSTART;VALUE=DATE:20200816\r\nSUMMARY:Comment period closes: Data Security Law\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
  }),
  offers: ({ name }) => name === "events" || name === "instruments",
  takesFields: false,
  takesInclude: false,
  most: null,
  hasAbsoluteLinks: true,
  isDownload: true,
  writer(about) {
    let empty = true;
    return {
      begin: () => head(about),
      write(records) {
        const text = records.flatMap((json) => componentsOf(about, json)).join("");
        empty &&= text === "";
        return text;
      },
      end: () => `${empty ? NOTHING : ""}END:VCALENDAR\r\n`,
    };
  },
};

function head({ absolute, self, title }: About): string {
  const name = textValue(`Legal developments: ${title}`);
  return [
    contentLine("BEGIN", "VCALENDAR"),
    contentLine("VERSION", "2.0"),
    contentLine("PRODID", `-//Legal Developments API//${version}//EN`),
    contentLine("CALSCALE", "GREGORIAN"),
    // RFC 7986, and what calendar programs heard before there was one.
    contentLine("NAME", name),
    contentLine("X-WR-CALNAME", name),
    contentLine("SOURCE;VALUE=URI", absolute(self)),
    contentLine("REFRESH-INTERVAL;VALUE=DURATION", REFRESH),
    contentLine("X-PUBLISHED-TTL", REFRESH),
  ].join("");
}

/** The event that a record is, or the events of an instrument. */
function componentsOf(about: About, json: Buffer): string[] {
  const record = JSON.parse(json.toString()) as JsonObject;
  if (about.resource.name === "events") {
    const instrument = record["instrument"] as JsonObject;
    return [component(about, record, instrument["title"] as string)];
  }
  const title = record["title"] as string;
  return (record["events"] as JsonObject[]).map((event) => component(about, event, title));
}

function component(about: About, event: JsonObject, instrument: string): string {
  const path = (event["links"] as JsonObject)["self"] as string;
  const date = event["date"] as string | null;
  const name = date === null ? "VJOURNAL" : "VEVENT";
  const updated = momentValue(event["updated_at"] as string);
  return [
    contentLine("BEGIN", name),
    contentLine("UID", about.nameOf(path)),
    contentLine("DTSTAMP", updated),
    contentLine("CREATED", momentValue(event["created_at"] as string)),
    contentLine("LAST-MODIFIED", updated),
    contentLine("SEQUENCE", String((event["revision"] as number) - 1)),
    ...(date === null ? [] : when(date)),
    contentLine("SUMMARY", textValue(eventTitle(event, instrument))),
    contentLine("DESCRIPTION", textValue(descriptionOf(event))),
    contentLine("CATEGORIES", textValue(event["type"] as string)),
    contentLine("URL", about.absolute(path)),
    contentLine("END", name),
  ].join("");
}

/** The days of an event, of which nobody is busy. */
function when(date: string): string[] {
  const { start, end } = periodOf(date);
  const certain = start === end && !date.endsWith("~");
  const after = dayAfter(end);
  return [
    contentLine("DTSTART;VALUE=DATE", dateValue(start)),
    // The end is the first day after it; without one the event is of one day (RFC 5545 §3.6.1).
    ...(after.length > 10 ? [] : [contentLine("DTEND;VALUE=DATE", dateValue(after))]),
    contentLine("STATUS", certain ? "CONFIRMED" : "TENTATIVE"),
    contentLine("TRANSP", "TRANSPARENT"),
  ];
}

function descriptionOf({ type, date, note, item }: JsonObject): string {
  const reported = item === null ? null : `Reported by: ${(item as JsonObject)["title"]}`;
  const meaning = `${type}: ${EVENT_TYPES[type as EventType]}.`;
  return [note, meaning, `Date as recorded: ${date ?? "none"}.`, reported]
    .filter((part) => part !== null)
    .join("\n");
}
