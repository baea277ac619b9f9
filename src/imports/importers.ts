import { archives } from "../archive/importer.ts";
import { csvRows, ndjsonRows } from "./bulk.ts";
import type { Importer } from "./importer.ts";
import { markdownNewsletters, plainNewsletters } from "./newsletters/newsletters.ts";

/** What can be sent to be imported; the route, the command and the OpenAPI document follow from it. */
export const IMPORTERS: readonly Importer[] = [
  plainNewsletters,
  markdownNewsletters,
  ndjsonRows,
  csvRows,
];

/** What the command imports: who may use it has the database. */
export const COMMAND_IMPORTERS: readonly Importer[] = [...IMPORTERS, archives];
