import type { TProperties, TSchema } from "typebox";
import type { Row, StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import type { Faults } from "../problems/faults.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import type { LinkableName } from "../resources/linkable.ts";
import type { Period } from "../values/edtf.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** How records are being read. */
export interface ReadContext {
  connection: StatementCache;
  view: View;
  /** The day for what is computed, `YYYY-MM-DD`. */
  day: string;
}

/** How a body is being parsed, inside the transaction that will store it. */
export interface ParseContext {
  connection: StatementCache;
  faults: Faults;
  /** The id of the record that is being replaced, or null for a new one. */
  id: string | null;
  /** The date of the record, where it has one: it decides who is meant by a name of several. */
  period?: Period | null;
}

/** That a field names records of another resource by small objects, which `include` shows whole. */
export interface Linked {
  resource: LinkableName;
  /** `one` object or null; a list of such objects; or a list of objects with such a member. */
  shape: "one" | "list" | { listWith: string };
  /** What a link says beside the record that it names, such as a role. */
  more: TProperties;
}

/** A record by its resource and id, without the names of what it links to; null where there is none. */
export type RecordOf = (resource: string, id: string) => JsonObject | null;

/**
 * One field of a resource: what is read, what may be written, and where it is kept.
 *
 * A field's *content* is what a client decides about it, in one canonical form: a reference is an
 * id, links are ids with roles, owned records are their own contents. `parse` of what `reader` gave
 * is the content again: that is what makes it possible to send back what was read.
 */
export interface Field {
  /** For people; goes into the OpenAPI document. */
  description: string;
  /** The JSON Schema of what is read. */
  schema: TSchema;
  /** The JSON Schema of what may be written; null for what is computed. */
  input: TSchema | null;
  required: boolean;
  /** The content where nothing was written. */
  absent: Json;
  /** Where the field names other records. */
  linked?: Linked;
  /**
   * Where the value depends on the day: what it is on a day, by the rest of the record. History keeps
   * none of it. `other` is another record as history has it.
   */
  onDay?(record: JsonObject, day: string, other: RecordOf): Json;
  /** Whether it says what is left to do and not what is known: history and tables leave it out. */
  isWorkflow?: boolean;
  /** Where the field shows whole records that belong to this one: their resource. */
  nested?: Resource;
  /** Reports faults and returns the content; what it returns after a fault is not used. */
  parse(value: Json, pointer: string, context: ParseContext): Json;
  /** The columns of the record's own row. */
  columns(content: Json): Row;
  /** Writes what is kept in other tables, after the record's own row. */
  store?(context: WriteContext, owner: string, content: Json, isNew: boolean): void;
  /** Reads what all these rows need at once; returns the value of each. */
  reader(rows: readonly Row[], context: ReadContext): (row: Row) => Json;
}

/** A computed field: it is served and never written. */
export function computed(
  description: string,
  schema: TSchema,
  reader: Field["reader"],
  onDay?: Field["onDay"],
): Field {
  return {
    ...(onDay ? { onDay } : {}),
    description,
    schema,
    input: null,
    required: false,
    absent: null,
    parse: () => null,
    columns: () => ({}),
    reader,
  };
}

/** `of instrument x, y` for SQL: the ids of rows as one bound parameter for `json_each`. */
export const idsOf = (rows: readonly Row[]): string => JSON.stringify(rows.map((row) => row["id"]));

/** Groups rows by their `owner`; the ids come from the database, so their case is right. */
export function byOwner(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const owner = row["owner"] as string;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [row]);
    else group.push(row);
  }
  return groups;
}

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A step further in a JSON Pointer (RFC 6901 §3). */
export const below = (pointer: string, step: string | number): string =>
  `${pointer}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
