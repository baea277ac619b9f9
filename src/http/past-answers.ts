import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { datasetState } from "../db/dataset.ts";
import type { JsonObject } from "../fields/field.ts";
import type { Format } from "../formats/format.ts";
import type { Batch } from "../formats/stream.ts";
import { written } from "../formats/stream.ts";
import type { HistoryContext } from "../history/history.ts";
import { allRecordsAt, lastSeqIn, recordAt, seqAt } from "../history/history.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { parseDay, parseFields, refuseForFormat, single } from "../query/page-parameters.ts";
import { timestamp } from "../query/values.ts";
import { cut } from "../records/shape.ts";
import { missing } from "../records/missing.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import { BATCH, headersOf, WAITING_BYTES, writerFor } from "./exports.ts";
import { withQuestionOf } from "./links.ts";
import type { Services } from "./services.ts";

/** Records, and whole resources, as they were recorded at a moment: the parameter `as_of`. */

/** What is asked of the past. */
interface Asked {
  /** In RFC 3339. */
  at: string;
  day: string;
  fields: readonly string[] | null;
}

export const isOfPast = (request: FastifyRequest): boolean =>
  (request.query as RawQuery)["as_of"] !== undefined;

/** @throws {Problem} `invalid-request` */
function parseAsked(
  request: FastifyRequest,
  resource: Resource,
  { db }: Pick<Services, "db">,
  format: Format | null,
): Asked {
  const faults = new Faults();
  const query = request.query as RawQuery;
  faults.unknownParameters(query, [
    "as_of",
    ...(resource.takesDay ? ["on"] : []),
    ...["fields", "format"],
  ]);
  const text = single(query, "as_of", faults) ?? "";
  const context = { connection: db.reader, view: request.view, day: today(), faults };
  const read = text === "" ? null : (timestamp.read(text, "as_of", context) as string | null);
  const now = new Date().toISOString();
  if (read !== null && read > now) {
    faults.parameter(
      "as_of",
      `'${text}' is still to come: nobody knows what will be recorded then.`,
    );
  }
  // Of a day, all that was recorded on it counts.
  const at = read?.length === 10 ? `${read}T23:59:59.999Z` : (read ?? now);
  const day = parseDay(resource, query, { ...context, day: at.slice(0, 10) });
  const fields = parseFields(resource, query, faults);
  refuseForFormat(query, faults, format);
  faults.throwIfAny();
  return { at, day, fields };
}

const encoded = (record: JsonObject, fields: Asked["fields"]): Buffer =>
  Buffer.from(JSON.stringify(cut(record, fields)));

/** Answers with a record as it was recorded at a moment. */
export function answerPastRecord(
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  resource: Resource,
  services: Services,
) {
  const { db } = services;
  const { at, day, fields } = parseAsked(request, resource, services, null);
  const { view, params } = request;
  const body = db.snapshot(() => {
    const dataset = datasetState(db.reader, view);
    const validity = { dataset, day, origin: `${services.origin}${resource.name}`, variant: at };
    const context = { connection: db.reader, view, day };
    const found = recordAt(resource, params.id, seqAt(db.reader, at), context);
    const missingNow = () => missing({ writer: db.reader }, resource, params.id, view);
    if (found === "gone") {
      const now = missingNow();
      if (now.code === "merged") throw withQuestionOf(now, request);
      throw new Problem(
        "gone",
        `The ${resource.singular} '${params.id}' was deleted before ${at}.`,
      );
    }
    if (found === "never") {
      const isKnown = recordAt(resource, params.id, Number.MAX_SAFE_INTEGER, context) !== "never";
      if (!isKnown) throw missingNow();
      throw new Problem(
        "not-found",
        `The ${resource.singular} '${params.id}' was recorded after ${at}: see /${resource.name}/${params.id}/revisions.`,
      );
    }
    tag(request, reply, validity, found["revision"] as number);
    return isHeld(request, validity, found["revision"] as number) ? null : encoded(found, fields);
  });
  if (body === null) return reply.code(304).send();
  return reply.type("application/json; charset=utf-8").send(body);
}

/** Answers with all records of a resource as they were recorded at a moment, streamed by id. */
export function answerPastList(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  { resource, format, faults }: { resource: Resource; format: Format | null; faults: Faults },
) {
  if (format === null) {
    faults.parameter(
      "as_of",
      `With 'as_of' a list is given whole, not in pages: add 'format=ndjson' or another format.`,
    );
    faults.throwIfAny();
  }
  const { db } = services;
  const chosen = format as Format;
  const { at, day, fields } = parseAsked(request, resource, services, chosen);
  const { view } = request;
  const context: HistoryContext = { connection: db.reader, view, day };
  // History is only added to, so each batch can be read in a snapshot of its own.
  const batchAfter = (seq: number, after: string): Batch => {
    const { records, next } = db.snapshot(() => allRecordsAt(resource, seq, after, BATCH, context));
    const more = next === null ? null : () => batchAfter(seq, next);
    return { records: records.map((record) => encoded(record, fields)), more };
  };
  const { dataset, seq, seen } = db.snapshot(() => {
    const last = seqAt(db.reader, at);
    // Of what others wrote not even the number is told.
    const seen = lastSeqIn(db.reader, view, last);
    return { dataset: datasetState(db.reader, view), seq: last, seen };
  });
  const validity = {
    dataset,
    day,
    origin: `${services.origin}${resource.name}`,
    variant: `${chosen.name} ${at}`,
  };
  tag(request, reply, validity);
  if (isHeld(request, validity)) return reply.code(304).send();
  reply.headers(headersOf(request, chosen, services, `${resource.name}-${at.slice(0, 10)}`));
  reply.header("changes-seq", String(seen));
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  const writer = writerFor(request, services, {
    resource,
    format: chosen,
    extent: "list",
    fields,
    day,
    dataset,
    next: null,
    identity: `as of ${at}`,
  });
  const parts = written(writer, batchAfter(seq, ""));
  return reply.send(Readable.from(parts, { objectMode: false, highWaterMark: WAITING_BYTES }));
}
