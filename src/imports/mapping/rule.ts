import type { Json, JsonObject } from "../../fields/field.ts";
import { isObject } from "../../fields/field.ts";
import { nearest } from "../../problems/nearest.ts";
import type { Fault } from "../../problems/problems.ts";
import { parsePeriod } from "../../values/edtf.ts";
import { idFromText } from "../../values/ids.ts";
import { foldName } from "../../values/names.ts";
import type { DateReader } from "./date-forms.ts";

/** What a rule is evaluated on. */
export interface Scope {
  /** The row. */
  row: JsonObject;
  /** The row, or within `each` an element. */
  current: Json;
  /** Where in the record that is made; for faults. */
  pointer: string;
  faults: Fault[];
}

/** How a value is made: from a scope; null where there is none. */
export type Rule = (scope: Scope) => Json;

/** The value at a path; the empty path is the whole. Null where there is none, and for a blank text. */
export function valueAt(value: Json, path: readonly string[]): Json {
  let found: Json = value;
  for (const step of path) {
    if (Array.isArray(found) && /^\d{1,6}$/.test(step)) found = found[Number(step)] ?? null;
    else if (isObject(found) && Object.hasOwn(found, step)) found = found[step] ?? null;
    else return null;
  }
  return typeof found === "string" && found.trim() === "" ? null : found;
}

/** What is done with each text that a rule found, in this order. */
export interface Steps {
  split?: string;
  after?: string;
  before?: string;
  case?: "lower" | "upper";
  slug?: boolean;
  /** What each value stands for. */
  values?: JsonObject;
  /** What every other one stands for; without it, one that is none of them is a fault. */
  otherwise?: Json;
  date?: { forms: readonly string[]; readers: readonly DateReader[]; days: number };
  /** Whether of elements that are the same name only the first stays. */
  unique?: boolean;
  default?: Json;
}

/** Applies the steps of a rule to what it found; a list's to each of its elements. */
export function applySteps(value: Json, steps: Steps, scope: Scope): Json {
  const { split } = steps;
  const parts = split !== undefined && typeof value === "string" ? textsOf(value, split) : value;
  const each = Array.isArray(parts)
    ? parts.map((part) => applyToOne(part, steps, scope)).filter((part) => part !== null)
    : applyToOne(parts, steps, scope);
  const changed = steps.unique === true && Array.isArray(each) ? unique(each) : each;
  const isNothing = changed === null || (Array.isArray(changed) && changed.length === 0);
  return isNothing && steps.default !== undefined ? steps.default : changed;
}

const textsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

function unique(list: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((element) => {
    const key = typeof element === "string" ? foldName(element) : JSON.stringify(element);
    return !seen.has(key) && seen.add(key);
  });
}

function applyToOne(value: Json, steps: Steps, scope: Scope): Json {
  if (value === null || typeof value === "object") return value;
  let text = String(value);
  if (steps.after !== undefined) text = text.slice(endOf(text, steps.after));
  if (steps.before !== undefined) text = text.slice(0, startOf(text, steps.before));
  if (steps.after !== undefined || steps.before !== undefined) text = text.trim();
  if (text === "") return null;
  if (steps.values !== undefined) return mapped(text, steps.values, steps.otherwise, scope);
  if (steps.date !== undefined) return dated(text, steps.date, scope);
  if (steps.case !== undefined) {
    text = steps.case === "lower" ? text.toLowerCase() : text.toUpperCase();
  }
  if (steps.slug === true) text = idFromText(text);
  // A number stays one, unless it was changed as text.
  return text === String(value) ? value : text;
}

/** Where what comes after a mark begins; all of the text where the mark is not in it. */
function endOf(text: string, mark: string): number {
  const index = text.indexOf(mark);
  return index === -1 ? 0 : index + mark.length;
}

function startOf(text: string, mark: string): number {
  const index = text.indexOf(mark);
  return index === -1 ? text.length : index;
}

function mapped(text: string, values: JsonObject, otherwise: Json | undefined, scope: Scope): Json {
  if (Object.hasOwn(values, text)) return values[text] ?? null;
  if (otherwise !== undefined) return otherwise;
  const known = Object.keys(values);
  const suggestion = nearest(text, known);
  scope.faults.push({
    pointer: scope.pointer,
    value: text,
    detail: `The mapping does not say what '${text}' stands for: add it to 'values', or say by 'otherwise' what all others do.`,
    ...(suggestion === null ? {} : { suggestion }),
  });
  return null;
}

function dated(
  text: string,
  { forms, readers, days }: NonNullable<Steps["date"]>,
  scope: Scope,
): Json {
  for (const read of readers) {
    const date = read(text);
    if (date !== null) return later(date, days);
  }
  scope.faults.push({
    pointer: scope.pointer,
    value: text,
    detail: `'${text}' is no date of the form ${forms.join(" or ")}.`,
  });
  return null;
}

/**
 * A day so many days later. What is vague stays as it is, since it has no such day; so does a day that
 * no calendar has, which is a fault of the field then and not another day.
 */
function later(date: string, days: number): string {
  if (date.length !== 10 || days === 0 || "fault" in parsePeriod(date)) return date;
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
