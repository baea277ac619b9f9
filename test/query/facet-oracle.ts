import { isDeepStrictEqual } from "node:util";
import type { Viewer } from "./meanings.ts";
import { daysOf, folded } from "./meanings.ts";

/** What a list is counted by, in terms of a single record: the words in which an oracle is written. */

export interface FacetMeaning<R> {
  /** The values that a record may count for, exactly as they are served. */
  valuesOf(record: R, viewer: Viewer): readonly (string | null)[];
  labelOf(value: string): string;
  /** With the parameter that widens the filter: all values that one counts for, itself too. */
  wider?(value: string, viewer: Viewer): readonly string[];
}

/** A value with its count, and how the records that it counts spell it. */
export interface Counted {
  value: string;
  label: string;
  count: number;
  spellings: ReadonlySet<string>;
}

export interface FacetCounts {
  facets: Record<string, { value: string; label: string; count: number }[]>;
}

/**
 * The counts of one facet, most first and then by value.
 * @param among records beyond which nothing counts
 * @param having the records that count for a value
 */
export function counted<R>(
  { valuesOf, labelOf }: FacetMeaning<R>,
  among: readonly R[],
  having: (value: string) => readonly R[],
  viewer: Viewer,
): Counted[] {
  const values = among
    .flatMap((record) => valuesOf(record, viewer))
    .filter((each) => each !== null);
  const distinct = new Map(values.map((value) => [folded(value), value]));
  return [...distinct]
    .map(([key, value]) => {
      const records = having(value);
      const spelled = records.flatMap((record) => valuesOf(record, viewer));
      const spellings = new Set(spelled.filter((each) => each !== null && folded(each) === key));
      return { value, label: labelOf(value), count: records.length, spellings } as Counted;
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (folded(a.value) < folded(b.value) ? -1 : 1));
}

/** What is wrong with counts that were answered; null where nothing is. */
export function faultOfSpelling(
  answered: FacetCounts["facets"][string] | undefined,
  wanted: readonly Counted[] | undefined,
): string | null {
  if (answered === undefined || wanted === undefined) return "a facet is missing";
  const plain = (list: readonly { value: string; label: string; count: number }[]) =>
    list.map(({ value, label, count }) => [folded(value), folded(label), count]);
  if (!isDeepStrictEqual(plain(answered), plain(wanted))) return "other counts";
  const strange = answered.find(({ value }, i) => wanted[i]?.spellings.has(value) !== true);
  return strange === undefined ? null : `nobody writes '${strange.value}'`;
}

const inWords = (code: string) =>
  `${code.charAt(0).toUpperCase()}${code.slice(1).split("_").join(" ")}`;

/** Codes of a vocabulary. */
export const byCode = <R>(valuesOf: FacetMeaning<R>["valuesOf"]): FacetMeaning<R> => ({
  valuesOf,
  labelOf: inWords,
});

/** Texts that say what they are. */
export const byText = <R>(valuesOf: FacetMeaning<R>["valuesOf"]): FacetMeaning<R> => ({
  valuesOf,
  labelOf: (value) => value,
});

/** Linked records, by what those are called. */
export const byRecord = <R, T>(
  valuesOf: FacetMeaning<R>["valuesOf"],
  targets: ReadonlyMap<string, T>,
  called: (target: T) => string,
): FacetMeaning<R> => ({
  valuesOf,
  labelOf: (value) => {
    const target = targets.get(value);
    if (target === undefined) throw new Error(`There is no '${value}'.`);
    return called(target);
  },
});

const ENGLISH: Record<string, string> = {
  en: "English",
  zh: "Chinese",
  "zh-Hant": "Traditional Chinese",
  de: "German",
};

export const byLanguage = <R extends { language: string | null }>(): FacetMeaning<R> => ({
  valuesOf: ({ language }) => [language],
  labelOf: (value) => ENGLISH[value] ?? `no label for ${value}`,
});

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** The years, or months, that a vague date touches. */
export const byUnitOfTime = <R>(
  unit: "year" | "month",
  dateOf: (record: R, viewer: Viewer) => string | null,
): FacetMeaning<R> => ({
  valuesOf(record, viewer) {
    const date = dateOf(record, viewer);
    if (date === null) return [];
    if (unit === "year") return [date.slice(0, 4)];
    const { first, last } = daysOf(date);
    const all = MONTHS.map((_, i) => `${date.slice(0, 4)}-${String(i + 1).padStart(2, "0")}`);
    return all.filter((month) => first.slice(0, 7) <= month && month <= last.slice(0, 7));
  },
  labelOf: (value) =>
    unit === "year" ? value : `${MONTHS[Number(value.slice(5)) - 1]} ${value.slice(0, 4)}`,
});
