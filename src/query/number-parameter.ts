import type { Faults, RawQuery } from "../problems/faults.ts";
import { single } from "./page-parameters.ts";

/** What a whole number may be, and what it is where it is not given. */
export interface Bounds {
  least: number;
  /** `UNBOUNDED` where only what a number can be is a bound. */
  most: number;
  usual: number;
}

export const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Reads a parameter that is a whole number in a range. Reports a fault, with the nearest right value. */
export function parseNumber(
  name: string,
  query: RawQuery,
  { least, most, usual }: Bounds,
  faults: Faults,
): number {
  const text = single(query, name, faults);
  if (text === null) return usual;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const isLarge = number > most || /^\d{17,}$/.test(text);
  const nearest = isLarge && most !== UNBOUNDED ? most : number < least ? least : null;
  const range = most === UNBOUNDED ? `from ${least} on` : `from ${least} to ${most}`;
  faults.parameter(
    name,
    `'${name}' is a whole number ${range}, not '${text}'.`,
    nearest === null ? {} : { suggestion: String(nearest) },
  );
  return usual;
}
