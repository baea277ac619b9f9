import type { Json, JsonObject, Linked, ReadContext } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import type { Faults } from "../problems/faults.ts";
import type { Inclusion } from "../query/include-parameter.ts";
import type { Resource } from "../resources/define.ts";
import type { Fragments, Versioned } from "./fragments.ts";

/** What a client wants of each record. */
export interface Shape {
  /** The fields, or null for all. */
  fields: readonly string[] | null;
  /** The links to show whole. */
  include: readonly Inclusion[];
  /** Where it is reported that this is too much. */
  faults: Faults;
}

/** More characters than this are not put together for one answer: the process has to hold them. */
const MOST_INCLUDED = 32 * 1024 * 1024;

/** More records than this are not read for one answer. */
const MOST_READ = 5000;

/**
 * Records as JSON in UTF-8, cut and filled up as asked for.
 *
 * Whole linked records come from where their own resource's answers come from, each once for all
 * that link to it, so the number of queries depends on the resources alone. What is put together
 * here is not kept: it would hang on the content of every record in it.
 *
 * @param json the records as their resource serves them
 * @throws {Problem} `invalid-request` where that is too much for one answer
 */
export function shapeRecords(
  json: readonly Buffer[],
  { fields, include, faults }: Shape,
  fragments: Fragments,
  context: ReadContext,
  labelsVersion: number,
): Buffer[] {
  if (fields === null && include.length === 0) return [...json];
  const records = json.map((each) => cut(JSON.parse(each.toString()) as JsonObject, fields));
  if (include.length === 0) return records.map((each) => Buffer.from(JSON.stringify(each)));
  const named = namedRecords(records, include);
  if (total(named, (ids) => ids.size) > MOST_READ) refuse(faults);
  const wholes = readWholes(named, fragments, context, labelsVersion);
  if (sizeOf(records, include, wholes) > MOST_INCLUDED) refuse(faults);
  const linkedOf = new Map(include.map(({ field, linked }) => [field, linked]));
  return records.map((record) => {
    const parts: string[] = [];
    for (const [name, value] of Object.entries(record)) {
      const linked = linkedOf.get(name);
      const shown = linked === undefined ? JSON.stringify(value) : filledUp(value, linked, wholes);
      parts.push(`${JSON.stringify(name)}:${shown}`);
    }
    return Buffer.from(`{${parts.join(",")}}`);
  });
}

/** A record cut down to some fields, in the record's own order. */
export function cut(record: JsonObject, fields: Shape["fields"]): JsonObject {
  if (fields === null) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => fields.includes(name)));
}

/** Whole records as JSON, by resource and id. */
type Wholes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The small objects in a field, each of which stands for a record. */
function smallObjects(value: Json | undefined, { shape }: Linked): JsonObject[] {
  const objects = [value ?? []].flat().filter(isObject);
  return typeof shape === "string"
    ? objects
    : objects.map((object) => object[shape.listWith]).filter(isObject);
}

/** The ids of all records to show whole. */
function namedRecords(
  records: readonly JsonObject[],
  include: readonly Inclusion[],
): Map<Resource, Set<string>> {
  const named = new Map<Resource, Set<string>>();
  for (const { field, linked, resource } of include) {
    const ids = named.get(resource) ?? new Set();
    named.set(resource, ids);
    for (const record of records) {
      for (const small of smallObjects(record[field], linked)) ids.add(small["id"] as string);
    }
  }
  return named;
}

function readWholes(
  named: ReadonlyMap<Resource, ReadonlySet<string>>,
  fragments: Fragments,
  context: ReadContext,
  labelsVersion: number,
): Wholes {
  const wholes = new Map<string, Map<string, string>>();
  for (const [resource, ids] of named) {
    // Who may not see a record does not see its small object, so these may all be shown.
    const versions = context.connection.all(
      `select t.key, t.id, t.render_version from json_each(?) j cross join ${resource.table} t on t.id = j.value`,
      JSON.stringify([...ids]),
    ) as unknown as Versioned[];
    const json = fragments.read(resource, versions, context, labelsVersion);
    const byId = new Map(versions.map(({ id }, i) => [id, (json[i] as Buffer).toString()]));
    wholes.set(resource.name, byId);
  }
  return wholes;
}

const total = <T>(map: ReadonlyMap<unknown, T>, count: (each: T) => number): number =>
  [...map.values()].reduce((sum, each) => sum + count(each), 0);

/** How many characters the whole records have, wherever they are shown. */
function sizeOf(
  records: readonly JsonObject[],
  include: readonly Inclusion[],
  wholes: Wholes,
): number {
  let size = 0;
  for (const { field, linked, resource } of include) {
    const byId = wholes.get(resource.name);
    for (const record of records) {
      for (const small of smallObjects(record[field], linked)) {
        size += byId?.get(small["id"] as string)?.length ?? 0;
      }
    }
  }
  return size;
}

function refuse(faults: Faults): void {
  faults.parameter(
    "include",
    "This would be too much for one answer: ask for fewer records at a time with `limit`, or include less.",
  );
  faults.throwIfAny();
}

/** A field's JSON with whole records in place of its small objects. */
function filledUp(value: Json, { resource, shape, more }: Linked, wholes: Wholes): string {
  if (value === null) return "null";
  const byId = wholes.get(resource) as ReadonlyMap<string, string>;
  const whole = (small: JsonObject) => byId.get(small["id"] as string) as string;
  if (shape === "one") return whole(value as JsonObject);
  const elements = (value as JsonObject[]).map((element) => {
    if (shape === "list") return withMembers(whole(element), Object.keys(more), element);
    const others = Object.entries(element).map(([name, member]) => {
      const json = name === shape.listWith ? whole(member as JsonObject) : JSON.stringify(member);
      return `${JSON.stringify(name)}:${json}`;
    });
    return `{${others.join(",")}}`;
  });
  return `[${elements.join(",")}]`;
}

/** The JSON of an object with some more members, which it must not have yet. */
function withMembers(json: string, names: readonly string[], from: JsonObject): string {
  const added = names.map((name) => `,${JSON.stringify(name)}:${JSON.stringify(from[name])}`);
  return `${json.slice(0, -1)}${added.join("")}}`;
}
