import type { Json, JsonObject, ParseContext } from "../fields/field.ts";
import { below, isObject } from "../fields/field.ts";
import { oneOf } from "../problems/faults.ts";
import type { Resource } from "../resources/define.ts";
import { MATCH, READ_ONLY } from "../resources/define.ts";
import type { Period } from "../values/edtf.ts";
import { parsePeriod } from "../values/edtf.ts";
import { faultOfId } from "../values/ids.ts";
import { withArticle } from "../values/words.ts";

interface ParseOptions {
  /** Where the record is in the body; "" for the body itself. */
  pointer: string;
  /** What to do with fields that can't be written. */
  readOnly: "refuse" | "allow";
  /** Fields that the place decides and not the client, such as a nested record's owner. */
  given?: readonly string[];
}

/** A record as a client wrote it: its content, and the id where one was proposed. */
export interface Parsed {
  id: string | null;
  content: JsonObject;
}

/**
 * Parses a whole record, reporting every fault of it.
 * The content has each writable field, absent ones as null or [].
 */
export function parseRecord(
  resource: Resource,
  body: unknown,
  context: ParseContext,
  options: ParseOptions,
): Parsed {
  const { pointer, given = [] } = options;
  const { faults } = context;
  if (!isObject(body)) {
    faults.pointer(pointer, `This must be a JSON object: ${withArticle(resource.singular)}.`);
    return { id: null, content: {} };
  }
  refuseFields(resource, body, context, options);
  const dated = resource.dateOf ? { ...context, period: periodIn(resource.dateOf(body)) } : context;
  const content: JsonObject = {};
  const before = faults.count;
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.input === null || given.includes(name)) continue;
    const at = below(pointer, name);
    const value = body[name];
    if (value !== undefined) content[name] = field.parse(value, at, dated);
    else if (field.required)
      faults.pointer(at, `'${name}' is missing: ${summary(field.description)}`);
    else content[name] = field.absent;
  }
  const id = parseId(body, context, pointer);
  if (faults.count === before) resource.check?.(content, pointer, context);
  return { id, content };
}

/** The period of a date as it was written; what is none is reported with its field. */
function periodIn(date: Json): Period | null {
  const period = typeof date === "string" ? parsePeriod(date) : null;
  return period === null || "fault" in period ? null : period;
}

/** Reports unknown fields and, where they are refused, read-only ones. */
export function refuseFields(
  resource: Resource,
  body: JsonObject,
  { faults }: ParseContext,
  { pointer, readOnly, given = [] }: ParseOptions,
): void {
  for (const name of Object.keys(body)) {
    const field = resource.fields[name];
    const isWritable = name === "id" || (field && field.input !== null);
    if (isWritable && !given.includes(name)) continue;
    if (given.includes(name)) {
      faults.pointer(
        below(pointer, name),
        `'${name}' can't be written here: ${withArticle(resource.singular)} within another record belongs to that.`,
      );
    } else if (field === undefined && !isReadOnly(name) && name !== MATCH) {
      const known = ["id", ...Object.keys(resource.fields), ...READ_ONLY];
      const detail = `${withArticle(resource.singular)} has no field '${name}'.`;
      faults.pointer(below(pointer, name), capitalized(detail), () => oneOf(known, name));
    } else if (readOnly === "refuse") {
      faults.pointer(
        below(pointer, name),
        `'${name}' is computed and can't be written; leave it out.`,
      );
    }
  }
}

const isReadOnly = (name: string): boolean => (READ_ONLY as readonly string[]).includes(name);

function parseId(body: JsonObject, { faults }: ParseContext, pointer: string): string | null {
  const id = body["id"];
  if (id === undefined || id === null) return null;
  const fault = typeof id === "string" ? faultOfId(id) : "an id is a string";
  if (fault === null) return id as string;
  faults.pointer(below(pointer, "id"), `${capitalized(fault)}.`);
  return null;
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const summary = (description: string) => description.split("\n", 1)[0] ?? "";

/**
 * Applies a JSON merge patch (RFC 7396 §2): null deletes, objects merge, all else replaces.
 * What is deleted stays as null, which for a record's field means "no value".
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const current = merged[name];
    merged[name] = isObject(value) ? mergePatch(isObject(current) ? current : {}, value) : value;
  }
  return merged;
}
