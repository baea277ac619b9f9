import type { TSchema } from "typebox";
import type { Json, JsonObject } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";

/**
 * Values as cells of a table, readable and reversible.
 *
 * | value | cell |
 * |---|---|
 * | null, `[]` | empty |
 * | a text, number, boolean | as it is |
 * | a link | the id: `CN-GD` |
 * | names | `one; two` |
 * | links | `miit; cac`; a role or position follows in parentheses: `miit (issuer); cac (drafter)` |
 * | records of its own, relations | `id=x \| type=adopted \| date=2020-07; id=y \| type=…`, without what is null |
 *
 * Within names and values `\`, `;` and `|` are written `\\`, `\;` and `\|`. So every other `;` parts
 * two elements, and every other `|` two values.
 */

/** The schemas of fields as far as a cell depends on them. */
interface Shape {
  type?: string | string[];
  items?: Shape;
  properties?: Record<string, Shape>;
}

/** What an owned record has beside its fields. Its owner is the row. */
const BESIDE_FIELDS = ["created_at", "updated_at", "revision", "links"];

/** What small objects show of the record that they stand for, beside its id. */
const LABELS = ["name", "acronym", "title"];

/** How the values of a field are written, by the field's schema. */
export function cellWriter(schema: TSchema): (value: Json) => string {
  const shape = schema as Shape;
  if (shape.type !== "array") return plainCell;
  const properties = shape.items?.properties;
  if (properties === undefined) return (value) => listCell(value, (element) => plainCell(element));
  const isLink = "id" in properties && !("revision" in properties);
  if (!isLink) {
    const names = Object.keys(properties).filter((name) => !BESIDE_FIELDS.includes(name));
    return (value) => listCell(value, (element) => pairs(element, names));
  }
  const more = Object.keys(properties).find((name) => name !== "id" && !LABELS.includes(name));
  return (value) => listCell(value, (element) => linkText(element, more));
}

function plainCell(value: Json): string {
  if (value === null) return "";
  if (!isObject(value)) return String(value);
  const id = value["id"] ?? value["self"];
  return typeof id === "string" ? id : JSON.stringify(value);
}

const listCell = (value: Json, text: (element: Json) => string): string =>
  (value as Json[])
    .map((element) => (isObject(element) ? text(element) : escaped(text(element))))
    .join("; ");

function linkText(link: Json, more: string | undefined): string {
  const { id, [more ?? "id"]: value } = link as JsonObject;
  return more === undefined || value === null ? String(id) : `${id} (${value})`;
}

const pairs = (record: Json, names: readonly string[]): string =>
  names
    .flatMap((name) => {
      const value = (record as JsonObject)[name] ?? null;
      return value === null ? [] : [`${name}=${escaped(plainCell(value))}`];
    })
    .join(" | ");

const escaped = (text: string): string => text.replaceAll(/[\\;|]/g, "\\$&");

/**
 * What a spreadsheet would take for a formula, also after white space and in the full-width forms
 * that some take for the same; and a leading apostrophe, which is what marks the others.
 */
const STARTS_FORMULA = /^(?:[\s\uFEFF]*[=+\-@＝＋－＠]|[\t\r\n']|\uFEFF)/;

/** A cell that no spreadsheet takes for a formula: one `'` more in front, where one would. */
export const harmless = (cell: string): string => (STARTS_FORMULA.test(cell) ? `'${cell}` : cell);
