import { getTableName } from "drizzle-orm";
import { KeySet } from "../../sets/key-set.ts";
import type { SqlValue } from "../../db/database.ts";
import type { Filter, QueryContext } from "../../query/filter.ts";
import { codeLabels } from "../../query/labels.ts";
import { union } from "../../query/member-filter.ts";
import { oneOfVocabulary, wholeDay } from "../../query/values.ts";
import type { AllSets } from "../../sets/all-sets.ts";
import { codesOf, INSTRUMENT_STATUSES } from "../../vocabularies.ts";
import { instrumentStatuses, instruments } from "./table.ts";

/** Filters by the status that instruments have on a day. */

type ByStatus = ReadonlyMap<string, KeySet>;

/** The instruments of each status on a day; judgments have none. */
function statusesOn(all: AllSets, { connection, view }: QueryContext, day: string): ByStatus {
  return all.remember(`statuses ${view} ${day}`, () => {
    const rows = connection.all(
      `select s.status, r.key from ${getTableName(instrumentStatuses)} s
         join ${getTableName(instruments)} r on r.id = s.owner and r.type <> 'judgment'
       where s.view = ? and s.from_day <= ? and s.to_day > ?`,
      view,
      day,
      day,
    );
    const found = new Map<string, KeySet>();
    for (const { status, key } of rows) {
      const set = found.get(status as string) ?? new KeySet();
      found.set(status as string, set.add(key as number));
    }
    return found;
  });
}

/** The items about instruments of each status on a day. */
function itemsOn(all: AllSets, context: QueryContext, day: string): ByStatus {
  const { view } = context;
  return all.remember(`items by status ${view} ${day}`, () => {
    const links = all.of("items").linked("instrument");
    const found = new Map<string, KeySet>();
    for (const [status, keys] of statusesOn(all, context, day)) {
      const items = new KeySet();
      for (const [key, { open, hidden }] of links) {
        if (!keys.has(key)) continue;
        items.orInPlace(open);
        if (view === "full") items.orInPlace(hidden);
      }
      found.set(status, items);
    }
    return found;
  });
}

const withStatus = (found: ByStatus, statuses: readonly SqlValue[]): KeySet =>
  union(statuses.flatMap((status) => found.get(String(status)) ?? []));

/** A filter by status on the day of the request: of instruments, or of items about them. */
function statusFilter(
  description: string,
  found: (all: AllSets, context: QueryContext, day: string) => ByStatus,
): Filter {
  return {
    description,
    example: "in_force",
    value: oneOfVocabulary(INSTRUMENT_STATUSES),
    operators: ["any", "not"],
    dependsOnDay: true,
    facet: {
      description,
      *values(_, all, context) {
        const byStatus = found(all, context, context.day);
        for (const status of codesOf(INSTRUMENT_STATUSES)) {
          yield [status, [byStatus.get(status) ?? new KeySet()]];
        }
      },
      labels: codeLabels,
    },
    condition: (operator, values, context) => ({
      select: (_, all) => withStatus(found(all, context, context.day), values),
      negated: operator === "not",
    }),
  };
}

export const ofStatus = statusFilter(
  "Instruments with these statuses on the day asked for (`on`), else today.",
  statusesOn,
);

export const aboutStatus = statusFilter(
  "Items about instruments with these statuses on the day asked for (`on`), else today.",
  itemsOn,
);

/** The instruments that were in force on a day. */
export const inForceOn: Filter = {
  description: "Instruments that were certainly in force on this day, or on any of these.",
  example: "2020-08-01",
  value: wholeDay,
  operators: ["any"],
  condition: (_, days, context) => ({
    select: (__, all) =>
      union(days.map((day) => withStatus(statusesOn(all, context, String(day)), ["in_force"]))),
  }),
};
