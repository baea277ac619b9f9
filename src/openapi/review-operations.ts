import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { querySchema } from "./parameters.ts";
import { answer, jsonBody, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import { ifMatchHeader } from "./resource-operations.ts";
import { WITH_SCOPE } from "./security.ts";

const closed = { additionalProperties: false };

const pathOf = (singular: string, example: string, more = {}) =>
  Type.Object({
    id: Type.String({
      description: `The id of the ${singular}; case does not matter.`,
      examples: [example],
    }),
    ...more,
  });

const item = pathOf("item", "2020-07-22-tc260-app-self-assessment");
const source = pathOf("source", "china-data-law-developments-2020-07");
const proposal = pathOf("item", "2020-07-22-tc260-app-self-assessment", {
  number: Type.Integer({ minimum: 1, description: "The number of the proposal." }),
});

const named = { id: Type.String(), title: Type.String() };

/** What publishing all drafts of a source answers. */
export const publishedSchema = Type.Object(
  {
    dry_run: Type.Boolean({ description: "Whether nothing was written." }),
    source: Type.String({ description: "The id of the source." }),
    published: Type.Array(Type.Object({ resource: Type.String(), ...named }, closed), {
      description: "The items that were published, each after the drafts that came with it.",
    }),
    left: Type.Array(
      Type.Object(
        { ...named, reasons: Type.Array(Type.String(), { description: "In words." }) },
        closed,
      ),
      { description: "The items that stayed drafts, and why." },
    ),
  },
  {
    $id: "PublishedDrafts",
    title: "PublishedDrafts",
    description: "What became of the drafts of a source.",
    ...closed,
  },
);

/** Which doubts are settled. */
export const settledDoubtsSchema = Type.Object(
  {
    fields: Type.Optional({
      type: ["array", "null"],
      items: Type.String({ examples: ["/date"] }),
      description: "What the doubts are about, as `review.doubts` says; all unless given.",
    } as never),
  },
  {
    $id: "SettledDoubts",
    title: "SettledDoubts",
    description: "The doubts that are settled.",
    ...closed,
  },
);

const PROBLEMS = [
  ...(["invalid-request", "not-allowed", "not-found", "gone", "precondition-failed"] as const),
  ...(["too-large", "unsupported-media-type"] as const),
];

const asItIs = answer({ description: "The item as it is now.", headers: VALIDATORS }, "Item");

/** The operations on what an import left to decide, described. */
export const reviewOperations = {
  accept: {
    tags: ["items"],
    operationId: "acceptProposal",
    summary: "Make a change that an import proposed",
    description:
      "Makes the change that `review.proposals` lists under the number, of the item or of an instrument or event that it is about. On a published item a source that an import made is published with it.",
    security: WITH_SCOPE.write,
    headers: ifMatchHeader,
    params: proposal,
    response: { 200: asItIs, ...problemAnswers(...PROBLEMS, "conflict") },
  },
  dismiss: {
    tags: ["items"],
    operationId: "dismissProposal",
    summary: "Let go of a change that an import proposed",
    description:
      'The same is not proposed again. Where the proposal was another source of the item, what that source reported is not the same: it becomes a draft of its own, which `Link` names with `rel="related"`.',
    security: WITH_SCOPE.write,
    headers: ifMatchHeader,
    params: proposal,
    response: {
      200: {
        ...asItIs,
        headers: {
          ...VALIDATORS,
          Link: Type.String({ description: "The draft that was made instead, where one was." }),
        },
      },
      ...problemAnswers(...PROBLEMS, "conflict"),
    },
  },
  settle: {
    tags: ["items"],
    operationId: "settleDoubts",
    summary: "End doubts about a draft",
    description:
      "For who has looked and found that what was read is right. Editing a field ends the doubts about it by itself.",
    security: WITH_SCOPE.write,
    headers: ifMatchHeader,
    params: item,
    body: jsonBody("SettledDoubts"),
    response: { 200: asItIs, ...problemAnswers(...PROBLEMS) },
  },
  publish: {
    tags: ["sources"],
    operationId: "publishDrafts",
    summary: "Publish the drafts of a source",
    description:
      "Publishes in one transaction the drafts that were imported from the source and have neither doubts nor proposals left, each with the instruments and the source that the import made for it. The others are listed with the reasons.",
    security: WITH_SCOPE.write,
    headers: ifMatchHeader,
    params: source,
    querystring: querySchema({
      dry_run: Type.Boolean({ description: "Only say what would be published." }),
    }),
    response: {
      200: answer({ description: "What was published, and what was left." }, "PublishedDrafts"),
      ...problemAnswers(...PROBLEMS, "conflict"),
    },
  },
  text: {
    tags: ["sources"],
    operationId: "readSourceText",
    summary: "Read the text of a source that was imported",
    description:
      "The text that `review.offsets` count in, in UTF-16 code units. Needs a key with the scope `read`.",
    security: WITH_SCOPE.read,
    params: source,
    querystring: querySchema({
      edition: Type.Integer({ minimum: 1, description: "Which edition; the last unless given." }),
    }),
    response: {
      200: {
        description: "The text.",
        headers: { ETag: VALIDATORS["ETag"] },
        content: { "text/plain": { schema: Type.String() } },
      },
      304: notModified,
      ...problemAnswers("merged", "invalid-request", "not-allowed", "not-found", "gone"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
