import type { ReadDevelopment, Reading } from "../../src/newsletters/reading.ts";

/** What a person says that a development of a document is. */
export interface ExpectedDevelopment {
  /** The headline; null where there is none. Not compared where it is left out. */
  title?: string | null;
  kind: string;
  date: string | null;
  jurisdiction: string | null;
  /** `id role`; those that are only mentioned need not be there. */
  issuing_bodies: readonly string[];
  /** `role type title`; a title is compared without regard to case. */
  instruments: readonly string[];
  /** `type date` of the events of subjects. */
  events: readonly string[];
  topics: readonly string[];
  /** Addresses of the notes, or the text of what has none. Not compared where it is left out. */
  citations?: readonly string[];
}

/** How far a reading is right in one field. */
export interface Score {
  /** Of what was read the share that is right; 1 where nothing was. */
  precision: number;
  /** Of what was expected the share that was read; 1 where nothing was. */
  recall: number;
  /** What was read and not expected, and the other way round, with the number of the development. */
  wrong: readonly string[];
  missing: readonly string[];
  counts: { readonly right: number; readonly read: number; readonly expected: number };
}

/** What a reading says in each field, in the form of `ExpectedDevelopment`. */
const FIELDS: Readonly<
  Record<keyof ExpectedDevelopment, (development: ReadDevelopment) => readonly string[]>
> = {
  title: ({ title }) => [title.doubt === null ? title.value : "null"],
  kind: ({ kind }) => [kind.value],
  date: ({ date }) => [String(date.value)],
  jurisdiction: ({ jurisdiction }) => [String(jurisdiction.value)],
  issuing_bodies: ({ issuing_bodies }) =>
    issuing_bodies
      .filter(({ value }) => value.role !== "mentioned")
      .map(({ value }) => `${value.id} ${value.role}`),
  instruments: ({ instruments }) =>
    instruments.map(({ role, type, title }) =>
      `${role} ${type.value} ${title.value}`.toLowerCase(),
    ),
  events: ({ instruments }) =>
    instruments
      .filter(({ role }) => role === "subject")
      .flatMap(({ events }) => events.map(({ value }) => `${value.type} ${value.date}`)),
  topics: ({ topics }) => topics.map(({ value }) => value),
  citations: ({ notes }) => notes.map(({ url, text }) => url ?? String(text)),
};

/**
 * Compares a reading with what a person expects of it, field by field: precision, recall, and each
 * difference. A field that has one value counts as a set of one, so that "unknown" is right where
 * it is expected.
 */
export function scores(
  { developments }: Pick<Reading, "developments">,
  expected: readonly ExpectedDevelopment[],
): Record<keyof ExpectedDevelopment, Score> {
  const entries = Object.entries(FIELDS).map(([name, read]) => {
    const field = name as keyof ExpectedDevelopment;
    const counts = { right: 0, read: 0, expected: 0 };
    const wrong: string[] = [];
    const missing: string[] = [];
    const isCompared = expected.some((development) => development[field] !== undefined);
    for (let i = 0; isCompared && i < Math.max(developments.length, expected.length); i++) {
      const development = developments[i];
      const is = new Set(development === undefined ? [] : read(development));
      const should = new Set(wanted(expected[i], field));
      counts.read += is.size;
      counts.expected += should.size;
      for (const value of is) {
        if (should.has(value)) counts.right++;
        else wrong.push(`${i + 1}: ${value}`);
      }
      for (const value of should) if (!is.has(value)) missing.push(`${i + 1}: ${value}`);
    }
    const share = (of: number) => (of === 0 ? 1 : counts.right / of);
    return [
      field,
      { precision: share(counts.read), recall: share(counts.expected), wrong, missing, counts },
    ];
  });
  return Object.fromEntries(entries);
}

function wanted(
  expected: ExpectedDevelopment | undefined,
  field: keyof ExpectedDevelopment,
): string[] {
  if (expected === undefined) return [];
  const value = expected[field];
  if (value === undefined) return [];
  if (value === null || typeof value === "string") return [String(value)];
  return field === "instruments" ? value.map((each) => each.toLowerCase()) : [...value];
}
