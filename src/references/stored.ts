import type { Row, StatementCache } from "../db/database.ts";
import { normalizeUrl } from "../values/urls.ts";
import { LONGEST_NAME, titleForm, unitsOf } from "./names.ts";
import { plainText } from "./plain-text.ts";
import { readAddress, scanByRules } from "./scan.ts";

/** The references that a record stands for or cites, by its row. */
type FormsOf = (row: Row) => string[];

/** What each resource is found by, beside instruments' titles, which are looked for in texts. */
const FORMS: Readonly<Record<string, FormsOf>> = {
  instruments: (row) => [
    ...allIn(row["number"]),
    ...[row["title"], row["title_native"], ...aliasesOf(row)].flatMap(leading),
    ...addressOf(row["url"]),
  ],
  citations: (row) => [
    ...allIn(row["text"]),
    ...[row["text"], row["title"]].flatMap(asName),
    // The address itself is in a column.
    ...addressOf(row["url"]).filter((form) => form !== row["url_normalized"]),
  ],
  sources: (row) => addressOf(row["url"]),
};

const aliasesOf = (row: Row): string[] => JSON.parse(row["aliases"] as string) as string[];

/** Every reference in a text. */
function allIn(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return [...scanByRules(plainText(text))].flatMap(({ readings }) =>
    // Where Chinese does not tell where an issuer's name begins, all of it counts too.
    [readings[0], ...readings.slice(1, 2)].flatMap(({ forms, alsoKnownAs }) => [
      ...forms,
      ...alsoKnownAs,
    ]),
  );
}

/** The reference that a title begins with; those further on are to others, which it amends. */
function leading(title: unknown): string[] {
  if (typeof title !== "string") return [];
  return [...scanByRules(plainText(title))]
    .filter(({ start }) => start === 0)
    .flatMap(({ readings: [{ forms, alsoKnownAs }] }) => [...forms, ...alsoKnownAs]);
}

/** A text as a name, as which it may be cited. */
function asName(text: unknown): string[] {
  const units = typeof text === "string" ? unitsOf(text) : [];
  return units.length === 0 || units.length > LONGEST_NAME ? [] : [titleForm(units)];
}

function addressOf(url: unknown): string[] {
  if (typeof url !== "string") return [];
  return [...new Set([...readAddress(url).forms, normalizeUrl(url)])];
}

/** Whether records of a resource are found by references. */
export const hasReferences = (resource: string): boolean => resource in FORMS;

/**
 * Derives again which references a record stands for or cites, from its row.
 * @param isNew whether none can have been derived before
 */
export function indexReferences(
  writer: StatementCache,
  resource: string,
  row: Row,
  isNew = false,
): void {
  const formsOf = FORMS[resource];
  if (formsOf === undefined) return;
  const wanted = new Set(formsOf(row));
  const key = row["key"] as number;
  const known = isNew
    ? []
    : (writer.column(
        "select form from reference_forms where resource = ? and record = ?",
        resource,
        key,
      ) as string[]);
  for (const form of known) {
    if (wanted.delete(form)) continue;
    writer.run(
      "delete from reference_forms where form = ? and resource = ? and record = ?",
      form,
      resource,
      key,
    );
  }
  for (const form of wanted) {
    writer.run(
      "insert into reference_forms (form, resource, record) values (?, ?, ?)",
      form,
      resource,
      key,
    );
  }
}

/** Derives them again for records by their keys. */
export function indexReferencesOf(
  writer: StatementCache,
  { name, table }: { name: string; table: string },
  keys: readonly number[],
): void {
  const rows = writer.all(
    `select * from ${table} where key in (select value from json_each(?))`,
    JSON.stringify(keys),
  );
  for (const row of rows) indexReferences(writer, name, row);
}
