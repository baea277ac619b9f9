import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import { type Bounds, UNBOUNDED } from "../query/number-parameter.ts";
import { resources } from "../resources/index.ts";

/** The parameters of the feed of changes. */

/** The number of the change after which a client goes on. */
export const AFTER: Bounds = { least: 0, most: UNBOUNDED, usual: 0 };

/** The resources that changes are asked of; null for all. Reports faults. */
export function namesOf(query: RawQuery, faults: Faults): string[] | null {
  const raw = query["resource"];
  if (raw === undefined) return null;
  const known = resources.map(({ name }) => name);
  const names = [raw].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  for (const name of names) {
    if (known.includes(name)) continue;
    faults.parameter("resource", `There is no resource '${name}'.`, () => oneOf(known, name));
  }
  return names;
}
