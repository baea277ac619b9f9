import { csvRows, ndjsonRows } from "./bulk.ts";
import type { Importer } from "./importer.ts";
import { markdownNewsletters, plainNewsletters } from "./newsletters/newsletters.ts";

/** What can be imported; the route, the command and the OpenAPI document follow from it. */
export const IMPORTERS: readonly Importer[] = [
  plainNewsletters,
  markdownNewsletters,
  ndjsonRows,
  csvRows,
];
