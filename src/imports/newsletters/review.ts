import { getTableName } from "drizzle-orm";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Row, StatementCache } from "../../db/database.ts";
import type { Field, Json, JsonObject } from "../../fields/field.ts";
import { computed, idsOf } from "../../fields/field.ts";
import { orNull } from "../../fields/scalars.ts";
import { itemImports, itemProposals } from "./table.ts";

/** What an item shows of its import to who may see drafts, until it is published. */

export const IMPORTS = getTableName(itemImports);
export const PROPOSALS = getTableName(itemProposals);

/** Why a field should be looked at. */
export interface Doubt {
  /** A JSON Pointer into the item; `""` for the whole of it. */
  field: string;
  detail: string;
}

/** Where in the imported text a field comes from, in UTF-16 code units. */
export interface Offset {
  field: string;
  start: number;
  end: number;
}

const closed = { additionalProperties: false };

const pointer = (description: string) =>
  Type.String({ description, examples: ["/issuing_bodies/0"] });

const anyValue = (description: string): TSchema => ({ description }) as TSchema;

const reviewSchema = Type.Object(
  {
    source: orNull(
      Type.String({
        description: "The id of the source that it was read from; null where no import made it.",
      }),
    ),
    edition: orNull(
      Type.Integer({
        description: "Which of the source's editions: `/sources/{id}/text?edition=…` is its text.",
      }),
    ),
    doubts: Type.Array(
      Type.Object(
        {
          field: pointer(
            "What was guessed or is missing, as a JSON Pointer; empty for the whole item.",
          ),
          detail: Type.String({ description: "Why it should be looked at." }),
        },
        closed,
      ),
      { description: "What should be looked at. Editing a field ends its doubts." },
    ),
    offsets: Type.Array(
      Type.Object(
        {
          field: pointer("The field, as a JSON Pointer."),
          start: Type.Integer({ minimum: 0 }),
          end: Type.Integer({ minimum: 0, description: "Exclusive." }),
        },
        closed,
      ),
      { description: "Where in the text each field comes from, in UTF-16 code units." },
    ),
    proposals: Type.Array(
      Type.Object(
        {
          number: Type.Integer({
            minimum: 1,
            description: "Its number within the item, by which it is accepted or dismissed.",
          }),
          field: pointer(
            "What would change, as a JSON Pointer; `-` at its end is one more element (RFC 6902).",
          ),
          current: anyValue("What is there now; null for nothing."),
          proposed: anyValue("What would be there instead; null for nothing."),
          reason: Type.String({ description: "Why." }),
          source: Type.String({ description: "The id of the source that says so." }),
          edition: Type.Integer({ description: "Which of its editions." }),
          at: Type.String({ format: "date-time" }),
        },
        closed,
      ),
      { description: "What imports would change and leave to a person to decide." },
    ),
  },
  closed,
);

const DESCRIPTION =
  "What is left to decide of an item that an import made, or would change: only for a client with a key, else null; null too where there is nothing. Doubts and offsets stay until the item is published, proposals until they are accepted or dismissed. It is no content: history, `as_of` and `/changes` have null.";

/** The items' field `review`. */
export const review: Field = {
  ...computed(
    DESCRIPTION,
    {
      ...reviewSchema,
      type: ["object", "null"],
      description: DESCRIPTION,
    } as unknown as TSchema,
    (rows, { connection, view }) => {
      if (view === "public") return () => null;
      const ids = idsOf(rows);
      const imports = byItem(connection.all(SELECT_IMPORTS, ids));
      const proposals = byItem(connection.all(SELECT_PENDING, ids));
      return ({ id, state }) => {
        const [read] = state === "draft" ? (imports.get(id as string) ?? []) : [];
        const waiting = proposals.get(id as string) ?? [];
        return read === undefined && waiting.length === 0 ? null : shown(read, waiting);
      };
    },
  ),
  isWorkflow: true,
};

const SELECT_IMPORTS = `select m.item, m.source, m.edition, m.doubts, m.offsets
  from json_each(?) j cross join ${IMPORTS} m on m.item = j.value`;

const SELECT_PENDING = `select p.* from json_each(?) j cross join ${PROPOSALS} p on p.item = j.value
  where p.state = 'pending' order by p.item, p.number`;

function byItem(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const item = row["item"] as string;
    groups.set(item, [...(groups.get(item) ?? []), row]);
  }
  return groups;
}

const shown = (read: Row | undefined, proposals: readonly Row[]): JsonObject => ({
  source: read?.["source"] ?? null,
  edition: read?.["edition"] ?? null,
  doubts: listIn(read?.["doubts"]),
  offsets: listIn(read?.["offsets"]),
  proposals: proposals.map((row) => ({
    number: row["number"] as number,
    field: row["pointer"] as string,
    current: JSON.parse(row["current"] as string) as Json,
    proposed: JSON.parse(row["proposed"] as string) as Json,
    reason: row["reason"] as string,
    source: row["source"] as string,
    edition: row["edition"] as number,
    at: row["at"] as string,
  })),
});

const listIn = (text: unknown): Json[] =>
  typeof text === "string" ? (JSON.parse(text) as Json[]) : [];

/** The items with something left to decide, and what: rows `x` of `item` and `part`. */
export const UNDER_REVIEW = `(
  select m.item, 'imported' as part from ${IMPORTS} m join items d on d.id = m.item and d.state = 'draft'
  union all select m.item, 'doubts' from ${IMPORTS} m where m.doubts <> '[]'
  union all select p.item, 'proposals' from ${PROPOSALS} p where p.state = 'pending') x`;

/** Of these rows: what they are about, what they say, and that nobody without a key sees them. */
export const REVIEWED = { record: "x.item", value: "x.part", visible: "0" };

/** Has who holds an item read it again, after what is left to decide of it changed. */
export function showReviewOtherwise(writer: StatementCache, item: string): void {
  writer.run("update items set render_version = render_version + 1 where id = ?", item);
}
