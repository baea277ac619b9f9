import type { Json, JsonObject, Linked, RecordOf } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import { pathOf } from "../records/render.ts";
import type { Resource } from "../resources/define.ts";
import type { LinkableName } from "../resources/linkable.ts";
import { LINKABLE } from "../resources/linkable.ts";

/**
 * Records as history keeps them: without what the day decides, and without the names of others, so that
 * a record does not change there when they are renamed. Links keep the ids that they name; the names
 * are found again in the history of what is linked.
 */

/** A record as it is served, stripped. */
export const bareRecord = (resource: Resource, record: JsonObject): JsonObject =>
  mapRecord(resource, record, ({ id = null }) => ({ id }));

/** A record without the links to what is not there. */
export const withoutLinksTo = (
  resource: Resource,
  record: JsonObject,
  isMissing: (resource: LinkableName, id: string) => boolean,
): JsonObject =>
  mapRecord(resource, record, (small, linked) =>
    isMissing(linked, small["id"] as string) ? null : small,
  );

/** A record as it is served on a day, from a bare one; links to what is not there are left out. */
export function servedRecord(
  resource: Resource,
  record: JsonObject,
  day: string,
  recordOf: RecordOf,
): JsonObject {
  const named = mapRecord(resource, record, ({ id = null }, linked) => {
    const other = recordOf(linked, id as string);
    if (other === null) return null;
    const label = LINKABLE[linked].label.map((name) => [name, other[name] ?? null]);
    return { id, ...Object.fromEntries(label) };
  });
  return complete(resource, named, day, recordOf);
}

type MapSmall = (small: JsonObject, resource: LinkableName) => JsonObject | null;

function mapRecord(resource: Resource, record: JsonObject, map: MapSmall): JsonObject {
  const mapped: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    const field = resource.fields[name];
    if (name === "links" || field?.isWorkflow || (field?.onDay && field.input === null)) continue;
    mapped[name] = value;
    if (field?.linked) mapped[name] = mapLinks(value, field.linked, map);
    const { nested } = field ?? {};
    if (nested) mapped[name] = (value as JsonObject[]).map((each) => mapRecord(nested, each, map));
  }
  return mapped;
}

/** Adds what the day decides and what follows from the id, in the order in which it is served. */
function complete(
  resource: Resource,
  record: JsonObject,
  day: string,
  recordOf: RecordOf,
  without: readonly string[] = [],
): JsonObject {
  const served: JsonObject = { id: record["id"] as string };
  for (const [name, field] of Object.entries(resource.fields)) {
    if (without.includes(name)) continue;
    const { nested } = field;
    const value = record[name] ?? field.absent;
    served[name] = field.onDay
      ? field.onDay(record, day, recordOf)
      : nested
        ? (value as JsonObject[]).map((each) =>
            complete(nested, each, day, recordOf, nested.owners),
          )
        : value;
  }
  for (const name of ["created_at", "updated_at", "revision"]) served[name] = record[name] as Json;
  served["links"] = { self: pathOf(resource, record["id"] as string) };
  return served;
}

function mapLinks(value: Json, { resource, shape }: Linked, map: MapSmall): Json {
  if (shape === "one") return isObject(value) ? map(value, resource) : null;
  return (value as JsonObject[]).flatMap((element) => {
    const isWithin = typeof shape !== "string";
    const small = (isWithin ? element[shape.listWith] : element) as JsonObject;
    const shown = map(small, resource);
    if (shown === null) return [];
    if (isWithin) {
      const { proposed: _, ...more } = element;
      return [{ ...more, [shape.listWith]: shown }];
    }
    const { label } = LINKABLE[resource];
    const isOwn = (name: string) => name !== "id" && !(label as readonly string[]).includes(name);
    return [{ ...shown, ...Object.fromEntries(Object.entries(element).filter(([n]) => isOwn(n))) }];
  });
}
