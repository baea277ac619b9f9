import { column, moment } from "../query/filters.ts";
import { anyText } from "../query/values.ts";
import type { Resource } from "./define.ts";

/** The filters and orders that every resource has. */

export const recordFilters = (example: string): Resource["filters"] => ({
  id: column("id", anyText, {
    description:
      "The records with these ids, whose case does not matter, in the list's own order; ids that don't exist match nothing.",
    example,
  }),
  created_at: moment("created_at", {
    description: "When the record was made; a time, or a day in UTC.",
    example: "2020-08-01T00:00:00Z",
  }),
  updated_at: moment("updated_at", {
    description: "When the record's content last changed; a time, or a day in UTC.",
    example: "2020-08-01T00:00:00Z",
  }),
});

export const recordSorts: Resource["sorts"] = {
  created_at: { column: "created_at", description: "when the record was made" },
  updated_at: { column: "updated_at", description: "when its content last changed" },
  id: { column: "id", description: "the id" },
};
