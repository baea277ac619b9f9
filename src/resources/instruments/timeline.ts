import { getTableName } from "drizzle-orm";
import type { SqlValue } from "../../db/database.ts";
import type { DatasetState } from "../../db/dataset.ts";
import type { JsonObject, ReadContext } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import type { Lister } from "../../query/list.ts";
import type { ListQuery } from "../../query/parameters.ts";
import { parseListQuery } from "../../query/parameters.ts";
import type { Fragments, Versioned } from "../../records/fragments.ts";
import { visibleIn } from "../../records/render.ts";
import { periodOf } from "../../values/edtf.ts";
import type { InstrumentStatus } from "../../vocabularies.ts";
import { events as eventResource } from "../events/resource.ts";
import { events as eventTable } from "../events/table.ts";
import { items as itemResource } from "../items/resource.ts";
import type { DatedEvent } from "./status.ts";
import { rankOnDay, statusPeriods } from "./status.ts";

/** The events of an instrument and the items about it, in one order of time. */

const EVENTS = getTableName(eventTable);

export const TIMELINE_KINDS = {
  event: "a dated step in the life of the instrument",
  item: "a development that is about it, or names it",
} as const;

export type TimelineKind = keyof typeof TIMELINE_KINDS;

/** What is asked for: some of the entries after a position, or the first. */
export interface TimelineQuery {
  instrument: { id: string; type: string };
  /** The kinds of entry; null for both. */
  kinds: readonly TimelineKind[] | null;
  limit: number;
  after: TimelinePosition | null;
  count: boolean;
}

/** What was shown last of each kind: both are in order, so that is where each goes on. */
export interface TimelinePosition {
  event: EventPosition | null;
  item: readonly SqlValue[] | null;
}

/** Whether it is undated, the first day of its date, its rank on that day, its id. */
type EventPosition = readonly [absent: number, start: string, rank: number, id: string];

/** Some entries, each as JSON in UTF-8. */
export interface Timeline {
  entries: Buffer[];
  /** How many there are in all; undefined where that was not asked for. */
  total: number | undefined;
  /** From where to go on; null at the end. */
  next: TimelinePosition | null;
}

type EventRow = DatedEvent & Versioned & { date_start: string };

interface TimelineEvent extends EventRow {
  kind: "event";
  position: EventPosition;
}

interface TimelineItem {
  kind: "item";
  date: string | null;
  record: Buffer;
  position: readonly [absent: number, start: string, id: string];
}

/** A status that begins with an event, and the day on which it does. */
interface Change {
  status: InstrumentStatus;
  from: string;
}

/** Where what entries are made of is kept. */
export interface Sources {
  lister: Lister;
  fragments: Fragments;
}

/**
 * Reads a part of an instrument's timeline: by the first day of each date, what is undated last; of
 * one day the events before the items, events in the order in which they count, items by id.
 *
 * Events are few, and all are needed to know what each does to the status. Items can be many: they
 * come from where their own lists come from, a page at a time.
 */
export function readTimeline(
  { lister, fragments }: Sources,
  query: TimelineQuery,
  context: ReadContext,
  dataset: DatasetState,
): Timeline {
  const { instrument, kinds, limit, after } = query;
  const wants = (kind: TimelineKind) => kinds === null || kinds.includes(kind);
  const all = eventsOf(context, instrument.id);
  const changes: ReadonlyMap<string, Change> =
    instrument.type === "judgment" ? new Map() : changesBy(all);
  const events = wants("event") ? all : [];
  const left = events.filter(
    ({ position }) => !after?.event || comparePositions(position, after.event) > 0,
  );
  const about = wants("item") ? itemsAbout(instrument.id, limit + 1, context) : null;
  const items =
    about === null
      ? []
      : lister.read(about, context, dataset, after?.item ?? null).records.map(timelineItem);
  const merged = merge(left, items);
  const shown = merged.slice(0, limit);
  const shownEvents = shown.filter((entry) => entry.kind === "event");
  const json = fragments.read(eventResource, shownEvents, context, dataset.labels_version);
  const recordOf = new Map(shownEvents.map(({ id }, i) => [id, json[i] as Buffer]));
  const entries = shown.map((entry) =>
    entry.kind === "item"
      ? entryOf(entry, entry.record)
      : entryOf(entry, recordOf.get(entry.id) as Buffer, changes.get(entry.id)),
  );
  const lastItem = shown.findLast((entry) => entry.kind === "item");
  return {
    entries,
    total: query.count
      ? events.length + (about === null ? 0 : lister.total(about, context))
      : undefined,
    next:
      merged.length <= limit
        ? null
        : {
            event: shownEvents.at(-1)?.position ?? after?.event ?? null,
            item: lastItem?.position ?? after?.item ?? null,
          },
  };
}

/** The events that the client may see, in the order of the timeline. */
function eventsOf({ connection, view }: ReadContext, instrument: string): TimelineEvent[] {
  const rows = connection.all(
    `select r.key, r.id, r.render_version, r.type, r.date, r.date_start from ${EVENTS} r
     where r.instrument = ?${visibleIn(eventResource, view, "r.")}`,
    instrument,
  );
  return rows
    .map((row): TimelineEvent => {
      const { id, type, date, date_start: start } = row as unknown as EventRow;
      const position = [date === null ? 1 : 0, start, rankOnDay(type), id] as const;
      return { ...(row as unknown as EventRow), kind: "event", position };
    })
    .sort((a, b) => comparePositions(a.position, b.position));
}

function comparePositions(a: EventPosition, b: EventPosition): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] as typeof value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** What each event does to the status, by its id: only what lasts for a day is a status. */
function changesBy(events: readonly TimelineEvent[]): Map<string, Change> {
  const periods = statusPeriods(events);
  return new Map(
    periods.flatMap(({ by, from, status }, i): [string, Change][] =>
      by === null || periods[i - 1]?.status === status ? [] : [[by.id, { status, from }]],
    ),
  );
}

/** The query of the list of items that name an instrument, oldest first. */
function itemsAbout(instrument: string, limit: number, context: ReadContext): ListQuery {
  const faults = new Faults();
  const parameters = {
    instrument,
    sort: "date",
    ...(context.view === "full" ? { state: "draft,published" } : {}),
  };
  const query = parseListQuery(itemResource, parameters, { ...context, faults });
  faults.throwIfAny();
  return { ...query, limit };
}

/** An item with its position in the list that it is from: that list's own order (`sort=date`). */
function timelineItem(record: Buffer): TimelineItem {
  const { id, date } = JSON.parse(record.toString()) as { id: string; date: string | null };
  const start = date === null ? "" : periodOf(date).start;
  return { kind: "item", date, record, position: [date === null ? 1 : 0, start, id] };
}

/** Both in order, as one: of one day the events come first. */
function merge(
  events: readonly TimelineEvent[],
  items: readonly TimelineItem[],
): (TimelineEvent | TimelineItem)[] {
  const dayOf = ([absent, start]: readonly SqlValue[]) => `${absent} ${start}`;
  // The sort is stable, and each day's events stand before its items.
  return [...events, ...items].sort((a, b) => {
    const [one, other] = [dayOf(a.position), dayOf(b.position)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

function entryOf(
  { kind, date }: TimelineEvent | TimelineItem,
  record: Buffer,
  change?: Change,
): Buffer {
  const head = JSON.stringify({
    kind,
    date,
    status: change?.status ?? null,
    status_from: change?.from ?? null,
  } satisfies JsonObject);
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"record":`), record, Buffer.from("}")]);
}
