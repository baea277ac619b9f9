import type { FastifySchema } from "fastify";
import { Type } from "typebox";
import { orNull } from "../fields/scalars.ts";
import { meaningsOf } from "../fields/scalars.ts";
import { LONGEST_TEXT, MOST_REFERENCES, SHOWN } from "../references/limits.ts";
import {
  codesOf,
  MATCH_ROLES,
  REFERENCE_KINDS,
  REFERENCE_STATUSES,
  STATES,
} from "../vocabularies.ts";
import { answer, jsonBody, notModified, problemAnswers, VALIDATORS } from "./answers.ts";
import { enumOf, querySchema } from "./parameters.ts";
import { ANYBODY } from "./security.ts";

const closed = { additionalProperties: false };

const matchSchema = Type.Object(
  {
    resource: enumOf(["instruments", "items", "sources"]),
    id: Type.String(),
    title: Type.String(),
    role: enumOf(codesOf(MATCH_ROLES), {
      description: `What it has to do with the reference.\n\n${meaningsOf(MATCH_ROLES)}`,
    }),
    state: enumOf(codesOf(STATES)),
    citation: orNull(Type.String({ description: "The id of the citation by which it cites." })),
  },
  closed,
);

const referenceSchema = Type.Object(
  {
    start: Type.Integer({
      minimum: 0,
      description:
        "Where it begins in the text, counted in UTF-16 code units as JavaScript, Java and C# count; a character beyond U+FFFF is two.",
    }),
    end: Type.Integer({ minimum: 0, description: "Where it ends, exclusive." }),
    text: Type.String({ description: "The text from `start` to `end`." }),
    normalized: Type.String({
      description:
        "Its normal form, such as `15 U.S.C. § 1681`, `32016R0679` or `国办发〔2020〕18号`; of a title that one instrument has, the instrument's title.",
    }),
    kind: enumOf(codesOf(REFERENCE_KINDS), {
      description: `What it is.\n\n${meaningsOf(REFERENCE_KINDS)}`,
    }),
    locator: orNull(
      Type.String({
        description: "The place within what is referred to, where one is written with it.",
        examples: ["Article 334"],
      }),
    ),
    status: enumOf(codesOf(REFERENCE_STATUSES), {
      description: `Whether it is known here.\n\n${meaningsOf(REFERENCE_STATUSES)}`,
    }),
    matches: Type.Array(matchSchema, {
      description: "What it refers to, then what cites it, the newest citation first.",
    }),
    more: Type.Boolean({
      description:
        "Whether there are more matches; the lists have them all, such as `/items?cited_url=` and `/citations?url_normalized=`.",
    }),
  },
  closed,
);

export const lookupSchema = Type.Object(
  { citations: Type.Array(referenceSchema, { description: "In the order of the text." }) },
  {
    $id: "CitationLookup",
    title: "CitationLookup",
    description: "References, each with the records that are what it refers to, or cite it.",
    ...closed,
  },
);

const states = Type.Array(enumOf(codesOf(STATES)), {
  description:
    "The states of the records that may match; published ones unless given. Drafts need a key.",
  examples: [["published"]],
});

export const lookupTextSchema = Type.Object(
  {
    text: Type.String({
      maxLength: LONGEST_TEXT,
      description: `The text, of up to ${LONGEST_TEXT} UTF-16 code units with up to ${MOST_REFERENCES} references.`,
      examples: ["See 《刑法》第三百三十四条 and 15 U.S.C. § 1681."],
    }),
    state: Type.Optional({
      anyOf: [enumOf(codesOf(STATES)), Type.Array(enumOf(codesOf(STATES)), { minItems: 1 })],
      description:
        "The states of the records that may match; published ones unless given. Drafts need a key.",
    } as never),
  },
  {
    $id: "CitationLookupText",
    title: "CitationLookupText",
    description: "A text whose references are looked up.",
    ...closed,
  },
);

/** The operations that look citations up, described. */
export const lookupOperations = {
  url: {
    tags: ["citations"],
    operationId: "lookUpCitation",
    summary: "Look up a web address",
    description: `Which instruments and sources are at an address, and which items and instruments cite it, in whatever way it is written: compared by normal form, in which \`http\` and \`https\`, \`www.\`, fragments and tracking parameters make no difference. An address that names an act by its ELI or CELEX number is also that act. Up to ${SHOWN.url} matches are given.`,
    security: ANYBODY,
    querystring: {
      ...querySchema({
        url: Type.String({
          format: "uri",
          description: "The address.",
          examples: ["https://www.lawbus.net/articles/1275.html"],
        }),
        state: states,
      }),
      required: ["url"],
    },
    response: {
      200: answer(
        { description: "The address as the one reference.", headers: VALIDATORS },
        "CitationLookup",
      ),
      304: notModified,
      ...problemAnswers("invalid-request"),
    },
  },
  text: {
    tags: ["citations"],
    operationId: "lookUpCitationsInText",
    summary: "Find the references in a text",
    description: `Finds every reference in a text and looks it up: web addresses; titles, native titles and aliases of instruments, with 《》 or without; numbers of Chinese documents and cases; standards; the Federal Register, the U.S. Code, the CFR and Public Laws; acts of the European Union by CELEX number, ELI or short title, which are one; ECLIs. A place that is written with a reference (\`Article 334 of the …\`, \`《…》第三条\`) is its \`locator\` and within its \`start\` and \`end\`.

- Of references that overlap the longest counts; of two as long, the one that is no title.
- Titles are compared as searches compare words: case, width and diacritics make no difference. In running text a single word counts only if it is an abbreviation (\`GDPR\`), two or three words only if the first has a capital, and fewer than four characters of Chinese only before an article (\`刑法第三条\`); words that are all generic (\`the Act\`) never do. Between 《》 each title counts, also one that is unknown here.
- A standard that names no edition means any of them.
- A section of the CFR that is unknown here is looked up as its part.
- Of each reference up to ${SHOWN.text} matches are given.`,
    security: ANYBODY,
    body: jsonBody("CitationLookupText"),
    response: {
      200: answer({ description: "The references." }, "CitationLookup"),
      ...problemAnswers("invalid-request", "too-large", "unsupported-media-type"),
    },
  },
} satisfies Record<string, FastifySchema & { operationId: string }>;
