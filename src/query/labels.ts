import type { LinkableName } from "../resources/linkable.ts";
import { LINKABLE } from "../resources/linkable.ts";
import type { Facet } from "./filter.ts";

/** What people call the values of a facet. */

type Labels = Facet["labels"];

const each =
  (label: (value: string) => string): Labels =>
  (values) =>
    new Map(values.map((value) => [value, label(value)]));

/** Values that say what they are. */
export const asWritten = each((value) => value);

/** A code of a vocabulary: `judicial_interpretation` is "Judicial interpretation". */
export const codeLabels = each((code) => {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
});

const LANGUAGES = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** A BCP 47 tag: `zh` is "Chinese". */
export const languageLabels = each((tag) => {
  try {
    return LANGUAGES.of(tag) ?? tag;
  } catch {
    return tag;
  }
});

const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** A month: `2020-07` is "July 2020". */
export const monthLabels = each((month) => MONTH.format(new Date(`${month}-01T00:00:00Z`)));

/** Linked records: by their names or titles. */
export const namesOf =
  (resource: LinkableName): Labels =>
  (values, { connection }) => {
    const { table, label } = LINKABLE[resource];
    const rows = connection.all(
      `select t.id, t.${label[0]} as label from json_each(?) j cross join ${table} t on t.id = j.value`,
      JSON.stringify(values),
    );
    return new Map(rows.map((row) => [row["id"] as string, row["label"] as string]));
  };
