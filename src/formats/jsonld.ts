import { Type } from "typebox";
import type { JsonObject } from "../fields/field.ts";
import type { Format } from "./format.ts";
import { CONTEXT, legislation } from "./legislation.ts";

/** Instruments as linked data: schema.org and the European Legislation Identifier ontology. */
export const jsonld: Format = {
  name: "jsonld",
  mediaType: "application/ld+json",
  contentType: "application/ld+json; charset=utf-8",
  extension: "jsonld",
  description:
    "Linked data (JSON-LD 1.1): each instrument as a schema.org `Legislation` and an `eli:LegalResource`, a judgment as a `CreativeWork`; the context is in the document. Its legal force is given only where its events are certain of it, a relation to another text only once the instrument that says it is in force.",
  schema: Type.Object(
    {
      "@context": Type.Object(
        {},
        { additionalProperties: true, description: "What the names stand for." },
      ),
    },
    {
      additionalProperties: true,
      description: "The instruments in `@graph`, or a single one as the document itself.",
      examples: [
        {
          "@context": { "@vocab": "https://schema.org/" },
          "@graph": [
            {
              "@id": "https://law.example.org/instruments/data-security-law",
              "@type": ["Legislation", "eli:LegalResource"],
              legislationType: "law",
            },
          ],
        },
      ],
    },
  ),
  offers: ({ name }) => name === "instruments",
  takesFields: false,
  takesInclude: false,
  most: null,
  hasAbsoluteLinks: true,
  isDownload: false,
  writer(about) {
    const context = `{"@context":${JSON.stringify(CONTEXT)}`;
    const nodeOf = (json: Buffer) =>
      JSON.stringify(legislation(JSON.parse(json.toString()) as JsonObject, about));
    if (about.extent === "record") {
      return {
        begin: () => `${context},`,
        write: (records) => records.map((json) => nodeOf(json).slice(1)).join(""),
        end: () => "",
      };
    }
    return {
      begin: () => `${context},"@graph":[`,
      write: (records, first) =>
        records.map((json, i) => `${first && i === 0 ? "" : ","}${nodeOf(json)}`).join("\n"),
      end: () => "]}\n",
    };
  },
};
