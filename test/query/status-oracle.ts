import { daysOf } from "./meanings.ts";

/** What the events of an instrument say, read off the rules and not computed by periods. */

export interface PlainEvent {
  type: string;
  date: string | null;
}

const VAGUE_FROM_THE_FIRST = ["suspended", "expires", "repealed", "withdrawn"];
const ENDS: Record<string, string> = {
  in_force: "in_force",
  applies: "in_force",
  expires: "expired",
  repealed: "repealed",
  withdrawn: "withdrawn",
};
/** Of one day, the later of these wins. */
const ORDER = ["in_force", "applies", "resumed", "suspended", "expires", "repealed", "withdrawn"];

interface Turn {
  type: string;
  day: string;
}

const turnOf = ({ type, date }: PlainEvent): Turn[] => {
  if (date === null) return [];
  const { first, last } = daysOf(date);
  return [{ type, day: VAGUE_FROM_THE_FIRST.includes(type) ? first : last }];
};

/** The status on a day of an instrument that is no judgment. */
export function statusOn(events: readonly PlainEvent[], day: string): string {
  const past = events.flatMap(turnOf).filter((turn) => turn.day <= day);
  const turns = past
    .filter(({ type }) => ORDER.includes(type))
    .sort((a, b) =>
      a.day === b.day
        ? ORDER.indexOf(a.type) - ORDER.indexOf(b.type)
        : Buffer.compare(Buffer.from(a.day), Buffer.from(b.day)),
    );
  const decisive = turns.findLastIndex(({ type }) => type in ENDS);
  const status = ENDS[turns[decisive]?.type ?? ""];
  if (status === "in_force") {
    return turns.slice(decisive + 1).at(-1)?.type === "suspended" ? "suspended" : "in_force";
  }
  if (status !== undefined) return status;
  const has = (...types: string[]) => past.some(({ type }) => types.includes(type));
  if (has("adopted", "published")) return "adopted";
  if (isOpen(events, day)) return "open_for_comment";
  if (has("drafted", "comment_opened")) return "draft";
  return has("planned") ? "planned" : "unknown";
}

/** Whether comments are invited: from an opening until the first close after it, included. */
function isOpen(events: readonly PlainEvent[], day: string): boolean {
  const closes = events.flatMap(({ type, date }) =>
    type === "comment_closes" && date !== null ? [daysOf(date).first] : [],
  );
  return events.some(({ type, date }) => {
    if (type !== "comment_opened" || date === null) return false;
    const opened = daysOf(date).last;
    const closed = closes.filter((close) => close >= opened).sort()[0];
    return closed !== undefined && opened <= day && day <= closed;
  });
}

/** A day from which something may be otherwise. */
const nextDay = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
};

/**
 * From when until when an instrument is in force, as seen on a day: looked for day by day, on all
 * days on which an event begins or ends, and those after them.
 */
export function forceOn(
  events: readonly PlainEvent[],
  day: string,
): { from: string | null; to: string | null } {
  const dates = events.flatMap(({ date }) => (date === null ? [] : [daysOf(date)]));
  const days = [...new Set(dates.flatMap(({ first, last }) => [first, last, nextDay(first)]))];
  const spans: { from: string; to: string | null }[] = [];
  let isOn = false;
  for (const each of days.sort()) {
    const is = ["in_force", "suspended"].includes(statusOn(events, each));
    const last = spans.at(-1);
    if (is && !isOn) spans.push({ from: each, to: null });
    if (!is && isOn && last) last.to = each;
    isOn = is;
  }
  const span = spans.find(({ to }) => to === null || day < to) ?? spans.at(-1);
  return span ?? { from: null, to: null };
}

const byKey = (a: { key: string }, b: { key: string }) =>
  Number(a.key > b.key) - Number(a.key < b.key);

/** When an instrument counts as issued: the first date of the weightiest event that has one. */
export function issuedOn(events: readonly PlainEvent[]): string | null {
  for (const wanted of ["published", "adopted", "decided", "comment_opened", "drafted"]) {
    const dates = events.flatMap(({ type, date }) => (type === wanted && date ? [date] : []));
    const key = (date: string) => `${daysOf(date).first} ${daysOf(date).last} ${date}`;
    const [first] = dates.map((date) => ({ date, key: key(date) })).sort(byKey);
    if (first !== undefined) return first.date;
  }
  return null;
}
