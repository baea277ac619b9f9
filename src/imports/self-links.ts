import type { Json, JsonObject, Linked } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import { LINKABLE } from "../resources/linkable.ts";
import { foldName } from "../values/names.ts";

/** Links of records to others of their own resource, such as parents: what orders the rows of a file. */
export interface SelfLinks {
  /** What other rows may call a row by. */
  called(data: JsonObject): string[];
  /** What a row calls others by. */
  needed(data: JsonObject): string[];
  /** A row without its links to what is missing. */
  without(data: JsonObject, isMissing: (name: string) => boolean): JsonObject;
}

/** Columns by which a record is known, where it has names. */
const NAMES = ["name", "name_native", "acronym"];

/** Null where records of a resource don't link to one another. */
export function selfLinksOf(resource: Resource): SelfLinks | null {
  const { linkable } = resource;
  if (linkable === null) return null;
  const fields = Object.entries(resource.fields).flatMap(([name, { linked, input }]) =>
    linked?.resource === linkable && input !== null ? [{ name, shape: linked.shape }] : [],
  );
  if (fields.length === 0) return null;
  const hasNames = "names" in LINKABLE[linkable];
  return {
    called(data) {
      const names = hasNames
        ? [...NAMES.map((name) => data[name]), ...listOf(data["aliases"])]
        : [];
      return folded([data["id"], ...names]);
    },
    needed: (data) =>
      folded(
        fields.flatMap(({ name, shape }) =>
          shape === "one"
            ? [data[name]].map(nameOf)
            : listOf(data[name]).map((element) => nameOf(targetOf(element, shape))),
        ),
      ),
    without(data, isMissing) {
      const part = { ...data };
      const lacks = (target: Json | undefined) =>
        folded([nameOf(target)]).some((name) => isMissing(name));
      for (const { name, shape } of fields) {
        const value = data[name];
        if (shape === "one") {
          if (lacks(value)) part[name] = null;
        } else if (Array.isArray(value)) {
          part[name] = value.filter((element) => !lacks(targetOf(element, shape)));
        }
      }
      return part;
    },
  };
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** What an element of a list links to. An inverse relation belongs to the other side. */
function targetOf(element: Json, shape: Linked["shape"]): Json | undefined {
  if (typeof shape === "string") return element;
  if (!isObject(element) || element["inverse"] === true) return undefined;
  return element[shape.listWith];
}

const nameOf = (target: Json | undefined): Json | undefined =>
  isObject(target) ? target["id"] : target;

const folded = (names: readonly (Json | undefined)[]): string[] => [
  ...new Set(names.flatMap((name) => (typeof name === "string" ? [foldName(name)] : []))),
];
