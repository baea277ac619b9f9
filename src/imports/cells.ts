import type { TSchema } from "typebox";
import type { Json } from "../fields/field.ts";
import { harmless } from "../formats/csv-cells.ts";

/**
 * Cells of a table as values: what `formats/csv-cells.ts` writes, read back. It also takes what people
 * type by hand: no space after a `;`, TRUE for true, a name in place of an id. What is none of what a
 * field has is left as text, for the field's own rules to refuse.
 */

/** The schemas of fields as far as a cell depends on them. */
interface Shape {
  type?: string | string[];
  enum?: unknown[];
  items?: Shape;
  properties?: Record<string, Shape>;
}

/** What small objects show of the record that they stand for, beside its id. */
const LABELS = ["name", "acronym", "title"];

/** How the cells of a field are read, by the field's schema. */
export function cellReader(schema: TSchema): (cell: string) => Json {
  const shape = schema as Shape;
  if (shape.type !== "array") return (cell) => (cell === "" ? null : plainValue(cell, shape));
  const properties = shape.items?.properties;
  if (properties === undefined) return (cell) => elements(cell).map(unescaped);
  const isLink = "id" in properties && !("revision" in properties);
  if (!isLink) return (cell) => elements(cell).map((element) => pairs(element, properties));
  const more = Object.keys(properties).find((name) => name !== "id" && !LABELS.includes(name));
  return (cell) =>
    elements(cell).map((element) => linkOf(element, more, properties[more ?? ""] ?? {}));
}

/**
 * Takes off the one `'` that an export puts before what a spreadsheet would run; any other is the
 * text's own, as in 's-Gravenhage.
 */
export function asTyped(cell: string): string {
  const rest = cell.slice(1);
  return harmless(rest) === cell ? rest : cell;
}

function plainValue(text: string, { type }: Shape): Json {
  const types = [type].flat();
  if (types.includes("boolean") && /^(true|false)$/i.test(text)) return /^t/i.test(text);
  if (types.includes("integer") && /^-?\d{1,15}$/.test(text)) return Number(text);
  return text;
}

/** The elements of a list, each without the space that follows the `;` before it. */
function elements(cell: string): string[] {
  if (cell === "") return [];
  return split(cell, ";").map((part, i) => (i > 0 && part.startsWith(" ") ? part.slice(1) : part));
}

/** Splits at a separator that no backslash stands before. */
function split(text: string, separator: ";" | "|"): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === separator) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const unescaped = (text: string): string => text.replaceAll(/\\([\\;|])/g, "$1");

/** `miit (drafter)`: only what a role or position can be is taken for one, since names have parentheses too. */
function linkOf(element: string, more: string | undefined, schema: Shape): Json {
  const text = unescaped(element).trim();
  const open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
  if (more === undefined || open === -1) return text;
  const value = plainValue(text.slice(open + 2, -1), schema);
  const isMeant = schema.enum?.includes(value) ?? typeof value !== "string";
  return isMeant ? { id: text.slice(0, open), [more]: value } : text;
}

/** `id=x | type=adopted | date=2020-07`; what has no `=`, or one name twice, is left as it is. */
function pairs(element: string, properties: Record<string, Shape>): Json {
  const values = new Map<string, Json>();
  const parts = split(element, "|");
  for (const [i, part] of parts.entries()) {
    const from = i > 0 && part.startsWith(" ") ? 1 : 0;
    const to = i < parts.length - 1 && part.endsWith(" ") ? -1 : undefined;
    const text = part.slice(from, to);
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(equals, 0)).trim();
    if (equals === -1 || values.has(name)) return unescaped(element);
    values.set(name, plainValue(unescaped(text.slice(equals + 1)), properties[name] ?? {}));
  }
  // So that a name such as `__proto__` is one like any other, and refused.
  return Object.fromEntries(values);
}
