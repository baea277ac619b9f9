import type { Resource } from "../resources/define.ts";
import { atom } from "./atom.ts";
import { csv } from "./csv.ts";
import type { Extent, Form, Format } from "./format.ts";
import { ics } from "./ics.ts";
import { jsonld } from "./jsonld.ts";
import { ndjson } from "./ndjson.ts";

/** Every format beside JSON, in the order in which ties are decided and the documents name them. */
const FORMATS: readonly Format[] = [csv, ndjson, atom, ics, jsonld];

/** The formats, beside JSON, that a resource's lists or records can be given in. */
export const formatsOf = (resource: Resource, extent: Extent): Format[] =>
  FORMATS.filter((format) => format.offers(resource, extent));

/** The values of the parameter `format`. */
export const formatNames = (formats: readonly Form[]): string[] => [
  "json",
  ...formats.map(({ name }) => name),
];
