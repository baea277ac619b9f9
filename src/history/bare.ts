import type { Json, JsonObject, Linked } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import type { LinkableName } from "../resources/linkable.ts";
import { LINKABLE } from "../resources/linkable.ts";

/**
 * Records as history keeps them: without what others say of them or what the day decides, so that a
 * record changes there only if it changed itself. Links keep the ids that they name and lose the
 * names, which are found again in the history of what is linked; computed fields are left out.
 */

/** The members of a relation that depend on the day and on the other side. */
const DEPENDENT = ["proposed"];

/** The names that small objects show, by the records' resources and ids. */
export type LabelOf = (resource: LinkableName, id: string) => JsonObject | null;

/** A record as it is served, stripped. */
export const bareRecord = (resource: Resource, record: JsonObject): JsonObject =>
  mapRecord(resource, record, (small) => ({ id: small["id"] ?? null }));

/** A bare record with the names of what it links to; links to what has none are left out. */
export function labelled(resource: Resource, record: JsonObject, labelOf: LabelOf): JsonObject {
  return mapRecord(resource, record, (small, name) => {
    const id = small["id"] as string;
    const label = labelOf(name, id);
    return label === null ? null : { id, ...label };
  });
}

type MapSmall = (small: JsonObject, resource: LinkableName) => JsonObject | null;

function mapRecord(resource: Resource, record: JsonObject, map: MapSmall): JsonObject {
  const mapped: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    const field = resource.fields[name];
    if (name === "links" || (field !== undefined && field.input === null)) continue;
    mapped[name] = value;
    if (field?.linked) mapped[name] = mapLinks(value, field.linked, map);
    const { nested } = field ?? {};
    if (nested) mapped[name] = (value as JsonObject[]).map((each) => mapRecord(nested, each, map));
  }
  return mapped;
}

function mapLinks(value: Json, { resource, shape }: Linked, map: MapSmall): Json {
  if (shape === "one") return isObject(value) ? map(value, resource) : null;
  return (value as JsonObject[]).flatMap((element) => {
    const isWithin = typeof shape !== "string";
    const small = (isWithin ? element[shape.listWith] : element) as JsonObject;
    const shown = map(small, resource);
    if (shown === null) return [];
    const more = Object.entries(element).filter(([name]) => !DEPENDENT.includes(name));
    if (isWithin) return [{ ...Object.fromEntries(more), [shape.listWith]: shown }];
    const { label } = LINKABLE[resource];
    const own = more.filter(
      ([name]) => name !== "id" && !(label as readonly string[]).includes(name),
    );
    return [{ ...shown, ...Object.fromEntries(own) }];
  });
}
