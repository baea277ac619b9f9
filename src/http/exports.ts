import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import type { About, Form, Format, Writer } from "../formats/format.ts";
import type { Batch } from "../formats/stream.ts";
import { written } from "../formats/stream.ts";
import { lastSeqIn } from "../history/history.ts";
import type { Faults, RawQuery } from "../problems/faults.ts";
import type { Records } from "../query/list.ts";
import type { ListQuery } from "../query/parameters.ts";
import { parseListQuery } from "../query/parameters.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import { addressOf, withParameters } from "./links.ts";
import type { Services } from "./services.ts";

/** Lists and records in other formats than JSON. */

/** Records that are read in one snapshot, between two of which others are served. */
export const BATCH = 50;

/** The bytes that may wait for a client to take them before the next batch is read. */
export const WAITING_BYTES = 64 * 1024;

/** The parameters that say how a list is shown, and not what it is of. */
const SHOWN = ["format", "limit", "cursor", "sort", "fields", "count"];

/** What tells answers to one URL apart: the format, and the address where links are made of it. */
export function variantOf(
  request: FastifyRequest,
  format: Form | null,
  { publicUrl }: Pick<Services, "publicUrl">,
): string {
  if (format === null) return "json";
  if (!format.hasAbsoluteLinks || publicUrl !== null) return format.name;
  const address = createHash("sha256").update(addressOf(request, null)).digest("base64url");
  // All of it: who finds another host with the same digest would have links to it kept for everybody.
  return `${format.name}-${address}`;
}

/** A query may have thousands of values; a title may not. */
const LONGEST_TITLE = 200;

interface Written {
  resource: Resource;
  format: Format;
  extent: About["extent"];
  fields: readonly string[] | null;
  day: string;
  dataset: DatasetState;
  next: string | null;
  identity: string;
}

/** The writer of an answer, with all that it has to know. */
export function writerFor(
  request: FastifyRequest,
  { publicUrl, uuidOf }: Pick<Services, "publicUrl" | "uuidOf">,
  { format, ...about }: Written,
): Writer {
  const address = format.hasAbsoluteLinks ? addressOf(request, publicUrl) : "";
  const { url } = request;
  const asked = Object.entries(request.query as RawQuery)
    .filter(([name]) => !SHOWN.includes(name))
    .map(([name, value]) => `${name}=${[value].flat().join(",")}`)
    .join(", ");
  const shown = asked.length > LONGEST_TITLE ? `${asked.slice(0, LONGEST_TITLE)}…` : asked;
  return format.writer({
    ...about,
    self: withParameters(url, { format: format.name }),
    json: withParameters(url, { format: null, cursor: null, limit: null }),
    title: [about.resource.name.replaceAll("-", " "), shown].filter(Boolean).join(": "),
    absolute: (path) => `${address}${path}`,
    nameOf: uuidOf,
  });
}

/**
 * The headers of an answer in a format.
 * @param name of the file that a browser saves it to, without its ending
 */
export function headersOf(
  request: FastifyRequest,
  format: Form,
  { publicUrl }: Pick<Services, "publicUrl">,
  name: string,
): Record<string, string> {
  return {
    "content-type": format.contentType,
    ...(format.isDownload
      ? { "content-disposition": `attachment; filename="${name}.${format.extension}"` }
      : {}),
    // Links made of what a request said of its host are for who sent it, and no shared cache's.
    ...(format.hasAbsoluteLinks && publicUrl === null && request.view === "public"
      ? { "cache-control": "private, no-cache" }
      : {}),
  };
}

/**
 * Answers a list in a format: all that matches, streamed in the memory of a batch.
 *
 * What is read first, in one snapshot: whether the query is right, the last change, and the first
 * batch. Each later one is a snapshot of its own that goes on after the last record, so a
 * record is met at most once; one that is written after `Changes-Seq` is as before or as after.
 */
export function answerExport(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  { resource, format, faults }: { resource: Resource; format: Format; faults: Faults },
) {
  const { db, lister } = services;
  const contextOn = (day: string): ReadContext => ({
    connection: db.reader,
    view: request.view,
    day,
  });

  const batchOf = (query: ListQuery, { records, last }: Records): Batch => {
    const left = query.limit - records.length;
    const more = () =>
      db.snapshot(() => {
        const dataset = datasetState(db.reader, request.view);
        return batchOf({ ...query, limit: left }, read(query, left, dataset, last));
      });
    return { records, more: last === null || left <= 0 ? null : more };
  };

  const read = (
    query: ListQuery,
    limit: number,
    dataset: DatasetState,
    after: Records["last"],
  ): Records => {
    const part = { ...query, limit: Math.min(limit, BATCH) };
    return lister.read(part, contextOn(query.day), dataset, after, false);
  };

  const started = db.snapshot(() => {
    const dataset = datasetState(db.reader, request.view);
    const raw = request.query as RawQuery;
    const query = parseListQuery(resource, raw, { ...contextOn(today()), faults }, format);
    faults.throwIfAny();
    const after = lister.startOf(query);
    const validity = {
      dataset,
      day: query.dependsOnDay ? query.day : "",
      origin: `${services.origin}${resource.name}`,
      variant: variantOf(request, format, services),
    };
    tag(request, reply, validity);
    const held = isHeld(request, validity);
    const first =
      held || request.method === "HEAD"
        ? { records: [], last: null }
        : read(query, query.limit, dataset, after);
    return { dataset, query, held, first, seq: lastSeqIn(db.reader, request.view) };
  });
  const { dataset, query, held, first, seq } = started;

  const headers = headersOf(request, format, services, resource.name);
  if (headers["cache-control"]) reply.header("cache-control", headers["cache-control"]);
  if (held) return reply.code(304).send();
  const next =
    format.most === null || first.last === null
      ? null
      : withParameters(request.url, {
          format: format.name,
          cursor: lister.cursorAt(query, first.last),
        });
  if (next !== null) reply.header("link", `<${next}>; rel="next"`);
  reply.headers(headers).header("changes-seq", String(seq));
  if (request.method === "HEAD") return reply.send(Readable.from([]));

  const about = { resource, format, extent: "list" as const, fields: query.fields, next };
  const writer = writerFor(request, services, {
    ...about,
    day: query.day,
    dataset,
    identity: query.signature,
  });
  const parts = written(writer, batchOf(query, first));
  return reply.send(Readable.from(parts, { objectMode: false, highWaterMark: WAITING_BYTES }));
}
