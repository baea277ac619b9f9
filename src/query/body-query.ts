import { below, isObject } from "../fields/field.ts";
import type { Faults, PlaceOf, RawQuery } from "../problems/faults.ts";
import type { Resource } from "../resources/define.ts";
import { LONGEST_VALUE } from "./filter-values.ts";
import { filterParameters } from "./parameters.ts";

/** A list's query as the JSON of a body: for what is too long for a URL. */

/**
 * More values of one filter than this are refused, where a URL may have `MOST_VALUES`. A list with
 * so many takes some 20 ms on the thread that answers everybody; it grows with their number.
 */
export const MOST_VALUES_IN_BODY = 2000;

/** Where a parameter is in a body: a JSON Pointer (RFC 6901), down to the element of an array. */
const inBody =
  (body: unknown, at: string): PlaceOf =>
  (parameter, element) => {
    const pointer = below(at, parameter);
    const isArray = isObject(body) && Array.isArray(body[parameter]);
    return { pointer: isArray && element !== null ? below(pointer, element) : pointer };
  };

/**
 * Reads a body as the query that a URL would be: each value of JSON is one value of a parameter,
 * commas and quotes in it mean nothing, and an array is several.
 *
 * @param names the parameters that take lists of names, in which there are no commas
 * @param at where in what was sent the query is, as a JSON Pointer
 * @returns the query, and the faults of `faults` for what is wrong with its parameters
 */
export function readBodyQuery(
  resource: Resource,
  body: unknown,
  names: ReadonlySet<string>,
  faults: Faults,
  at = "",
): { query: RawQuery; faults: Faults } {
  const placed = faults.placedBy(inBody(body, at));
  const query: Record<string, string | string[]> = Object.create(null);
  if (!isObject(body)) {
    faults.pointer(
      at,
      'This must be a JSON object with the parameters of the list, such as {"limit": 50}.',
    );
    return { query, faults: placed };
  }
  const filters = filterParameters(resource);
  for (const [name, value] of Object.entries(body)) {
    const filter = filters.get(name)?.filter;
    const asWritten: (text: string) => string | null =
      filter !== undefined
        ? (text) => (filter.splits === false ? text : quoted(text))
        : (text) => (names.has(name) && text.includes(",") ? null : text);
    const texts = readValues(name, value, asWritten, placed);
    if (texts !== null) query[name] = texts;
  }
  return { query, faults: placed };
}

/** The value of one member as texts, or null after a fault. */
function readValues(
  name: string,
  value: unknown,
  asWritten: (text: string) => string | null,
  faults: Faults,
): string | string[] | null {
  const elements = Array.isArray(value) ? value : [value];
  if (elements.length === 0) {
    faults.parameter(name, `'${name}' is an empty array: leave it out, or give it a value.`);
    return null;
  }
  if (elements.length > MOST_VALUES_IN_BODY) {
    const detail = `'${name}' takes at most ${MOST_VALUES_IN_BODY} values, not ${elements.length}.`;
    faults.parameter(name, detail);
    return null;
  }
  const before = faults.count;
  const texts = elements.map((element, index) => {
    const at = faults.ofElement(index);
    const text = textOf(name, element, at);
    const written = text === null ? "" : asWritten(text);
    if (written === null) {
      at.parameter(name, `Write several values as an array: ${JSON.stringify(text?.split(","))}.`);
    }
    return written ?? "";
  });
  if (faults.count > before) return null;
  const [only = ""] = texts;
  return texts.length === 1 ? only : texts;
}

function textOf(name: string, value: unknown, faults: Faults): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return String(value);
  faults.parameter(
    name,
    typeof value === "number"
      ? "A number that is not whole, or too large to be exact, is written as a string."
      : `A value of '${name}' is a string, a number or a boolean, and several are an array of them; this is ${kindOf(value)}.`,
  );
  return null;
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : "an object";

/** A text as one value of a list in a URL. What is too long is refused there, whatever it is. */
const quoted = (text: string): string =>
  `"${text.slice(0, LONGEST_VALUE + 1).replaceAll('"', '""')}"`;
