import { getTableName } from "drizzle-orm";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Row } from "../../db/database.ts";
import type { View } from "../../db/dataset.ts";
import type { Field, Json, JsonObject } from "../../fields/field.ts";
import { byOwner, computed, idsOf, isObject } from "../../fields/field.ts";
import { meaningsOf, orNull } from "../../fields/scalars.ts";
import type { WriteContext } from "../../resources/define.ts";
import { parsePeriod, periodOf } from "../../values/edtf.ts";
import type { InstrumentStatus } from "../../vocabularies.ts";
import { codesOf, INSTRUMENT_STATUSES } from "../../vocabularies.ts";
import { events } from "../events/table.ts";
import type { DatedEvent, StatusPeriod } from "./status.ts";
import { forcePeriod, forceSpans, statusPeriods } from "./status.ts";
import { instrumentStatuses, instruments } from "./table.ts";

const INSTRUMENTS = getTableName(instruments);
const STATUSES = getTableName(instrumentStatuses);
const EVENTS = getTableName(events);

/** Derives the statuses of an instrument, and when it was issued, from its events again. */
export function refreshLifecycle({ writer }: WriteContext, id: string): void {
  const rows = writer.all(`select type, date, state from ${EVENTS} where instrument = ?`, id);
  writer.run(`delete from ${STATUSES} where owner = ?`, id);
  for (const view of ["public", "full"] satisfies View[]) {
    const seen = view === "full" ? rows : rows.filter((row) => row["state"] === "published");
    for (const { from, to, status } of statusPeriods(seen as unknown as DatedEvent[])) {
      writer.run(
        `insert into ${STATUSES} (owner, view, from_day, to_day, status) values (?, ?, ?, ?, ?)`,
        id,
        view,
        from,
        to,
        status,
      );
    }
  }
  const published = writer.get(
    `select 1 from ${INSTRUMENTS} where id = ? and state = 'published'`,
    id,
  );
  // For everybody only what everybody sees may count; a draft is sorted by all that it has.
  const issued = issuedOn(published ? rows.filter((row) => row["state"] === "published") : rows);
  const period = issued === null ? { start: "", end: "" } : periodOf(issued);
  writer.run(
    `update ${INSTRUMENTS} set issued = ?, issued_start = ?, issued_end = ? where id = ?`,
    issued,
    period.start,
    period.end,
    id,
  );
}

/** The events that issue a text, the weightiest first. */
const ISSUING = ["published", "adopted", "decided", "comment_opened", "drafted"];

/** When an instrument as it was written was issued, as far as its events can be understood. */
export function issuedAsWritten({ events: written }: JsonObject): string | null {
  const rows = (Array.isArray(written) ? written : []).filter(isObject);
  const isDate = (date: Json | undefined) =>
    typeof date === "string" && !("fault" in parsePeriod(date));
  return issuedOn(rows.filter(({ date }) => isDate(date)) as Row[]);
}

/** When an instrument was issued: the first date of the weightiest kind of event that has one. */
function issuedOn(rows: readonly Row[]): string | null {
  for (const type of ISSUING) {
    const [first] = rows
      .filter((row) => row["type"] === type && row["date"] !== null)
      .map((row) => periodOf(row["date"] as string))
      .sort(
        (a, b) => compare(a.start, b.start) || compare(a.end, b.end) || compare(a.text, b.text),
      );
    if (first !== undefined) return first.text;
  }
  return null;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A field that follows from the periods of the statuses and the day; null for judgments. */
const ofPeriods = (
  description: string,
  schema: TSchema,
  value: (periods: StatusPeriod[], day: string) => Json,
): Field =>
  computed(
    description,
    schema,
    (rows, { connection, view, day }) => {
      const found = byOwner(
        connection.all(
          `select s.owner, s.from_day as "from", s.to_day as "to", s.status
           from json_each(?) j cross join ${STATUSES} s on s.owner = j.value and s.view = ?
           order by s.owner, s.from_day`,
          idsOf(rows),
          view,
        ),
      );
      return (row) => {
        if (row["type"] === "judgment") return null;
        return value((found.get(row["id"] as string) ?? []) as unknown as StatusPeriod[], day);
      };
    },
    (record, day) => (record["type"] === "judgment" ? null : value(recordedPeriods(record), day)),
  );

/** The periods of the statuses of an instrument, by the events in its record. */
const recordedPeriods = (record: JsonObject): StatusPeriod[] =>
  statusPeriods(record["events"] as unknown as DatedEvent[]);

/** The status of an instrument on a day, by the events in its record. */
export const recordedStatus = (record: JsonObject, day: string): InstrumentStatus =>
  statusOn(recordedPeriods(record), day);

const statusOn = (periods: readonly StatusPeriod[], on: string): InstrumentStatus =>
  periods.find(({ from, to }) => from <= on && on < to)?.status ?? "unknown";

const day = (description: string) => ({
  ...orNull(Type.String({ format: "date", examples: ["2020-08-01"] })),
  description,
});

const FROM =
  "The first day of the period in which it is, will be or was in force; of a vague date the last day, since in force means certainly in force.";
const TO = "The first day on which that is over, or null while no end is known.";
const STATUS = `Its status on the day asked for (\`on\`), else today in UTC, from its events; null for judgments.\n\n${meaningsOf(INSTRUMENT_STATUSES)}`;

/** The computed fields: as of the day of the request. */
export const lifecycleFields: Record<string, Field> = {
  status: ofPeriods(
    STATUS,
    {
      type: ["string", "null"],
      enum: [...codesOf(INSTRUMENT_STATUSES), null],
      description: STATUS,
    } as unknown as TSchema,
    statusOn,
  ),
  in_force_from: ofPeriods(
    FROM,
    day(FROM) as TSchema,
    (periods, on) => forcePeriod(forceSpans(periods), on).from,
  ),
  in_force_to: ofPeriods(
    TO,
    day(TO) as TSchema,
    (periods, on) => forcePeriod(forceSpans(periods), on).to,
  ),
};
