import { dayAfter, periodOf } from "../../values/edtf.ts";
import type { EventType, InstrumentStatus } from "../../vocabularies.ts";

/** The status of an instrument as a step function of the day, from its events alone. */

export interface DatedEvent {
  type: EventType;
  /** EDTF, or null where it is not known when. */
  date: string | null;
}

/** A status from one day until another, which is no longer included. */
export interface StatusPeriod {
  from: string;
  to: string;
  status: InstrumentStatus;
}

/** Days before the first event and after the last are open; these stand for their ends. */
export const BEGINNING = "0000-01-01";
export const END = "9999-12-32";

/** How far a text has come on its way into force. */
const STAGE: Partial<Record<InstrumentStatus, number>> = {
  unknown: 0,
  planned: 1,
  draft: 2,
  open_for_comment: 2,
  adopted: 3,
};

type Step = (status: InstrumentStatus) => InstrumentStatus;

/** A text goes forward on the way into force: a later draft does not undo an adoption. */
const forwardTo =
  (status: InstrumentStatus): Step =>
  (current) =>
    (STAGE[current] ?? 4) <= (STAGE[status] ?? 4) ? status : current;

const always =
  (status: InstrumentStatus): Step =>
  () =>
    status;

/**
 * What an event does to the status, and on which day of its period. "In force" means certainly in
 * force, so a vague beginning counts from its last day and a vague end from its first. The closing
 * day of a consultation is still included. The order is that of events of one day.
 */
const EFFECTS: Partial<
  Record<EventType, { counts: "last" | "first" | "after"; step: Step; closes?: boolean }>
> = {
  planned: { counts: "last", step: forwardTo("planned") },
  drafted: {
    counts: "last",
    // Another draft does not close the consultation on the first.
    step: (current) => (current === "open_for_comment" ? current : forwardTo("draft")(current)),
  },
  comment_closes: {
    counts: "after",
    step: (current) => (current === "open_for_comment" ? "draft" : current),
  },
  comment_opened: { counts: "last", step: forwardTo("open_for_comment") },
  adopted: { counts: "last", step: forwardTo("adopted") },
  published: { counts: "last", step: forwardTo("adopted") },
  in_force: { counts: "last", step: always("in_force") },
  applies: { counts: "last", step: always("in_force") },
  resumed: {
    counts: "last",
    step: (current) => (current === "suspended" ? "in_force" : current),
  },
  suspended: {
    counts: "first",
    step: (current) => (current === "in_force" ? "suspended" : current),
  },
  expires: { counts: "first", step: always("expired") },
  repealed: { counts: "first", step: always("repealed") },
  withdrawn: { counts: "first", step: always("withdrawn") },
};

const RANK = new Map(Object.keys(EFFECTS).map((type, index) => [type, index]));

interface Turn<E> {
  day: string;
  rank: number;
  step: Step;
  event: E;
}

/** Where an event comes among those of one day: in the order in which they count. */
export const rankOnDay = (type: EventType): number => RANK.get(type) ?? RANK.size;

/** A status, and the event that it begins with; null where it began before all events. */
export type CausedPeriod<E> = StatusPeriod & { by: E | null };

/** The periods of an instrument's statuses, without a gap from the beginning to the end of days. */
export function statusPeriods<E extends DatedEvent>(events: readonly E[]): CausedPeriod<E>[] {
  const turns = events.flatMap((event) => turnsOf(event, events));
  turns.sort((a, b) => (a.day === b.day ? a.rank - b.rank : a.day < b.day ? -1 : 1));
  const periods: CausedPeriod<E>[] = [];
  let from = BEGINNING;
  let status: InstrumentStatus = "unknown";
  let by: E | null = null;
  for (const turn of turns) {
    const next = turn.step(status);
    if (next === status) continue;
    if (turn.day > from) {
      periods.push({ from, to: turn.day, status, by });
      from = turn.day;
    }
    status = next;
    by = turn.event;
  }
  periods.push({ from, to: END, status, by });
  return periods;
}

function turnsOf<E extends DatedEvent>(event: E, events: readonly E[]): Turn<E>[] {
  const { type, date } = event;
  const effect = EFFECTS[type];
  if (effect === undefined || date === null) return [];
  const { start, end } = periodOf(date);
  const day = effect.counts === "last" ? end : effect.counts === "first" ? start : dayAfter(start);
  // After the last day that can be written comes nothing.
  if (day.length > END.length) return [];
  // An opening without a known close leaves the text a draft: nobody can say that it is still open.
  const step =
    type === "comment_opened" && !closesAfter(end, events) ? forwardTo("draft") : effect.step;
  return [{ day, rank: rankOnDay(type), step, event }];
}

const closesAfter = (opened: string, events: readonly DatedEvent[]) =>
  events.some(
    ({ type, date }) =>
      type === "comment_closes" && date !== null && periodOf(date).start >= opened,
  );

/** From a day until another, which is no longer included. */
export interface Span {
  from: string;
  to: string;
}

/** The periods in which an instrument is in force, in order. */
export function forceSpans(periods: readonly StatusPeriod[]): Span[] {
  const spans: Span[] = [];
  for (const { from, to, status } of periods) {
    // A suspension interrupts the effect and does not end the force.
    if (status !== "in_force" && status !== "suspended") continue;
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

/** The first and last day that is known of the period that holds on a day, else the next, else the last. */
export function forcePeriod(
  spans: readonly Span[],
  day: string,
): { from: string | null; to: string | null } {
  const span = spans.find(({ to }) => day < to) ?? spans.at(-1);
  if (span === undefined) return { from: null, to: null };
  return {
    from: span.from === BEGINNING ? null : span.from,
    to: span.to === END ? null : span.to,
  };
}
