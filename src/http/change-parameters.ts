import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import { single } from "../query/page-parameters.ts";
import { resources } from "../resources/index.ts";

/** The parameters of the feed of changes. */

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

/** A whole number in a range; `usual` where it is not given. Reports faults. */
export function parseNumber(
  query: RawQuery,
  name: string,
  least: number,
  most: number,
  usual: number,
  faults: Faults,
): number {
  const text = single(query, name, faults);
  if (text === null) return usual;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  faults.parameter(name, `'${name}' is a whole number ${range}, not '${text}'.`);
  return usual;
}
