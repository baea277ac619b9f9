import { Type } from "typebox";
import { notModified, problemAnswers } from "./answers.ts";
import { ANYBODY } from "./security.ts";

/** The media type of link sets (RFC 9264 §4.2). */
export const LINKSET = "application/linkset+json";

const targets = Type.Array(
  Type.Object(
    {
      href: Type.String({ format: "uri-reference" }),
      type: Type.Optional(Type.String({ description: "The media type of what is there." })),
      title: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
);

const linkset = Type.Object(
  {
    linkset: Type.Array(
      Type.Object(
        {
          anchor: Type.String({ format: "uri-reference", description: "What the links are of." }),
          item: targets,
          "service-desc": Type.Optional(targets),
          "service-doc": Type.Optional(targets),
          status: Type.Optional(targets),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** The operation that reads the API catalogue, described. */
export const catalogueOperation = {
  tags: ["service"],
  security: ANYBODY,
  operationId: "readApiCatalog",
  summary: "The API catalogue",
  description:
    "For programs that look for APIs: this API, what describes it, and its lists, as a link set (RFC 9727, RFC 9264).",
  response: {
    200: {
      description: "The catalogue.",
      headers: {
        ETag: Type.String({ description: "The entity tag." }),
        Link: Type.String({ description: 'The catalogue itself, `rel="api-catalog"` (RFC 8288).' }),
      },
      content: { [LINKSET]: { schema: linkset } },
    },
    304: notModified,
    ...problemAnswers("invalid-request"),
  },
};
