import type { TSchema } from "typebox";
import type { DatasetState } from "../db/dataset.ts";
import type { Resource } from "../resources/define.ts";

/** What is written: a whole list, or one record by itself. */
export type Extent = "list" | "record";

/** What a writer has to know of the answer that it writes. */
export interface About {
  resource: Resource;
  extent: Extent;
  /** The fields that records are cut down to, in the order of the record; null for all. */
  fields: readonly string[] | null;
  /** The day for what is computed. */
  day: string;
  dataset: DatasetState;
  /** Path and query of this answer, root-relative, with `format` in it. */
  self: string;
  /** The same as JSON. */
  json: string;
  /** Where the list goes on, for formats that end before it does; null where there is no more. */
  next: string | null;
  /** What a reader would call it: "items: topic=apps". */
  title: string;
  /** What it is of: the same for each spelling of one query. */
  identity: string;
  /** Makes a root-relative path absolute. */
  absolute(path: string): string;
  /** A UUID for a path or another name: the same at any host, another in any other data set. */
  nameOf(path: string): string;
}

/** Writes one answer. What the parts give is sent in the order of the calls. */
export interface Writer {
  /** @param first the first batch, for what has to be said of the records before them */
  begin(first: readonly Buffer[]): string;
  /**
   * Writes some records, each given as JSON in UTF-8.
   * @param first whether none was written before
   */
  write(records: readonly Buffer[], first: boolean): string | Buffer;
  end(): string;
}

/** A form, beside JSON, that an answer can be given in: what negotiation and headers depend on. */
export interface Form {
  /** The value of the parameter `format`. */
  name: string;
  mediaType: string;
  /** The media type with its parameters, as it is sent. */
  contentType: string;
  /** Of a file of it. */
  extension: string;
  /** For people; goes into the OpenAPI document. */
  description: string;
  /** The JSON Schema of an answer, with an example. */
  schema: TSchema;
  /** Whether it needs the address of the service itself. */
  hasAbsoluteLinks: boolean;
  /** Whether a browser should save it to a file. */
  isDownload: boolean;
}

/**
 * A form that lists and records can be given in. Negotiation, the parameters, the headers and the
 * OpenAPI document follow from it.
 */
export interface Format extends Form {
  /** Whether a resource's lists, or its single records, can be given in it. */
  offers(resource: Resource, extent: Extent): boolean;
  /** Whether `fields` has a meaning in it. */
  takesFields: boolean;
  /** Whether whole records can stand in place of small objects in it. */
  takesInclude: boolean;
  /** How many records it has unless `limit` says otherwise, for what is no full export. */
  most: number | null;
  /** The order where `sort` gives none, if it isn't the resource's own. */
  order?: string;
  writer(about: About): Writer;
}

/** The whole of an answer that is written at once. */
export const writeWhole = (writer: Writer, records: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from(writer.begin(records)),
    Buffer.from(writer.write(records, true)),
    Buffer.from(writer.end()),
  ]);
