import type { SqlValue } from "../db/database.ts";
import type { Json, JsonObject } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import { servedRecord } from "../history/bare.ts";
import { resources } from "../resources/index.ts";
import { parsePeriod } from "../values/edtf.ts";
import { isTooDeep } from "../values/json-text.ts";
import { refusal } from "./format.ts";
import type { Line } from "./read-archive.ts";
import type { ArchivedTable, Column, JsonKind } from "./tables.ts";
import { JSON_TEXTS } from "./tables.ts";

/** Rows are checked one by one before they are kept; `restored.ts` checks the records that they make. */

/** What a row says, in the order of its table's columns. */
export type Values = SqlValue[];

/** A row's table and what it says of each column. */
export type Named = [table: string, row: JsonObject];

/** @throws {Problem} if the line is none of a row */
export function rowIn({ number, text }: Line): Named {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal(`Line ${number} of this archive is no JSON.`);
  }
  const [entry, ...more] = isObject(value) ? Object.entries(value) : [];
  if (entry === undefined || more.length > 0 || !isObject(entry[1])) {
    throw refusal(`Line ${number} of this archive is no row of a table.`);
  }
  return [entry[0], entry[1]];
}

/** @throws {Problem} that says what is wrong with a row, and where */
export function checkedRow(line: number, table: ArchivedTable, row: JsonObject): Values {
  const fault = faultOf(table, row);
  if (fault !== null) throw refusal(`Line ${line} of this archive (${table.name}): ${fault}`);
  return table.columns.map(({ name }) => row[name] as SqlValue);
}

function faultOf(
  { name: table, columns, isNumbered }: ArchivedTable,
  row: JsonObject,
): string | null {
  const unknown = Object.keys(row).find((name) => !columns.some((each) => each.name === name));
  if (unknown !== undefined) return `there is no column '${unknown}'.`;
  for (const column of columns) {
    const fault = faultOfValue(column, row[column.name]);
    if (fault !== null) return `'${column.name}' ${fault}`;
  }
  if (isNumbered && !isNumberOf(table, row[table === "changes" ? "seq" : "key"])) {
    return "the number of the row is out of range.";
  }
  return (
    faultOfPeriods(row) ??
    faultOfTexts(JSON_TEXTS[table] ?? {}, row) ??
    (table === "changes" ? faultOfChange(row) : null)
  );
}

/** The first that a row can't have. Sets of records in memory count rows by 32 bits, but for changes. */
const beyond = (table: string): number => (table === "changes" ? Number.MAX_SAFE_INTEGER : 2 ** 31);

/** Whether a row of a table can have a number. */
export const isNumberOf = (table: string, value: Json | undefined): boolean =>
  (value as number) > 0 && (value as number) < beyond(table);

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function faultOfValue({ name, kind, isRequired }: Column, value: Json | undefined): string | null {
  if (value === undefined) return "is missing.";
  if (value === null) return isRequired ? "has no value." : null;
  if (kind === "integer") return Number.isSafeInteger(value) ? null : "is no whole number.";
  if (typeof value !== "string") return "is no text.";
  if (/\p{Surrogate}/u.test(value)) return "is no text of Unicode.";
  const isMoment = name === "at" || name.endsWith("_at");
  if (!isMoment) return null;
  const isValid = MOMENT.test(value) && !Number.isNaN(Date.parse(value));
  return isValid ? null : "is no time such as 2020-07-22T09:30:00.000Z.";
}

/** A date and the days between which it lies must agree: lists are sorted and filtered by those. */
function faultOfPeriods(row: JsonObject): string | null {
  for (const [name, start] of Object.entries(row)) {
    const date = name.endsWith("_start") ? row[name.slice(0, -"_start".length)] : undefined;
    if (date === undefined) continue;
    const end = row[name.replace(/_start$/, "_end")];
    const period = date === null ? { start: "", end: "" } : parsePeriod(date as string);
    if ("fault" in period) return `'${date}' is not a date: ${period.fault}.`;
    if (period.start !== start || period.end !== end) {
      return `'${date}' is not from '${start}' to '${end}'.`;
    }
  }
  return null;
}

function faultOfTexts(kinds: Readonly<Record<string, JsonKind>>, row: JsonObject): string | null {
  for (const [name, kind] of Object.entries(kinds)) {
    const text = row[name] as string | null;
    // What everybody sees of a change is empty where that is nothing.
    if (text === null || (text === "" && name === "public_data")) continue;
    if (!isJson(text, kind)) return `'${name}' is not the JSON that it should be.`;
  }
  return null;
}

function isJson(text: string, kind: JsonKind): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (isTooDeep(value)) return false;
  switch (kind) {
    case "any":
      return true;
    case "object":
      return isObject(value);
    case "objects":
      return Array.isArray(value) && value.every(isObject);
    case "texts":
      return Array.isArray(value) && value.every((each) => typeof each === "string");
  }
}

const ACTIONS: readonly Json[] = [null, "create", "update", "delete", "merge"];

function faultOfChange(row: JsonObject): string | null {
  const { action, public_action } = row;
  const resource = resources.find(({ name }) => name === row["resource"]);
  if (resource === undefined) return `there is no resource '${row["resource"]}'.`;
  for (const each of [action, public_action]) {
    if (!ACTIONS.includes(each as Json)) return `'${each}' is no action.`;
  }
  for (const name of ["data", "public_data"]) {
    const text = row[name] as string | null;
    if (text === null || text === "") continue;
    try {
      // What can be served of it now will be served later.
      servedRecord(resource, JSON.parse(text) as JsonObject, "2020-01-01", () => null);
    } catch {
      return `'${name}' is no version of ${resource.name}.`;
    }
  }
  return null;
}
