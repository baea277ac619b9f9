/**
 * How hard the attacks try. In CI they take seconds; `ATTACK_RUNS=50` tries fifty times as much, and
 * `ATTACK_SEED` something else each time. Both are printed where an attack succeeds.
 */

const whole = (name: string, otherwise: number): number => {
  const text = process.env[name];
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${name}=${text}`);
  return number;
};

/** By what the number of tries is multiplied. */
const times = whole("ATTACK_RUNS", 1);

export const seed = whole("ATTACK_SEED", 2020);

/** How many of some payloads each parameter gets. */
export const some = (count: number): number => count * times;

/**
 * fast-check's parameters for so many tries in CI. Smaller cases are not looked for: what fails
 * depends on what was sent before.
 * @param nth tells arbitraries of the same seed apart
 */
export const tries = (numRuns: number, nth = 0) => ({
  numRuns: numRuns * times,
  seed: seed + nth,
  endOnFailure: true,
  includeErrorInReport: true,
});
