import type { StatementCache } from "../../db/database.ts";
import type { Json, JsonObject } from "../../fields/field.ts";
import { isObject } from "../../fields/field.ts";
import { Faults } from "../../problems/faults.ts";
import type { Parsed } from "../../records/parse.ts";
import { parseRecord } from "../../records/parse.ts";
import { renderRecords } from "../../records/render.ts";
import type { Resource } from "../../resources/define.ts";
import { today } from "../../values/edtf.ts";

/**
 * What records say, field by field, in forms that can be compared and put together: that is how an
 * import knows what a person changed since.
 */

/** The content of a record that is there, by its fields. */
export function contentOf(writer: StatementCache, resource: Resource, id: string): JsonObject {
  const rows = writer.all(`select * from ${resource.table} where id = ?`, id);
  const view = { connection: writer, view: "full", day: today() } as const;
  const [record] = renderRecords(resource, rows, view);
  return contentFrom(writer, resource, record ?? {}, id);
}

/** The content of a record as it would be written in place of one that is there. */
export function contentFrom(
  writer: StatementCache,
  resource: Resource,
  body: JsonObject,
  id: string | null,
): JsonObject {
  const parsing = { connection: writer, faults: new Faults(), id };
  return parseRecord(resource, body, parsing, { pointer: "", readOnly: "allow" }).content;
}

const isOwned = (element: Json): element is Json & Parsed =>
  isObject(element) && isObject(element["content"] ?? null);

/** A field's content as it is compared: records of its own without what they are told apart by. */
export function comparable(value: Json): Json {
  if (!Array.isArray(value) || !value.some(isOwned)) return value;
  return (value as unknown as Parsed[])
    .map(({ content }) => content)
    .sort((a, b) => (a["position"] as number) - (b["position"] as number))
    .map(({ position: _, ...said }) => said);
}

/** Some fields of a content as they are compared. */
export const comparableFields = (content: JsonObject, names: Iterable<string>): JsonObject =>
  Object.fromEntries([...names].map((name) => [name, comparable(content[name] ?? null)]));

/** Whether two comparable values say the same. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  canonical(a) === canonical(b);

/** The text of a value in which the order of names makes no difference, nor what is null. */
function canonical(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, each: unknown) =>
    isObject(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, member]) => member !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : each,
  );
}

/** A field's content as a client would write it. */
export function writable(value: Json): Json {
  if (!Array.isArray(value) || !value.some(isOwned)) return value;
  return (value as unknown as Parsed[]).map(({ id, content }) => ({
    ...(id === null ? {} : { id }),
    ...(withoutNulls(content) as JsonObject),
  }));
}

const withoutNulls = ({ position: _, ...content }: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(content).filter(([, member]) => member !== null));

/**
 * A list as it would be with what another version of it took away and added (a merge of three).
 * @param before what the other version began with, comparable as it is
 * @param after what it has now
 * @param current the list to change, as a client would write it
 */
export function mergeLists(before: Json[], after: Json[], current: Json[]): Json[] {
  const has = (list: Json[], element: Json) =>
    list.some((each) => isSame(said(each), said(element)));
  const kept = current.filter((element) => !has(before, element) || has(after, element));
  const added = after.filter((element) => !has(before, element) && !has(kept, element));
  return [
    ...kept,
    ...added.map((element) => (isObject(element) ? withoutNulls(element) : element)),
  ];
}

/** An element of a list, of which the id is what it says only where it names another record. */
const said = (element: Json): Json => {
  if (!isObject(element) || !("url" in element || "text" in element)) return element;
  const { id: _, position: __, ...rest } = element;
  return rest;
};
