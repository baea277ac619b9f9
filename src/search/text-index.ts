import type { Row, StatementCache } from "../db/database.ts";
import type { Change, Resource, WriteContext } from "../resources/define.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import { indexedText } from "./tokens.ts";

/** The parts of a record's text, from the weightiest to the least. */
export const PARTS = ["title", "summary", "owner"] as const;

export type Part = (typeof PARTS)[number];

/** Where `q` looks for words: columns of the record's own row, which may be lists. */
export interface SearchedText {
  title: readonly string[];
  summary: readonly string[];
  /** The column that names the record that this one belongs to: its titles count too. */
  owner?: { column: string; resource: string };
  /** Memberships by linked records, by whose titles a search finds this one. */
  linked?: readonly { family: string; resource: string }[];
}

/** Whether records of a resource have words in a part of their text. */
export const hasPart = ({ search }: Resource, part: Part): boolean =>
  part === "owner" ? search.owner !== undefined : search[part].length > 0;

/** The table of a resource's text: an FTS5 index without the text itself, by the records' keys. */
export const textTable = ({ table }: Resource): string => `${table}_text`;

/**
 * Stands between texts that don't belong together, so that no phrase reaches from one to the next.
 * U+E000 is of private use: FTS5 takes it for a word, and no text that is typed becomes it.
 */
const BETWEEN = " \u{E000} ";

const joined = (row: Row, columns: readonly string[]): string =>
  columns
    .flatMap((column) => {
      const value = row[column] ?? null;
      if (value === null) return [];
      return column === "aliases" ? (JSON.parse(String(value)) as string[]) : [String(value)];
    })
    .map(indexedText)
    .join(BETWEEN);

/** The words of some records' parts, as they are indexed. */
export function textsOf(
  connection: StatementCache,
  resource: Resource,
  keys: readonly number[],
): Map<number, Record<Part, string>> {
  const { owner, title, summary } = resource.search;
  const over = owner === undefined ? undefined : resourceNamed(owner.resource);
  const columns = [...title, ...summary].map((name) => `r.${name}`);
  const ownerColumns = over?.search.title ?? [];
  const joins = over ? ` left join ${over.table} o on o.id = r.${owner?.column}` : "";
  const rows = connection.all(
    `select r.key, ${[...columns, ...ownerColumns.map((name) => `o.${name} as owner_${name}`)].join(", ")}
     from json_each(?) j cross join ${resource.table} r on r.key = j.value${joins}`,
    JSON.stringify(keys),
  );
  return new Map(
    rows.map((row) => {
      const ownerRow = Object.fromEntries(
        ownerColumns.map((name) => [name, row[`owner_${name}`] ?? null]),
      );
      const texts = {
        title: joined(row, title),
        summary: joined(row, summary),
        owner: joined(ownerRow, ownerColumns),
      };
      return [row["key"] as number, texts];
    }),
  );
}

/** Writes the words of some records, which may be gone, to the index. */
export function indexRecords(
  writer: StatementCache,
  resource: Resource,
  keys: readonly number[],
): void {
  const table = textTable(resource);
  // FTS5 gathers words in memory as long as each row number is above the one before.
  const ascending = [...keys].sort((a, b) => a - b);
  for (const [key, { title, summary, owner }] of textsOf(writer, resource, ascending)) {
    // What has no words, as a citation with nothing but an address, needs no row.
    if (title === "" && summary === "" && owner === "") {
      writer.run(`delete from ${table} where rowid = ?`, key);
      continue;
    }
    writer.run(
      `insert or replace into ${table} (rowid, title, summary, owner) values (?, ?, ?, ?)`,
      key,
      title,
      summary,
      owner,
    );
  }
}

/**
 * Has the index made true to a change of a record, and of what belongs to it, before the transaction
 * ends. FTS5 writes what it has gathered at each statement that fires a trigger (SQLite opens a
 * savepoint for it), so words that are indexed between other writes cost a segment for each record.
 */
export function indexTextLater(context: WriteContext, resource: Resource, change: Change): void {
  const { writer } = context;
  const { id, before, after } = change;
  const { title, summary, owner: own } = resource.search;
  const searched = [...title, ...summary, ...(own ? [own.column] : [])];
  const differs = (column: string) => before?.[column] !== after?.[column];
  // With a record its text goes by a trigger.
  if (after === null) return;
  if (before === null || searched.some(differs)) {
    reindexLater(context, resource, [after["key"] as number]);
  }
  if (before === null || !title.some(differs)) return;
  for (const child of resources) {
    const { owner } = child.search;
    if (owner?.resource !== resource.name) continue;
    const keys = writer.column(`select key from ${child.table} where ${owner.column} = ?`, id);
    reindexLater(context, child, keys as number[]);
    for (const key of keys) {
      writer.run(
        "insert into set_changes (resource, record, added) values (?, ?, 1)",
        child.name,
        key,
      );
    }
  }
}

function reindexLater({ reindex }: WriteContext, { name }: Resource, keys: Iterable<number>): void {
  const known = reindex.get(name) ?? new Set();
  for (const key of keys) known.add(key);
  reindex.set(name, known);
}
