import type { Json, JsonObject } from "../../fields/field.ts";
import type { Note } from "../../newsletters/layout.ts";
import type { Span } from "../../newsletters/passage.ts";
import type { Read, ReadDevelopment, Unmatched } from "../../newsletters/reading.ts";
import { faultOfUrl, normalizeUrl } from "../../values/urls.ts";
import type { Doubt, Offset } from "./review.ts";

/** What was read of a development as an item that a client would write. */

/** The fields of an item that an import writes. */
export const ITEM_FIELDS = [
  ...["title", "summary", "kind", "date", "jurisdiction", "issuing_bodies", "instruments"],
  ...["topics", "citations", "sources", "language"],
] as const;

export interface Drafted {
  body: JsonObject;
  doubts: Doubt[];
  offsets: Offset[];
  /** For each instrument that was read: its place in the item's list. */
  places: number[];
}

/** The longest texts that the fields take. */
const LONGEST = { title: 2000, summary: 50_000, text: 2000, url: 2000 };

/**
 * @param instruments the ids of the development's instruments, in its order; null for one that could
 *   not be recorded
 * @param unmatched names in the development that no record has
 */
export function draftOf(
  development: ReadDevelopment,
  instruments: readonly (string | null)[],
  source: string,
  unmatched: readonly Unmatched[],
): Drafted {
  const { position, language, notes } = development;
  const doubts: Doubt[] = [];
  const offsets: Offset[] = [];
  const look = <T>(field: string, { value, spans, doubt }: Read<T>): T => {
    if (doubt !== null) doubts.push({ field, detail: doubt });
    for (const { start, end } of spans) offsets.push({ field, start, end });
    return value;
  };
  const texts = (field: "title" | "summary", text: string): string => {
    const [cut, isCut] = shortened(clean(text), LONGEST[field]);
    if (isCut) doubts.push({ field: `/${field}`, detail: `It was cut at ${LONGEST[field]}.` });
    return cut;
  };
  const summary = look("/summary", development.summary);
  const body: JsonObject = {
    title: texts("title", look("/title", development.title)) || `Development ${position}`,
    summary: summary === null ? null : texts("summary", summary) || null,
    kind: look("/kind", development.kind),
    date: look("/date", development.date),
    jurisdiction: look("/jurisdiction", development.jurisdiction),
  };
  body["issuing_bodies"] = listed(development.issuing_bodies, "/issuing_bodies", look, (body) => [
    `${body.id} ${body.role}`,
    { ...body },
  ]).list;
  const named = development.instruments.map(({ title, role }, i) => ({
    ...title,
    value: { id: instruments[i] ?? null, role },
  }));
  const { list, places } = listed(named, "/instruments", look, ({ id, role }) => [
    id,
    id === null ? null : { id, role },
  ]);
  body["instruments"] = list;
  development.instruments.forEach(({ type, id }, i) => {
    const place = places[i] ?? -1;
    if (id === null && type.doubt !== null && place >= 0) {
      doubts.push({ field: `/instruments/${place}`, detail: type.doubt });
    }
  });
  body["topics"] = listed(development.topics, "/topics", look, (id) => [id, { id }]).list;
  body["citations"] = citationsOf(notes, (field, span) => offsets.push({ field, ...span }));
  body["sources"] = [{ id: source, position }];
  body["language"] = language;
  for (const each of unmatched) doubts.push(doubtOf(each));
  offsets.sort((a, b) => a.start - b.start || b.end - a.end);
  return { body, doubts, offsets, places };
}

type Look = <T>(field: string, read: Read<T>) => T;

/** A list of links without repeats, and where in it each of what was read is; -1 for nowhere. */
function listed<T>(
  all: readonly Read<T>[],
  pointer: string,
  look: Look,
  linkOf: (value: T) => [key: string | null, link: Json],
): { list: Json[]; places: number[] } {
  const list: Json[] = [];
  const seen = new Map<string, number>();
  const places = all.map((read) => {
    const [key, link] = linkOf(read.value);
    if (key === null) return -1;
    const place = seen.get(key) ?? list.length;
    look(`${pointer}/${place}`, read);
    if (!seen.has(key)) list.push(link);
    seen.set(key, place);
    return place;
  });
  return { list, places };
}

const FIELD_OF = {
  issuing_body: "/issuing_bodies",
  instrument: "/instruments",
  jurisdiction: "/jurisdiction",
  topic: "/topics",
} as const;

function doubtOf({ kind, text, suggestion }: Unmatched): Doubt {
  const near =
    suggestion === null ? "" : ` The nearest is '${suggestion.name}' (${suggestion.id}).`;
  const [shown] = shortened(clean(text), 200);
  return {
    field: FIELD_OF[kind],
    detail: `'${shown}' is no ${kind.replace("_", " ")} that is recorded here.${near}`,
  };
}

/** Notes as citations, without those that cite the same page or say nothing. */
function citationsOf(
  notes: readonly Note[],
  offset: (field: string, span: Span) => void,
): JsonObject[] {
  const citations: JsonObject[] = [];
  const seen = new Map<string, number>();
  for (const note of notes) {
    const isAddress =
      note.url !== null && note.url.length <= LONGEST.url && faultOfUrl(note.url) === null;
    const printed = clean([isAddress ? null : note.url, note.text].filter(Boolean).join(" "));
    const [text] = shortened(printed, LONGEST.text);
    if (!isAddress && text === "") continue;
    const key = isAddress ? normalizeUrl(note.url as string) : `text ${text}`;
    const place = seen.get(key) ?? citations.length;
    const { start, end } = note.span;
    offset(`/citations/${place}`, { start, end });
    if (seen.has(key)) continue;
    seen.set(key, place);
    citations.push({
      ...(isAddress ? { url: note.url } : {}),
      ...(text === "" ? {} : { text }),
    });
  }
  return citations;
}

/** The normal forms of the addresses that a development cites. */
export const addressesOf = ({ notes }: Pick<ReadDevelopment, "notes">): string[] => [
  ...new Set(
    notes.flatMap(({ url }) =>
      url === null || faultOfUrl(url) !== null ? [] : [normalizeUrl(url)],
    ),
  ),
];

/** A text without what no field takes: control characters, and white space at its ends. */
const clean = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, " ").trim();

/** A text cut between characters, and whether it had to be. */
function shortened(text: string, most: number): [string, boolean] {
  if (text.length <= most) return [text, false];
  const cut = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "");
  return [`${cut.trimEnd()}…`, true];
}
