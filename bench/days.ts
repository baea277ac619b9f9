import type { Random } from "./random.ts";

const DAY = 24 * 60 * 60 * 1000;

/** A day in one of these years, both included, as `YYYY-MM-DD`. */
export function dayBetween(random: Random, first: number, last: number): string {
  const days = Math.floor((Date.UTC(last + 1, 0, 1) - Date.UTC(first, 0, 1)) / DAY);
  const day = Date.UTC(first, 0, 1) + random.between(0, days - 1) * DAY;
  return new Date(day).toISOString().slice(0, 10);
}

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2026, 11, 31);

/** How many days late or early an item is entered. */
const OUT_OF_ORDER = 60;

/**
 * When a development happened: mostly a day, sometimes only a month or a year, sometimes
 * approximate, sometimes unknown. Items are entered about in the order of their days, as they
 * happen, and there are more of them from year to year.
 * @param progress how far all items have been entered, from 0 to 1
 */
export function vagueDay(random: Random, progress: number): string | null {
  const around = FIRST + (LAST - FIRST) * Math.sqrt(progress);
  const moved = around + random.between(-OUT_OF_ORDER, OUT_OF_ORDER) * DAY;
  const day = new Date(Math.min(LAST, Math.max(FIRST, moved))).toISOString().slice(0, 10);
  const kind = random.next();
  if (kind < 0.9) return day;
  if (kind < 0.93) return day.slice(0, 7);
  if (kind < 0.95) return day.slice(0, 4);
  if (kind < 0.97) return `${day.slice(0, random.pick([4, 7, 10]))}~`;
  return null;
}
