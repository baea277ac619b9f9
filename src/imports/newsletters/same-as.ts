import type { StatementCache } from "../../db/database.ts";
import type { ReadDevelopment } from "../../newsletters/reading.ts";
import { parsePeriod } from "../../values/edtf.ts";
import { likeness } from "./align.ts";
import { addressesOf } from "./draft.ts";

/** Whether a development is one that another source has reported already. */

export interface SameAs {
  item: string;
  /** In words that complete "it …". */
  reason: string;
  /** Whether it is the same; else it may be, and is recorded with that doubt. */
  isCertain: boolean;
}

/** A page that more items than this cite is about many things, such as a front page. */
const MOST_CITING = 5;

/** So many items of a day are compared by their titles. */
const MOST_OF_A_DAY = 500;

/**
 * The item that a development is or may be the same as. Items of the same source are not looked at:
 * one publication does not report a thing twice.
 * @param source the source that is being imported
 */
export function sameAs(
  writer: StatementCache,
  development: ReadDevelopment,
  source: string,
): SameAs | null {
  const candidates = [
    ...byAddress(writer, development, source),
    ...byDay(writer, development, source),
  ];
  return candidates.find(({ isCertain }) => isCertain) ?? candidates[0] ?? null;
}

const OTHER_SOURCE =
  "not exists (select 1 from item_sources s where s.owner = i.id and s.target = ?)";

function byAddress(writer: StatementCache, development: ReadDevelopment, source: string): SameAs[] {
  return addressesOf(development).flatMap((address) => {
    // The front page of a site says nothing of what it is cited for.
    if (new URL(address).pathname === "/" && !/[?#]/.test(address)) return [];
    const rows = writer.all(
      `select i.id, i.title, i.date from citations c join items i on i.id = c.item
       where c.url_normalized = ? and ${OTHER_SOURCE} order by i.key limit ${MOST_CITING + 1}`,
      address,
      source,
    );
    if (rows.length > MOST_CITING) return [];
    return rows.map(({ id, title, date }) => {
      const isWhen = areCompatible(development.date.value, date as string | null);
      const isLike = likeness(title as string, development.title.value) >= 0.5;
      // One page may be cited for two steps of one text; on one day, or under one title, it is one.
      return {
        item: id as string,
        reason: `cites the same page, ${address}`,
        isCertain: isWhen && (rows.length === 1 || isLike),
      };
    });
  });
}

function byDay(writer: StatementCache, development: ReadDevelopment, source: string): SameAs[] {
  const { date, title } = development;
  const period = date.value === null ? null : parsePeriod(date.value);
  if (period === null || "fault" in period || period.start !== period.end) return [];
  const rows = ["draft", "published"].flatMap((state) =>
    writer.all(
      `select i.id, i.title from items i where i.state = ? and i.date_start = ? and i.date_end = ?
         and ${OTHER_SOURCE} limit ${MOST_OF_A_DAY}`,
      state,
      period.start,
      period.end,
      source,
    ),
  );
  return rows.flatMap(({ id, title: other }): SameAs[] => {
    const item = id as string;
    const alike = likeness(other as string, title.value);
    if (alike >= 0.85) {
      return [{ item, reason: "has nearly the same title on the same day", isCertain: true }];
    }
    if (sharesActors(writer, development, item)) {
      const reason = "is of the same day, by the same body about the same instrument";
      return [{ item, reason, isCertain: true }];
    }
    if (alike < 0.65) return [];
    return [{ item, reason: "has a similar title on the same day", isCertain: false }];
  });
}

/** Whether an item has a body that acted in the development, and an instrument that it is about. */
function sharesActors(
  writer: StatementCache,
  { issuing_bodies, instruments }: ReadDevelopment,
  item: string,
): boolean {
  const has = (table: string, ids: readonly string[], where: string) =>
    writer.get(
      `select 1 from ${table} l where l.owner = ? and l.${where}
         and l.target in (select value from json_each(?)) limit 1`,
      item,
      JSON.stringify(ids),
    ) !== undefined;
  const bodies = issuing_bodies.flatMap(({ value: { id, role } }) =>
    role === "mentioned" ? [] : [id],
  );
  const texts = instruments.flatMap(({ id, role }) =>
    id === null || role === "mentioned" ? [] : id,
  );
  return (
    bodies.length > 0 &&
    texts.length > 0 &&
    has("item_issuing_bodies", bodies, "role <> 'mentioned'") &&
    has("item_instruments", texts, "role <> 'mentioned'")
  );
}

/** Whether two vague dates can be one. */
function areCompatible(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  const [left, right] = [parsePeriod(a), parsePeriod(b)];
  if ("fault" in left || "fault" in right) return false;
  return left.start <= right.end && right.start <= left.end;
}
