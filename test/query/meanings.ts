import type { SeededRandom } from "../seeded-random.ts";
import type { ServedRecord } from "../served-records.ts";

/** What filters mean, in terms of a single record: the words in which an oracle is written. */

/** Who asks: a client without a key, or one with. */
export type Viewer = "public" | "keyed";

/** What a filter means, in terms of a single record. */
export interface Meaning<R> {
  /** Values to ask for, as a client may spell them. */
  samples: readonly string[];
  matches(record: R, value: string, viewer: Viewer): boolean;
  isThere?(record: R, viewer: Viewer): boolean;
  atLeast?(record: R, value: string, viewer: Viewer): boolean;
  atMost?(record: R, value: string, viewer: Viewer): boolean;
  /** Where both bounds must be met by the same of several dates. */
  between?(record: R, least: string, most: string, viewer: Viewer): boolean;
  /** It takes one value at a time. */
  single?: boolean;
  /** The filter that narrows the same links, and what a value means together with it. */
  narrowedBy?: string;
  matchesIn?(record: R, value: string, narrower: string, viewer: Viewer): boolean;
  /** With the parameter that widens the filter: all that a value stands for, itself too. */
  standsFor?(value: string, viewer: Viewer): readonly string[];
  /** The filter that this one narrows. */
  narrows?: string;
}

/** ASCII letters in one case, as ids, titles and codes are compared. */
export const folded = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** A filter whose records have values of their own. */
export function having<R>(
  samples: readonly string[],
  valuesOf: (record: R, viewer: Viewer) => readonly (string | null)[],
  options: { meaningOf?: (sample: string) => string; exact?: boolean } = {},
): Meaning<R> {
  const { meaningOf = (sample) => sample, exact = false } = options;
  const form = exact ? (text: string) => text : folded;
  return {
    samples,
    matches: (record, value, viewer) =>
      valuesOf(record, viewer).some((had) => had !== null && form(had) === form(meaningOf(value))),
    isThere: (record, viewer) => valuesOf(record, viewer).some((had) => had !== null),
  };
}

/** The first and last day of a vague date, by the calendar of the language. */
export function daysOf(date: string): { first: string; last: string } {
  const [year = "", month, day] = date.replace("~", "").split("-");
  const lastDay = new Date(Date.UTC(2000, Number(month ?? 12), 0));
  lastDay.setUTCFullYear(Number(year), Number(month ?? 12), 0);
  return {
    first: `${year}-${month ?? "01"}-${day ?? "01"}`,
    last: `${year}-${month ?? "12"}-${day ?? String(lastDay.getUTCDate()).padStart(2, "0")}`,
  };
}

/** A filter over vague dates, of which a record has any number: whatever overlaps. */
export function datedAny<R>(
  samples: readonly string[],
  datesOf: (record: R, viewer: Viewer) => readonly (string | null)[],
) {
  const some = (
    record: R,
    viewer: Viewer,
    says: (own: { first: string; last: string }) => boolean,
  ): boolean => datesOf(record, viewer).some((date) => date !== null && says(daysOf(date)));
  const isLate = (last: string, value: string) => last >= daysOf(value).first;
  const isEarly = (first: string, value: string) => first <= daysOf(value).last;
  return {
    samples,
    matches: (record: R, value: string, viewer: Viewer) =>
      some(record, viewer, ({ first, last }) => isEarly(first, value) && isLate(last, value)),
    isThere: (record: R, viewer: Viewer) => some(record, viewer, () => true),
    atLeast: (record: R, value: string, viewer: Viewer) =>
      some(record, viewer, ({ last }) => isLate(last, value)),
    atMost: (record: R, value: string, viewer: Viewer) =>
      some(record, viewer, ({ first }) => isEarly(first, value)),
    between: (record: R, least: string, most: string, viewer: Viewer) =>
      some(record, viewer, ({ first, last }) => isLate(last, least) && isEarly(first, most)),
  } satisfies Meaning<R>;
}

/** A filter over a vague date. */
export const dated = <R>(
  samples: readonly string[],
  dateOf: (record: R, viewer: Viewer) => string | null,
) => datedAny<R>(samples, (record, viewer) => [dateOf(record, viewer)]);

/** A filter over an amount that every record has. */
export function measured<R>(
  samples: readonly string[],
  amountOf: (record: R) => string | number,
): Meaning<R> {
  const like = (amount: string | number, value: string) =>
    typeof amount === "number" ? Number(value) : value;
  return {
    samples,
    matches: (record, value) => amountOf(record) === like(amountOf(record), value),
    atLeast: (record, value) => amountOf(record) >= like(amountOf(record), value),
    atMost: (record, value) => amountOf(record) <= like(amountOf(record), value),
  };
}

/** The filters that every resource has. */
export function everyRecord<R extends ServedRecord>(records: readonly R[], random: SeededRandom) {
  const times = (name: "created_at" | "updated_at") => [
    ...random.some(records, 3, 3).map((record) => record[name]),
    "2020-01-01T00:00:00.000Z",
  ];
  return {
    id: having<R>(
      [...random.some(records, 4, 4).map(({ id }) => id), "no-such-id"].map((id, i) =>
        i % 2 === 0 ? id : id.toUpperCase(),
      ),
      ({ id }) => [id],
    ),
    created_at: measured<R>(times("created_at"), ({ created_at }) => created_at),
    updated_at: measured<R>(times("updated_at"), ({ updated_at }) => updated_at),
  };
}
