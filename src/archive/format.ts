import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsFolder } from "../paths.ts";
import type { JsonObject } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import { Problem } from "../problems/problems.ts";
import { archivedTables } from "./tables.ts";

/**
 * The form of an archive: gzip over lines of JSON, each an object. The first is the header; then comes
 * a line for each row, `{"items": {…}}`, table by table; the last says how many lines are before it and
 * the SHA-256 of their bytes, so that what was cut off or altered is known before any of it is kept.
 * Nothing in it depends on when or where it was written: of the same data it has the same bytes.
 */

/** Raised when older programs could no longer read what is written. */
const VERSION = 1;

/** The longest line, in bytes, which bounds the memory that a hostile archive can take. */
export const LONGEST_LINE = 268_435_456;

const MARK = "legal-developments";

/** The first line. */
export interface Header {
  archive: typeof MARK;
  version: number;
  /** The newest migration of the database that it was written from: what columns there are. */
  schema: string;
  /** What the data set is known by. */
  identity: string;
  /** The newest moment that it speaks of, null for an empty one. */
  as_of: string | null;
  /** Whether earlier versions of records are in it. */
  history: boolean;
  /** By table, the last number that a row had, also of those that are gone. */
  sequences: Record<string, number>;
  /** By table, how many rows there are. */
  rows: Record<string, number>;
}

/** The last line. */
export interface End {
  end: { lines: number; sha256: string };
}

export const END = '{"end":';

/** What the header says but for what is counted. */
export const headerOf = (
  counted: Pick<Header, "identity" | "as_of" | "history" | "sequences" | "rows">,
): Header => ({ archive: MARK, version: VERSION, schema: newestSchema(), ...counted });

/** That a file is no archive, or a damaged one: nothing of it is kept. */
export const refusal = (detail: string): Problem =>
  new Problem("invalid-request", `${detail} Nothing was restored.`);

/**
 * Reads the first line.
 * @throws {Problem} if it is not that of an archive which this program can restore
 */
export function parseHeader(line: string): Header {
  const value = objectIn(line);
  if (value?.["archive"] !== MARK) {
    throw refusal("This is no archive of legal developments: `export` writes one.");
  }
  const { version, schema } = value;
  if (typeof version === "number" && version > VERSION) {
    throw refusal(
      `This archive has the form ${version}, and this program knows forms up to ${VERSION}: restore it with a newer version of the program.`,
    );
  }
  if (typeof schema === "string" && !knownSchemas().includes(schema)) {
    throw refusal(
      `This archive was written with the schema '${schema}', which this program does not have: restore it with a newer version of the program.`,
    );
  }
  if (!isHeader(value)) throw refusal("The first line of this archive is not what it should be.");
  return value as unknown as Header;
}

function isHeader(value: JsonObject): boolean {
  const { version, schema, identity, as_of, history, sequences, rows } = value;
  return (
    version === VERSION &&
    typeof schema === "string" &&
    /^[0-9a-f]{32}$/.test(String(identity)) &&
    (as_of === null || typeof as_of === "string") &&
    typeof history === "boolean" &&
    isCounts(sequences) &&
    isCounts(rows)
  );
}

const isCounts = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((count) => Number.isSafeInteger(count) && (count as number) >= 0);

/** An object that a line has; null where it has none. */
export function objectIn(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

interface Journal {
  entries: { tag: string; when: number }[];
}

export const journal = (): Journal =>
  JSON.parse(readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8")) as Journal;

const knownSchemas = (): string[] => journal().entries.map(({ tag }) => tag);

export const newestSchema = (): string => knownSchemas().at(-1) as string;

/** The rows in all. */
export const rowsIn = ({ rows }: Pick<Header, "rows">): number =>
  Object.values(rows).reduce((sum, count) => sum + count, 0);

/** Refuses a header of this schema that counts what such an archive does not have. */
export function refuseOtherTables({ history, rows, sequences }: Header): void {
  const tables = archivedTables(history);
  const names = tables.map(({ name }) => name);
  const numbered = tables.filter(({ isNumbered }) => isNumbered).map(({ name }) => name);
  const isSame = (counts: Record<string, number>, wanted: readonly string[]) =>
    JSON.stringify(Object.keys(counts)) === JSON.stringify(wanted);
  if (isSame(rows, names) && isSame(sequences, numbered)) return;
  throw refusal("The first line of this archive does not count the tables that it should have.");
}
