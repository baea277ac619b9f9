import type { Linked } from "../fields/field.ts";
import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import type { Resource } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";

/** A field whose linked records an answer shows whole. */
export interface Inclusion {
  field: string;
  linked: Linked;
  /** The resource of the linked records. */
  resource: Resource;
}

/** Every field of a resource whose linked records can be shown whole: what `include` may name. */
export function inclusionsOf(resource: Resource): Inclusion[] {
  return Object.entries(resource.fields).flatMap(([field, { linked }]) =>
    linked === undefined ? [] : [{ field, linked, resource: resourceNamed(linked.resource) }],
  );
}

/**
 * The fields that `include` names, each once.
 * @param fields what the answer is cut down to; including what that leaves out is a fault
 */
export function parseInclude(
  resource: Resource,
  query: RawQuery,
  fields: readonly string[] | null,
  faults: Faults,
): Inclusion[] {
  const raw = query["include"];
  if (raw === undefined) return [];
  const known = inclusionsOf(resource);
  if (known.length === 0) return [];
  const names = known.map(({ field }) => field);
  const wanted = [raw].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  wanted.forEach((name, index) => {
    const at = faults.ofElement(index);
    if (name === "") at.parameter("include", "There is an empty name.");
    else if (!names.includes(name)) {
      const detail = Object.hasOwn(resource.fields, name)
        ? `'${name}' names no other records that could be included.`
        : `There is nothing '${name}' to include.`;
      at.parameter("include", detail, () => oneOf(names, name));
    } else if (fields !== null && !fields.includes(name)) {
      const detail = `'${name}' can't be included, since \`fields\` leaves it out: name it there too, or not here.`;
      at.parameter("include", detail);
    }
  });
  return known.filter(({ field }) => wanted.includes(field));
}

/** Whether the answer depends on the day for what it includes. */
export const includesDay = (include: readonly Inclusion[]): boolean =>
  include.some(({ resource }) => resource.dependsOnDay === true);
