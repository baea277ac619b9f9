import { Type } from "typebox";
import { faultSchema } from "../openapi/answers.ts";
import { MOST_LISTED } from "./report.ts";

const closed = { additionalProperties: false };
const count = (description: string) => Type.Integer({ minimum: 0, description });

const summarySchema = Type.Object(
  {
    read: count("Rows of the file, without blank lines and a header."),
    created: count("Records that were created."),
    updated: count("Records that were changed."),
    unchanged: count("Records that were as the file has them already."),
    skipped: count("Rows that were not written, since they have faults."),
    faults: count("Faults of those rows in all."),
    stubs: count("Records that were made since rows name them."),
  },
  closed,
);

const stubSchema = Type.Object(
  { resource: Type.String(), id: Type.String(), name: Type.String() },
  closed,
);

const rangeSchema = Type.Object(
  {
    after: Type.Integer({
      minimum: 0,
      description: "What was imported comes after this in `/changes`, …",
    }),
    reached: Type.Integer({ minimum: 0, description: "… and ends here." }),
  },
  closed,
);

/** What an import of records answers. */
export const bulkImportSchema = Type.Object(
  {
    resource: Type.String({ description: "What the rows are." }),
    dry_run: Type.Boolean({ description: "Whether nothing was written." }),
    summary: summarySchema,
    stubs: Type.Array(stubSchema, {
      description: `Drafts that were made since rows name them, up to ${MOST_LISTED}; \`summary.stubs\` says how many there are.`,
    }),
    errors: Type.Array(faultSchema, {
      description: `The faults of rows that were skipped, up to ${MOST_LISTED}; \`summary.faults\` says how many there are.`,
    }),
    changes: {
      ...rangeSchema,
      type: ["object", "null"],
      description: "Where the changes are in `/changes`; null after a dry run.",
    } as unknown as typeof rangeSchema,
  },
  {
    $id: "BulkImport",
    title: "BulkImport",
    description: "What became of the rows of a file.",
    ...closed,
  },
);
