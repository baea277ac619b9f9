import { createHash } from "node:crypto";
import type { StatementCache } from "../../db/database.ts";
import type { JsonObject } from "../../fields/field.ts";
import { BY_EDITION } from "../../newsletters/extract/jurisdiction.ts";
import type { ReadDevelopment } from "../../newsletters/reading.ts";
import type { WriteContext } from "../../resources/define.ts";
import type { Recognizable } from "./align.ts";
import { addressesOf } from "./draft.ts";
import { IMPORTS } from "./review.ts";

/** The texts that were imported, and what each of their developments became. */

/** A text of a source. */
export interface Edition {
  key: number;
  source: string;
  number: number;
  imported_at: string;
}

const COLUMNS = "e.key, e.source, e.number, e.imported_at";

/** By what a text is known again: its words, whatever white space and line ends there are. */
export const hashOf = (text: string): string =>
  createHash("sha256")
    .update(text.normalize("NFC").replaceAll(/\s+/gu, " ").trim())
    .digest("base64url");

/** The first edition that has a text. */
export const editionWith = (writer: StatementCache, hash: string): Edition | undefined =>
  writer.get(
    `select ${COLUMNS} from source_editions e where e.hash = ? order by e.key limit 1`,
    hash,
  ) as Edition | undefined;

/** The text that is kept of the first edition with a hash; null where there is none. */
export const keptText = (connection: StatementCache, hash: string): string | null =>
  (connection.get("select text from source_editions where hash = ? order by key limit 1", hash)?.[
    "text"
  ] as string | undefined) ?? null;

/**
 * Where an edition was said to be when it was imported, as far as an item has its place from that
 * alone; null where none has.
 */
export const saidJurisdiction = (
  connection: StatementCache,
  { source, number }: Edition,
): string | null =>
  (connection.get(
    `select json_extract(i.wrote, '$.jurisdiction') as place from ${IMPORTS} i
     where i.source = ?1 and i.edition = ?2 and exists (
       select 1 from json_each(i.raised) d where json_extract(d.value, '$.detail') = ?3) limit 1`,
    source,
    number,
    BY_EDITION,
  )?.["place"] as string | null | undefined) ?? null;

/** Keeps a text as the next edition of its source. */
export function addEdition(
  { writer, now, writtenBy }: WriteContext,
  {
    source,
    text,
    hash,
    isNewSource,
  }: {
    source: string;
    text: string;
    hash: string;
    isNewSource: boolean;
  },
): Edition {
  const row = writer.get(
    `insert into source_editions (source, number, text, hash, imported_at, imported_by, made_source)
     values (?1, (select coalesce(max(number), 0) + 1 from source_editions where source = ?1), ?2, ?3, ?4, ?5, ?6)
     returning key, source, number, imported_at`,
    source,
    text,
    hash,
    now,
    writtenBy,
    isNewSource ? 1 : 0,
  );
  return row as unknown as Edition;
}

/** A development that an edition had, and what it became. */
export interface KnownDevelopment extends Recognizable {
  item: string;
  /** The number of the last edition that had it. */
  edition: number;
}

/**
 * All developments that a source's editions had, each as the last edition with it had it; and the
 * other items that have the source, which people recorded.
 */
export function knownDevelopments(writer: StatementCache, source: string): KnownDevelopment[] {
  const rows = writer.all(
    `select d.position, d.title, d.addresses, d.item, e.number as edition
     from source_developments d join source_editions e on e.key = d.edition
     where e.source = ? order by e.number desc, d.position`,
    source,
  );
  const byHand = writer.all(
    `select coalesce(s.source_position, 0) as position, i.title, i.id as item, ${BY_HAND} as edition,
       (select json_group_array(c.url_normalized) from citations c
        where c.item = i.id and c.url is not null) as addresses
     from item_sources s join items i on i.id = s.owner where s.target = ?
     order by s.source_position, i.key`,
    source,
  );
  const byItem = new Map<string, KnownDevelopment>();
  for (const row of [...rows, ...byHand]) {
    const item = row["item"] as string;
    if (byItem.has(item)) continue;
    byItem.set(item, {
      ...(row as unknown as KnownDevelopment),
      addresses: JSON.parse(row["addresses"] as string) as string[],
    });
  }
  return [...byItem.values()];
}

/** No edition had it. */
const BY_HAND = -1;

/**
 * Keeps what a development became.
 * @param reading what was read of it, where another item was taken for the same
 */
export function keepDevelopment(
  writer: StatementCache,
  { key }: Edition,
  development: ReadDevelopment,
  item: string,
  reading: JsonObject | null,
): void {
  const spans = [
    ...development.title.spans,
    ...development.summary.spans,
    ...development.notes.map(({ span }) => span),
  ];
  writer.run(
    `insert into source_developments (edition, position, item, start, end, title, addresses, reading)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     on conflict (edition, position) do update set item = ?3, reading = ?8`,
    key,
    development.position,
    item,
    spans.length === 0 ? 0 : Math.min(...spans.map(({ start }) => start)),
    spans.length === 0 ? 0 : Math.max(...spans.map(({ end }) => end)),
    development.title.value,
    JSON.stringify(addressesOf(development)),
    reading === null ? null : JSON.stringify(reading),
  );
}

/** A source's text, the last unless a number is given. */
export function textOf(
  connection: StatementCache,
  source: string,
  number: number | null,
): { number: number; text: string; hash: string } | undefined {
  return connection.get(
    `select number, text, hash from source_editions where source = ?1 and (?2 is null or number = ?2)
     order by number desc limit 1`,
    source,
    number,
  ) as { number: number; text: string; hash: string } | undefined;
}
