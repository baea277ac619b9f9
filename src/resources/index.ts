import { citations } from "./citations/resource.ts";
import type { Resource } from "./define.ts";
import { events } from "./events/resource.ts";
import { instruments } from "./instruments/resource.ts";
import { issuingBodies } from "./issuing-bodies/resource.ts";
import { items } from "./items/resource.ts";
import { jurisdictions } from "./jurisdictions/resource.ts";
import { sources } from "./sources/resource.ts";
import { topics } from "./topics/resource.ts";

/** Every resource, in the order in which the documentation shows them. */
export const resources: readonly Resource[] = [
  items,
  instruments,
  issuingBodies,
  jurisdictions,
  topics,
  events,
  citations,
  sources,
];

const byName = new Map(resources.map((resource) => [resource.name, resource]));

/**
 * @throws {RangeError} if there is none of that name
 */
export function resourceNamed(name: string): Resource {
  const resource = byName.get(name);
  if (resource === undefined) throw new RangeError(`There is no resource '${name}'.`);
  return resource;
}
