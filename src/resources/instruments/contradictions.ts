import { getTableName } from "drizzle-orm";
import { Type } from "typebox";
import type { StatementCache } from "../../db/database.ts";
import type { Field, ParseContext } from "../../fields/field.ts";
import { byOwner, computed, idsOf } from "../../fields/field.ts";
import { meaningsOf } from "../../fields/scalars.ts";
import { periodOf } from "../../values/edtf.ts";
import type { EventType, EventWarning } from "../../vocabularies.ts";
import { codesOf, EVENT_WARNINGS } from "../../vocabularies.ts";
import { events } from "../events/table.ts";
import { instruments } from "./table.ts";

/**
 * Events that contradict one another. Where the world can be like that (laws are made to apply to
 * the past, and of most lives only some steps are known) they are accepted and shown with a warning;
 * what can't be, whatever is not known, is refused when it is written.
 */

export interface LifeEvent {
  /** Null for one that is being written and has none yet. */
  id: string | null;
  type: EventType;
  date: string | null;
}

/** Events that contradict one another. */
export interface Contradiction {
  code: EventWarning;
  events: LifeEvent[];
}

type Find = (events: readonly LifeEvent[], type: string) => LifeEvent[][];

/** No day of the one date is as late as any of the other; what has no date is not before anything. */
const isBefore = (a: LifeEvent, b: LifeEvent): boolean =>
  a.date !== null && b.date !== null && periodOf(a.date).end < periodOf(b.date).start;

const of = (events: readonly LifeEvent[], types: readonly EventType[]) =>
  events.filter(({ type }) => types.includes(type));

/** Each event of some types that is before all of others, of which there are any. */
const before =
  (early: readonly EventType[], late: readonly EventType[]): Find =>
  (events) => {
    const others = of(events, late);
    const [first] = others;
    if (first === undefined) return [];
    return of(events, early)
      .filter((event) => others.every((other) => isBefore(event, other)))
      .map((event) => [event, first]);
  };

/** Each event of some types that is after any of others. */
const after =
  (late: readonly EventType[], early: readonly EventType[]): Find =>
  (events) =>
    of(events, late).flatMap((event) => {
      const other = of(events, early).find((each) => isBefore(each, event));
      return other === undefined ? [] : [[other, event]];
    });

const FORCE: readonly EventType[] = ["in_force", "applies"];
const ENDS: readonly EventType[] = ["expires", "repealed", "withdrawn"];

/** An end and the next, between which nothing can have come into force. */
const severalEnds: Find = (events) => {
  const ends = of(events, ENDS)
    .filter(({ date }) => date !== null)
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
  return ends.slice(1).flatMap((end, i) => {
    const last = ends[i] as LifeEvent;
    const isRevived = of(events, FORCE).some(
      (event) => !isBefore(event, last) && !isBefore(end, event),
    );
    return isRevived ? [] : [[last, end]];
  });
};

const startOf = ({ date }: LifeEvent): string => (date === null ? "" : periodOf(date).start);

/** What comes into force again after an end that was one. */
const revived: Find = (events) => {
  const force = of(events, FORCE);
  const ends = of(events, ENDS).filter((end) => force.some((event) => !isBefore(end, event)));
  return after(FORCE, ENDS)([...force, ...ends], "");
};

const resumedAlone: Find = (events) =>
  of(events, ["resumed"])
    .filter((event) => of(events, ["suspended"]).every((other) => isBefore(event, other)))
    .map((event) => [event]);

const inJudgment =
  (types: readonly EventType[]): Find =>
  (events, type) =>
    type === "judgment" ? of(events, types).map((event) => [event]) : [];

/** The rules; what breaks one of the second kind is refused. */
const WARNED: Partial<Record<EventWarning, Find>> = {
  published_before_adopted: before(["published"], ["adopted"]),
  in_force_before_adopted: before(["in_force"], ["adopted"]),
  applies_before_in_force: before(["applies"], ["in_force"]),
  closed_before_opened: before(["comment_closes"], ["comment_opened"]),
  opened_after_adopted: after(["comment_opened"], ["adopted", "published", "in_force"]),
  ended_before_in_force: before(ENDS, FORCE),
  several_ends: severalEnds,
  in_force_after_end: revived,
  suspended_before_in_force: before(["suspended"], FORCE),
  resumed_without_suspension: resumedAlone,
};
const REFUSED: Partial<Record<EventWarning, Find>> = {
  ended_before_adopted: before(["expires", "repealed"], ["adopted"]),
  overturned_before_decided: before(["overturned"], ["decided"]),
  not_of_a_judgment: inJudgment(["planned", "comment_opened", "comment_closes"]),
};

