import { getTableName } from "drizzle-orm";
import type { SqlValue, StatementCache } from "../../db/database.ts";
import type { View } from "../../db/dataset.ts";
import type { QueryContext } from "../../query/filter.ts";
import type { AllSets } from "../../sets/all-sets.ts";
import { DayOfEach } from "../../sets/day-of-each.ts";
import { KeySet } from "../../sets/key-set.ts";
import type { InstrumentStatus } from "../../vocabularies.ts";
import { codesOf, INSTRUMENT_STATUSES } from "../../vocabularies.ts";
import type { Followed } from "../define.ts";
import { BEGINNING, END, forceSpans } from "./status.ts";
import { instrumentStatuses, instruments } from "./table.ts";

/** The statuses of all instruments in memory: what they are asked for on any day. */

const CODES = codesOf(INSTRUMENT_STATUSES);

/** The steps of one instrument's life, as small numbers. */
interface Life {
  /** The first day of each period and the place of its status among the codes, by turns. */
  steps: readonly number[];
  /** The first day of each period in force and the first day after it, by turns; 0 for no end. */
  spans: readonly number[];
}

const dayNumber = (day: string): number => Number(day.replaceAll("-", ""));

/** Days are compared as what they are; no end is after all of them. */
const isBefore = (day: number, end: number) => end === 0 || day < end;

/** Reads `2020-01-01adopted,2020-06-01in_force`. */
function readLife(text: string): Life {
  const starts = text.split(",").map((step) => ({
    from: step.slice(0, BEGINNING.length),
    status: step.slice(BEGINNING.length) as InstrumentStatus,
  }));
  const periods = starts.map((step, i) => ({ ...step, to: starts[i + 1]?.from ?? END }));
  return {
    steps: starts.flatMap(({ from, status }) => [dayNumber(from), CODES.indexOf(status)]),
    spans: forceSpans(periods).flatMap(({ from, to }) => [
      from === BEGINNING ? 0 : dayNumber(from),
      to === END ? 0 : dayNumber(to),
    ]),
  };
}

/**
 * The lives of all instruments but judgments, which have no status. An instrument's row is written
 * whenever its statuses are derived, so they follow the rows as all sets do.
 */
export class Lives implements Followed {
  private readonly byView: Record<View, Map<number, Life>> = { public: new Map(), full: new Map() };

  read(connection: StatementCache, keys: readonly number[] | null): void {
    for (const key of keys ?? []) for (const lives of this.all()) lives.delete(key);
    const some = keys === null ? "" : "and r.key in (select value from json_each(?))";
    const bound: SqlValue[] = keys === null ? [] : [JSON.stringify(keys)];
    const rows = connection.iterateArrays(
      `select r.key, s.view, group_concat(s.from_day || s.status, ',' order by s.from_day)
       from ${getTableName(instruments)} r cross join ${getTableName(instrumentStatuses)} s
         on s.owner = r.id
       where r.type <> 'judgment' ${some} group by r.key, s.view`,
      ...bound,
    );
    // Most have the same life in both views, which come one after the other.
    let known: { key: SqlValue; text: SqlValue; life: Life } | null = null;
    for (const [key = null, view, text = null] of rows) {
      const isSame: boolean = known !== null && known.key === key && known.text === text;
      const life: Life = isSame && known !== null ? known.life : readLife(String(text));
      known = { key, text, life };
      this.byView[view as View].set(key as number, life);
    }
  }

  private all(): Map<number, Life>[] {
    return Object.values(this.byView);
  }

  /** The instruments of each status on a day. */
  byStatus(view: View, day: string): ReadonlyMap<string, KeySet> {
    const on = dayNumber(day);
    const found = CODES.map((): number[] => []);
    for (const [key, { steps }] of this.byView[view]) {
      let place = steps.length - 2;
      while (place > 0 && (steps[place] ?? 0) > on) place -= 2;
      found[steps[place + 1] ?? 0]?.push(key);
    }
    return new Map(CODES.map((code, i) => [code, new KeySet(found[i] ?? [])]));
  }

  /**
   * When each instrument that ever is in force begins or ceases to be: of the period that holds on
   * a day, else of the next, else of the last; see `forcePeriod`.
   */
  force(end: "from" | "to", view: View, day: string): DayOfEach {
    const on = dayNumber(day);
    const keys: number[] = [];
    const days: number[] = [];
    for (const [key, { spans }] of this.byView[view]) {
      let place = 0;
      while (place + 2 < spans.length && !isBefore(on, spans[place + 1] ?? 0)) place += 2;
      const found = spans[end === "from" ? place : place + 1] ?? 0;
      if (found === 0) continue;
      keys.push(key);
      days.push(found);
    }
    return new DayOfEach(keys, days);
  }
}

/** The instruments of each status on a day; judgments have none. */
export const statusesOn = (all: AllSets, { view }: QueryContext, day: string) =>
  all.remember(`statuses ${view} ${day}`, () => livesIn(all).byStatus(view, day));

/** When instruments come, came or cease to be in force, as seen on the day of the request. */
export const forceOn = (all: AllSets, { view, day }: QueryContext, end: "from" | "to"): DayOfEach =>
  all.remember(`in force ${end} ${view} ${day}`, () => livesIn(all).force(end, view, day));

const livesIn = (all: AllSets) => all.of("instruments").followed as Lives;
