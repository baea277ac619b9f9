import type { Row } from "../../db/database.ts";
import type { ReadDevelopment } from "../../newsletters/reading.ts";
import { Faults } from "../../problems/faults.ts";
import { deleteRecord, patchRecord } from "../../records/write.ts";
import type { WriteContext } from "../../resources/define.ts";
import { events as resource } from "../../resources/events/resource.ts";
import { parsePeriod } from "../../values/edtf.ts";
import { createAsFarAsPossible } from "./create.ts";
import type { Made } from "./instruments.ts";
import type { Proposal } from "./proposals.ts";
import type { Doubt } from "./review.ts";

/** The steps in instruments' lives that a development reports. */

type Waiting = Omit<Proposal, "item" | "source" | "edition">;

interface Reported {
  item: string;
  development: ReadDevelopment;
  /** The ids of its instruments, and their places in the item's list. */
  instruments: readonly (string | null)[];
  places: readonly number[];
  earlier: Made | null;
}

type Event = Made["events"][number];

/**
 * Records the steps that are not recorded yet: of a draft that an import made at once, of any other
 * instrument as a proposal, since it is not the import's to change. What an import recorded before
 * is brought to what is read now, and not recorded again where a person deleted it.
 */
export function recordEvents(
  context: WriteContext,
  { item, development, instruments, places, earlier }: Reported,
): { made: Event[]; waiting: Waiting[]; doubts: Doubt[] } {
  const made = [...(earlier?.events ?? [])];
  const waiting: Waiting[] = [];
  const doubts: Doubt[] = [];
  const seen = new Set<string>();
  for (const [i, read] of development.instruments.entries()) {
    const instrument = instruments[i] ?? null;
    const place = places[i] ?? -1;
    if (instrument === null || place < 0) continue;
    for (const { doubt } of read.events) {
      // What is in doubt about the date of all of it is said once.
      if (doubt === null || doubt === development.date.doubt) continue;
      doubts.push({ field: `/instruments/${place}`, detail: doubt });
    }
    // A text that is named twice is one instrument, whose steps were looked at together.
    if (seen.has(instrument)) continue;
    seen.add(instrument);
    const steps = development.instruments.flatMap((other, j) =>
      instruments[j] === instrument ? other.events.map(({ value }) => value) : [],
    );
    const at = { instrument, item, pointer: `/instruments/${place}/events` };
    const { changed, added, gone } = compare(steps, made, instrument);
    const isOurs = isDraftOfImport(context, instrument);
    for (const change of changed) {
      made[made.indexOf(change.before)] = { ...change.before, date: change.date };
      waiting.push(...changeDate(context, at, change, isOurs));
    }
    for (const event of gone) {
      made.splice(made.indexOf(event), 1);
      waiting.push(...takeAway(context, at, event, isOurs));
    }
    for (const { type, date } of added) {
      const recorded = eventsOf(context, instrument);
      if (recorded.some((event) => isThat(event, type, date))) continue;
      if (!isOurs) {
        waiting.push(addition(at, type, date));
        continue;
      }
      const body = { instrument, type, date, item };
      const { id, faults } = createAsFarAsPossible(context, resource, body, true);
      if (id !== null) made.push({ id, instrument, type, date });
      for (const detail of faults) doubts.push({ field: `/instruments/${place}`, detail });
    }
  }
  return { made, waiting, doubts };
}

interface Place {
  instrument: string;
  item: string;
  pointer: string;
}

type Step = Pick<Event, "type" | "date">;

/** What is read of an instrument now against what was recorded of it before. */
function compare(
  steps: readonly Step[],
  made: readonly Event[],
  instrument: string,
): { changed: { before: Event; date: string | null }[]; added: Step[]; gone: Event[] } {
  const left = made.filter((event) => event.instrument === instrument);
  const take = (isThis: (event: Event) => boolean): Event | null => {
    const index = left.findIndex(isThis);
    return index < 0 ? null : (left.splice(index, 1)[0] as Event);
  };
  const others = steps.filter(
    ({ type, date }) => take((event) => event.type === type && event.date === date) === null,
  );
  const added: Step[] = [];
  const changed = others.flatMap((step) => {
    const before = take((event) => event.type === step.type);
    if (before === null) added.push(step);
    return before === null ? [] : [{ before, date: step.date }];
  });
  return { changed, added, gone: left };
}

/** Whether an instrument is a draft that an import made. */
const isDraftOfImport = ({ writer }: WriteContext, instrument: string): boolean =>
  writer.get(
    `select 1 from instruments t join instrument_imports m on m.instrument = t.id
     where t.id = ? and t.state = 'draft'`,
    instrument,
  ) !== undefined;

/** Gives a step another date, or proposes it where the step was edited. */
function changeDate(
  context: WriteContext,
  { instrument, pointer }: Place,
  { before, date }: { before: Event; date: string | null },
  isOurs: boolean,
): Waiting[] {
  const recorded = eventsOf(context, instrument);
  const index = recorded.findIndex(({ id }) => id === before.id);
  const current = recorded[index]?.["date"] as string | null | undefined;
  if (current === undefined || current === date) return [];
  if (isOurs && current === before.date) {
    const request = { body: { date }, faults: new Faults(), matches: () => true };
    patchRecord(context, resource, before.id, request);
    return [];
  }
  return [
    {
      pointer: `${pointer}/${index}/date`,
      resource: "events",
      record: before.id,
      field: "date",
      operation: "set",
      current,
      proposed: date,
      reason: "The source gives another date now.",
    },
  ];
}

/** Takes a step away that is not read any more, or proposes it where it was edited or published. */
function takeAway(
  context: WriteContext,
  { instrument, item, pointer }: Place,
  { id, type, date }: Event,
  isOurs: boolean,
): Waiting[] {
  const recorded = eventsOf(context, instrument);
  const index = recorded.findIndex((event) => event["id"] === id);
  const found = recorded[index];
  if (found === undefined) return [];
  if (isOurs && found["date"] === date && found["item"] === item && found["note"] === null) {
    deleteRecord(context, resource, id, { faults: new Faults(), matches: () => true });
    return [];
  }
  return [
    {
      pointer: `${pointer}/${index}`,
      resource: "instruments",
      record: instrument,
      field: "events",
      operation: "remove",
      current: { id, type, date: found["date"] as string | null },
      proposed: null,
      reason: "The source does not report this step any more.",
    },
  ];
}

const addition = ({ instrument, pointer }: Place, type: string, date: string | null): Waiting => ({
  pointer: `${pointer}/-`,
  resource: "instruments",
  record: instrument,
  field: "events",
  operation: "add",
  current: null,
  proposed: { type, date },
  reason: "The development reports a step that the instrument does not have yet.",
});

const eventsOf = ({ writer }: WriteContext, instrument: string): Row[] =>
  writer.all(
    `select id, type, date, date_start, date_end, item, note from events where instrument = ?
     order by date_start = '', date_start, key`,
    instrument,
  );

/** Whether a recorded step is the one that was read: of one type, on dates that can be one. */
function isThat(event: Row, type: string, date: string | null): boolean {
  if (event["type"] !== type) return false;
  const period = date === null ? null : parsePeriod(date);
  if (period === null || "fault" in period || event["date_start"] === "") return true;
  const [start, end] = [event["date_start"] as string, event["date_end"] as string];
  return start <= period.end && end >= period.start;
}