function contradictionsBy(
  rules: Partial<Record<EventWarning, Find>>,
  lives: readonly LifeEvent[],
  type: string,
): Contradiction[] {
  return Object.entries(rules).flatMap(([code, find]) =>
    find(lives, type).map((found) => ({ code: code as EventWarning, events: found })),
  );
}

/** All contradictions in an instrument's life. */
const contradictionsIn = (lives: readonly LifeEvent[], type: string): Contradiction[] =>
  contradictionsBy({ ...WARNED, ...REFUSED }, lives, type);

const inWords = ({ type, date }: LifeEvent) => `${type} ${date ?? "without a date"}`;

const detailOf = ({ code, events: found }: Contradiction): string => {
  const meaning: string = EVENT_WARNINGS[code];
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}: ${found.map(inWords).join(", ")}.`;
};

const EVENTS = getTableName(events);

const storedEvents = (connection: StatementCache, instrument: string): LifeEvent[] =>
  connection.all(
    `select id, type, date from ${EVENTS} where instrument = ? order by date_start, key`,
    instrument,
  ) as unknown as LifeEvent[];

/**
 * Reports what can't be in an instrument's life as it is being written. What is stored already is
 * no reason to refuse another change.
 */
export function refuseImpossible(
  written: { instrument: string | null; type: string; events: readonly LifeEvent[] },
  pointer: string,
  { connection, faults }: ParseContext,
): void {
  const { instrument, type, events: lives } = written;
  const found = contradictionsBy(REFUSED, lives, type);
  if (found.length === 0) return;
  const stored = instrument === null ? [] : storedEvents(connection, instrument);
  const known = contradictionsBy(REFUSED, stored, typeOf(connection, instrument) ?? type);
  const details = new Set(known.map(detailOf));
  for (const each of found.filter((one) => !details.has(detailOf(one)))) {
    faults.pointer(pointer, `That can't be. ${detailOf(each)}`);
  }
}

const typeOf = (connection: StatementCache, instrument: string | null): string | null =>
  (connection.get(`select type from ${getTableName(instruments)} where id = ?`, instrument)?.[
    "type"
  ] ?? null) as string | null;

/** The same for one event that is being written: the others are as they are stored. */
export function refuseImpossibleEvent(
  event: LifeEvent & { instrument: string },
  pointer: string,
  context: ParseContext,
): void {
  const { instrument, ...own } = event;
  const type = typeOf(context.connection, instrument);
  if (type === null) return;
  const stored = storedEvents(context.connection, instrument);
  const isThere = stored.some(({ id }) => id === own.id);
  // In its place: what is said of contradictions names the first of several.
  const lives = isThere
    ? stored.map((each) => (each.id === own.id ? own : each))
    : [...stored, own];
  refuseImpossible({ instrument, type, events: lives }, pointer, context);
}

const DESCRIPTION = `What is strange about its events and may be a mistake, or as the world is.\n\n${meaningsOf(EVENT_WARNINGS)}`;

/** The contradictions among the events that the reader sees. */
export const warnings: Field = {
  ...computed(
    DESCRIPTION,
    Type.Array(
      Type.Object(
        {
          code: Type.Enum([...codesOf(EVENT_WARNINGS)]),
          detail: Type.String({ description: "What it is, with the events' types and dates." }),
          events: Type.Array(Type.String(), { description: "The ids of the events." }),
        },
        { additionalProperties: false },
      ),
      { description: DESCRIPTION },
    ),
    (rows, { connection, view }) => {
      const visible = view === "public" ? "and +e.state = 'published'" : "";
      const found = byOwner(
        connection.all(
          `select e.instrument as owner, e.id, e.type, e.date
         from json_each(?) j cross join ${EVENTS} e on e.instrument = j.value
         where 1 ${visible} order by e.instrument, e.date_start, e.key`,
          idsOf(rows),
        ),
      );
      return (row) => {
        const lives = (found.get(row["id"] as string) ?? []) as unknown as LifeEvent[];
        return contradictionsIn(lives, row["type"] as string).map((each) => ({
          code: each.code,
          detail: detailOf(each),
          events: each.events.flatMap(({ id }) => id ?? []),
        }));
      };
    },
  ),
  absent: [],
};
