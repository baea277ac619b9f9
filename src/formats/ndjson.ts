import { Type } from "typebox";
import type { Format } from "./format.ts";

const NEWLINE = Buffer.from("\n");

/** Newline-delimited JSON: each record as it stands in a page, one a line. */
export const ndjson: Format = {
  name: "ndjson",
  mediaType: "application/x-ndjson",
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  description:
    "Newline-delimited JSON: each record on a line of its own, exactly as it stands in a page.",
  schema: Type.String({
    description: "One record a line, each ended by a line feed.",
    examples: [
      '{"id":"apps","name":"Mobile apps","state":"published"}\n{"id":"sdk","name":"SDKs","state":"published"}\n',
    ],
  }),
  offers: () => true,
  takesFields: true,
  takesInclude: true,
  most: null,
  hasAbsoluteLinks: false,
  isDownload: true,
  writer: () => ({
    begin: () => "",
    // JSON.stringify leaves no line feed within a record, so the encoded records are the lines.
    write: (records) => Buffer.concat(records.flatMap((json) => [json, NEWLINE])),
    end: () => "",
  }),
};
