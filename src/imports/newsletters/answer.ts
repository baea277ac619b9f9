import { Type } from "typebox";
import { meaningsOf, orNull } from "../../fields/scalars.ts";
import { enumOf } from "../../openapi/parameters.ts";
import { codesOf, IMPORT_ACTIONS } from "../../vocabularies.ts";

const closed = { additionalProperties: false };
const count = (description: string) => Type.Integer({ minimum: 0, description });
const place = { start: Type.Integer({ minimum: 0 }), end: Type.Integer({ minimum: 0 }) };
const noPlace = { start: orNull(place.start), end: orNull(place.end) };
const records = (schemaName: string, description: string) =>
  Type.Array({ $ref: `${schemaName}#` } as never, { description });

const developmentSchema = Type.Object(
  {
    position: Type.Integer({ minimum: 1, description: "Its number in the document." }),
    title: Type.String(),
    action: enumOf(codesOf(IMPORT_ACTIONS), {
      description: `What became of it.\n\n${meaningsOf(IMPORT_ACTIONS)}`,
    }),
    item: Type.String({ description: "The id of the item that it is, or was." }),
    detail: orNull(Type.String({ description: "More than the action says." })),
  },
  closed,
);

const unmatchedSchema = Type.Object(
  {
    kind: enumOf(["issuing_body", "instrument", "jurisdiction", "topic"]),
    text: Type.String({ description: "As it is printed." }),
    acronym: orNull(Type.String({ description: "An abbreviation that the document defines." })),
    position: orNull(Type.Integer({ minimum: 1, description: "The number of the development." })),
    suggestion: {
      ...Type.Object({ id: Type.String(), name: Type.String() }, closed),
      type: ["object", "null"],
      description: "The record with the nearest name.",
    } as never,
    body_kind: orNull(Type.String({ description: "What an issuing body could be created as." })),
    ...place,
  },
  closed,
);

const warningSchema = Type.Object(
  {
    code: Type.String({ examples: ["mark_without_note"] }),
    detail: Type.String(),
    ...noPlace,
  },
  closed,
);

const summarySchema = Type.Object(
  {
    developments: count("Developments of the document."),
    created: count("Drafts that were made."),
    updated: count("Drafts that were changed."),
    proposed: count("Items at which a change waits."),
    unchanged: count("Items that say the same already."),
    reported_before: count("Developments that another source had reported."),
    left_out: count("Developments whose items were deleted since."),
    vanished: count("Items of the edition before that this one does not have."),
    unmatched: count("Names that no record has."),
  },
  closed,
);

/** What an import of a newsletter answers. */
export const newsletterImportSchema = Type.Object(
  {
    dry_run: Type.Boolean({ description: "Whether nothing was written." }),
    source: { $ref: "Source#" } as never,
    edition: Type.Integer({
      minimum: 1,
      description: "Which edition of the source the text is; the first is 1.",
    }),
    items: records("Item", "The items, as they are or would be, in the document's order."),
    instruments: records("Instrument", "The instruments that were made as drafts."),
    developments: Type.Array(developmentSchema, {
      description: "What became of each development of the document, in its order.",
    }),
    vanished: Type.Array(Type.String(), {
      description: "The ids of items that the edition before had and this one does not.",
    }),
    unmatched: Type.Array(unmatchedSchema, {
      description: "What looks like a name and is none of a record.",
    }),
    warnings: Type.Array(warningSchema, {
      description: "What is strange about the document, or about importing it.",
    }),
    summary: summarySchema,
  },
  {
    $id: "NewsletterImport",
    title: "NewsletterImport",
    description:
      "What became of a newsletter. `start` and `end` count UTF-16 code units of its text; `end` is exclusive.",
    ...closed,
  },
);
