import type { Row } from "../../db/database.ts";
import type { ReadDevelopment } from "../../newsletters/reading.ts";
import { Faults } from "../../problems/faults.ts";
import { patchRecord } from "../../records/write.ts";
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

/**
 * Records the steps that are not recorded yet: of a draft that an import made at once, of any other
 * instrument as a proposal, since it is not the import's to change.
 */
export function recordEvents(
  context: WriteContext,
  { item, development, instruments, places, earlier }: Reported,
): { made: Made["events"]; waiting: Waiting[]; doubts: Doubt[] } {
  const { writer } = context;
  const result = {
    made: [...(earlier?.events ?? [])],
    waiting: [] as Waiting[],
    doubts: [] as Doubt[],
  };
  for (const [i, read] of development.instruments.entries()) {
    const instrument = instruments[i] ?? null;
    const place = places[i] ?? -1;
    if (instrument === null || place < 0) continue;
    const isOurs =
      writer.get(
        `select 1 from instruments t join instrument_imports m on m.instrument = t.id
         where t.id = ? and t.state = 'draft'`,
        instrument,
      ) !== undefined;
    for (const { value, doubt } of read.events) {
      // What is in doubt about the date of all of it is said once.
      if (doubt !== null && doubt !== development.date.doubt) {
        result.doubts.push({ field: `/instruments/${place}`, detail: doubt });
      }
      const { type, date } = value;
      const recorded = eventsOf(context, instrument);
      const before = earlier?.events.find(
        (event) => event.instrument === instrument && event.type === type,
      );
      const index = recorded.findIndex(({ id }) => id === before?.id);
      if (before !== undefined && index >= 0 && before.date !== date) {
        const current = recorded[index]?.["date"] as string | null;
        result.made = result.made.map((each) => (each === before ? { ...each, date } : each));
        if (current === date) continue;
        if (isOurs && current === before.date) {
          const request = { body: { date }, faults: new Faults(), matches: () => true };
          patchRecord(context, resource, before.id, request);
          continue;
        }
        result.waiting.push({
          pointer: `/instruments/${place}/events/${index}/date`,
          resource: "events",
          record: before.id,
          field: "date",
          operation: "set",
          current,
          proposed: date,
          reason: "The corrected edition gives another date.",
        });
        continue;
      }
      if (recorded.some((event) => isThat(event, type, date))) continue;
      if (isOurs) {
        const body = { instrument, type, date, item };
        const { id, faults } = createAsFarAsPossible(context, resource, body, true);
        if (id !== null) result.made.push({ id, instrument, type, date });
        for (const detail of faults) result.doubts.push({ field: `/instruments/${place}`, detail });
        continue;
      }
      result.waiting.push({
        pointer: `/instruments/${place}/events/-`,
        resource: "instruments",
        record: instrument,
        field: "events",
        operation: "add",
        current: null,
        proposed: { type, date },
        reason: "The development reports a step that the instrument does not have yet.",
      });
    }
  }
  return result;
}

const eventsOf = ({ writer }: WriteContext, instrument: string): Row[] =>
  writer.all(
    `select id, type, date, date_start, date_end from events where instrument = ?
     order by date_start = '', date_start, key`,
    instrument,
  );

/** Whether a recorded step is the one that was read: of one type, on dates that can be one. */
function isThat(event: Row, type: string, date: string | null): boolean {
  if (event["type"] !== type) return false;
  const period = date === null ? null : parsePeriod(date);
  if (period === null || "fault" in period || event["date_start"] === "") return true;
  return (
    (event["date_start"] as string) <= period.end && (event["date_end"] as string) >= period.start
  );
}
