import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import { orNull } from "../fields/scalars.ts";
import { GRAPH_FORMATS } from "../formats/graph-format.ts";
import { formatNames } from "../formats/index.ts";
import { DEPTH, NODES } from "../resources/instruments/graph-parameters.ts";
import { MOST_EDGES } from "../resources/instruments/graph.ts";
import { instruments } from "../resources/instruments/resource.ts";
import { RELATION_NAMES } from "../resources/instruments/relations.ts";
import type { TimelineKind } from "../resources/instruments/timeline.ts";
import { TIMELINE_KINDS } from "../resources/instruments/timeline.ts";
import { named, pageSchema } from "../resources/schemas.ts";
import { codesOf, INSTRUMENT_STATUSES, INSTRUMENT_TYPES, RELATION_TYPES } from "../vocabularies.ts";
import { answer, jsonBody, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import {
  countProperty,
  dayProperty,
  enumOf,
  listOf,
  pageProperties,
  querySchema,
} from "./parameters.ts";
import { ANYBODY } from "./security.ts";

/** What can be read of an instrument beside the record itself: its timeline and its graph. */

const exact = { additionalProperties: false };
const statuses = orNull(enumOf(codesOf(INSTRUMENT_STATUSES)));

const date = (description: string): TSchema =>
  ({ type: ["string", "null"], description }) as unknown as TSchema;

const entrySchema = (kind: TimelineKind, schemaName: string): TSchema =>
  Type.Object(
    {
      kind: enumOf([kind], { description: TIMELINE_KINDS[kind] }),
      date: date("Its date, which may be vague; null where it is not known."),
      status: {
        ...statuses,
        description:
          "The status of the instrument from then on, where an event changes it; else null.",
      } as TSchema,
      status_from: {
        ...orNull(Type.String({ format: "date" })),
        description:
          "The first day with that status: of a vague beginning the last day of its period, of a vague end the first, of the end of a consultation the day after.",
      } as TSchema,
      record: { $ref: `${schemaName}#` } as TSchema,
    },
    exact,
  );

const ENTRIES: Readonly<Record<string, TSchema>> = {
  TimelineEvent: entrySchema("event", "Event"),
  TimelineItem: entrySchema("item", "Item"),
};

const nodeSchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    type: enumOf(codesOf(INSTRUMENT_TYPES)),
    status: { ...statuses, description: "On the day; null for judgments." } as TSchema,
    depth: Type.Integer({
      minimum: 0,
      description: "How many relations away it is, by the shortest way.",
    }),
    links: Type.Object({ self: Type.String({ description: "Its path." }) }, exact),
  },
  exact,
);

const edgeSchema = Type.Object(
  {
    source: Type.String({ description: "The instrument that says it." }),
    target: Type.String({ description: "Of which it is said." }),
    type: enumOf(codesOf(RELATION_TYPES), { description: "What `source` does to `target`." }),
    locator: date("The place in `target`, or null."),
    date: date("From when, or null."),
    proposed: Type.Boolean({ description: "Whether `source` is not yet in force." }),
  },
  exact,
);

const graphSchema = Type.Object(
  {
    nodes: Type.Array(nodeSchema, {
      description: "The instruments, the nearest first; the one asked for is the first.",
    }),
    edges: Type.Array(edgeSchema, {
      description:
        "All relations between them, each once, in the direction in which it is stored; of those that `relation` names.",
    }),
    truncated: Type.Boolean({
      description: "Whether there is more within this depth than is shown.",
    }),
    shown: Type.Object(
      { nodes: Type.Integer({ minimum: 1 }), edges: Type.Integer({ minimum: 0 }) },
      { ...exact, description: "How many of each are shown." },
    ),
  },
  {
    ...named("InstrumentGraph"),
    description: "The instruments around one, and how they are related.",
    ...exact,
  },
);

/** The components of the document that these operations answer with. */
export const instrumentSchemas: readonly TSchema[] = [
  ...Object.entries(ENTRIES).map(([name, schema]) => ({ ...schema, ...named(name) }) as TSchema),
  pageSchema("InstrumentTimeline", Object.keys(ENTRIES)),
  graphSchema,
];

const params = Type.Object({
  id: Type.String({
    description: "The id of the instrument; case does not matter.",
    examples: [instruments.example],
  }),
});

const about = { tags: ["instruments"], security: ANYBODY, params };

const number = ({ least, most, usual }: typeof DEPTH, description: string): TSchema =>
  Type.Integer({ minimum: least, maximum: most, default: usual, description });

const kinds = Object.entries(TIMELINE_KINDS).map(([kind, meaning]) => `- \`${kind}\`: ${meaning}`);
const forms = GRAPH_FORMATS.map(({ name, description }) => `- \`${name}\`: ${description}`);

/** The operations on what hangs on an instrument, described. */
export const instrumentOperations = {
  timeline: {
    ...about,
    operationId: "readInstrumentTimeline",
    summary: "Read an instrument's timeline",
    description:
      "Its events and the items that name it, each as the whole record, by the first day of the date, what is undated last. On one day events come first, in the order in which they count for the status.",
    querystring: querySchema({
      kind: listOf(
        enumOf(Object.keys(TIMELINE_KINDS)),
        `Only entries of these kinds.\n\n${kinds.join("\n")}`,
        ["event"],
      ),
      ...pageProperties,
      ...countProperty,
    }),
    response: {
      200: answer(
        {
          description: "A page of the timeline.",
          headers: {
            ...VALIDATORS,
            Link: Type.String({ description: 'The next page, `rel="next"` (RFC 8288).' }),
          },
        },
        "InstrumentTimeline",
      ),
      304: notModified,
      ...problemAnswers("merged", "invalid-request", "not-found", "gone"),
    },
  },
  graph: {
    ...about,
    operationId: "readInstrumentGraph",
    summary: "Read the graph around an instrument",
    description: `The instruments that are reached from it over relations in both directions, and all relations between them. The nearest come first, so that what is cut is what is farthest; \`truncated\` says so. At most ${MOST_EDGES} relations are shown.`,
    querystring: querySchema({
      depth: number(DEPTH, "How many relations there may be on the way."),
      relation: listOf(
        enumOf(RELATION_NAMES),
        "Follow and show only these relations. Both names of one mean the same here: it is followed in both directions.",
        ["amends", "replaces"],
      ),
      limit: number(NODES, "How many instruments are shown at most."),
      ...dayProperty(instruments),
      format: enumOf(formatNames(GRAPH_FORMATS), {
        default: "json",
        description: `The format; \`Accept\` with its media type does the same, and this wins over it.\n\n- \`json\`: as described here.\n${forms.join("\n")}`,
      }),
    }),
    response: {
      200: {
        description: "The graph.",
        headers: {
          ...VALIDATORS,
          "Content-Disposition": Type.String({
            description: "A name for the file, in formats other than JSON (RFC 6266).",
          }),
        },
        content: {
          ...jsonBody("InstrumentGraph").content,
          ...Object.fromEntries(
            GRAPH_FORMATS.map(({ mediaType, schema }) => [mediaType, { schema }]),
          ),
        },
      },
      304: notModified,
      ...problemAnswers("merged", "invalid-request", "not-found", "gone"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
