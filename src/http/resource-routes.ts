import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import type { Format } from "../formats/format.ts";
import { writeWhole } from "../formats/format.ts";
import { formatsOf } from "../formats/index.ts";
import { resourceOperations } from "../openapi/resource-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { includesDay, inclusionsOf, parseInclude } from "../query/include-parameter.ts";
import { parseDay, parseFields, parseFormat, refuseForFormat } from "../query/page-parameters.ts";
import { parseListQuery } from "../query/parameters.ts";
import type { Versioned } from "../records/fragments.ts";
import { pathOf, visibleIn } from "../records/render.ts";
import type { Shape } from "../records/shape.ts";
import { shapeRecords } from "../records/shape.ts";
import { missing } from "../records/missing.ts";
import {
  createRecord,
  deleteRecord,
  patchRecord,
  replaceRecord,
  writeTransaction,
} from "../records/write.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import type { Answer } from "./answers.ts";
import { requireScope } from "./authentication.ts";
import { ifMatch, isHeld, tag } from "./conditional-requests.ts";
import { answerExport, headersOf, variantOf, writerFor } from "./exports.ts";
import { historyRoutes } from "./history-routes.ts";
import { withParameters, withQuestionOf } from "./links.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { answerPastList, answerPastRecord, isOfPast } from "./past-answers.ts";
import { answerRead, sendAnswer } from "./reads.ts";
import { reviewRoutes } from "./review-routes.ts";
import type { Services } from "./services.ts";
import { prepareSearch } from "./searches.ts";

type WithId = { Params: { id: string } };

/** A record as it is asked for. */
interface AskedRecord {
  id: string;
  shape: Shape;
  /** Null for JSON. */
  format: Format | null;
  /** What tells answers to one URL apart. */
  variant: string;
  context: ReadContext;
}

/** The routes of one resource; all resources have the same. */
export function resourceRoutes(app: FastifyInstance, resource: Resource, services: Services): void {
  const { db, fragments, lister } = services;
  const origin = `${services.origin}${resource.name}`;
  const path = `/${resource.name}`;
  const operations = resourceOperations(resource);
  const offered = { list: formatsOf(resource, "list"), record: formatsOf(resource, "record") };
  const recordParameters = [
    ...(resource.takesDay ? ["on"] : []),
    ...(inclusionsOf(resource).length === 0 ? [] : ["include"]),
    ...["fields", "format"],
  ];

  /** How a request reads: on the day given, else today. */
  const contextOf = (request: FastifyRequest, day = today()): ReadContext => ({
    connection: db.reader,
    view: request.view,
    day,
  });

  function answerList(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    const raw = request.query as RawQuery;
    const format = parseFormat(raw, faults, offered.list, request.accepted);
    if (isOfPast(request)) {
      return answerPastList(request, reply, services, { resource, format, faults });
    }
    if (format !== null) {
      return answerExport(request, reply, services, { resource, format, faults });
    }
    return answerRead(request, reply, services, "json", (dataset) => {
      const query = parseListQuery(resource, raw, { ...contextOf(request), faults });
      faults.throwIfAny();
      const day = query.dependsOnDay ? query.day : "";
      const validity = { dataset, origin, day, variant: "json" };
      tag(request, reply, validity);
      if (isHeld(request, validity)) return null;
      const context = contextOf(request, query.day);
      const { body, next } = lister.page(query, context, dataset);
      const headers =
        next === null
          ? {}
          : { link: `<${withParameters(request.url, { cursor: next })}>; rel="next"` };
      return { body, validity, revision: "", headers };
    });
  }

  /**
   * A record, with its tag set on the reply; null where the client holds it.
   * @throws {Problem} `not-found` or `gone`
   */
  function readRecord(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, shape, format, variant, context }: AskedRecord,
    dataset: DatasetState,
  ): Answer | null {
    const row = db.reader.get(
      `select key, id, revision, render_version from ${resource.table} where id = ?${visibleIn(resource, request.view)}`,
      id,
    );
    if (row === undefined) {
      throw withQuestionOf(missing({ writer: db.reader }, resource, id, request.view), request);
    }
    const onDay = resource.dependsOnDay === true || includesDay(shape.include);
    const validity = { dataset, origin, day: onDay ? context.day : "", variant };
    const revision = row["revision"] as number;
    tag(request, reply, validity, revision);
    const headers =
      format === null ? {} : headersOf(request, format, services, row["id"] as string);
    if (headers["cache-control"]) reply.header("cache-control", headers["cache-control"]);
    if (isRead(request) && isHeld(request, validity, revision)) return null;
    const records = [row as unknown as Versioned];
    const { labels_version } = dataset;
    const keep = !db.isUncommitted;
    const json = fragments.read(resource, records, context, labels_version, keep);
    const shown = shapeRecords(json, shape, fragments, context, labels_version)[0] as Buffer;
    if (format === null) return { body: shown, validity, revision, headers };
    const about = { resource, format, fields: shape.fields, dataset, day: context.day, next: null };
    const identity = pathOf(resource, row["id"] as string);
    const writer = writerFor(request, services, { ...about, extent: "record", identity });
    return { body: writeWhole(writer, [shown]), validity, revision, headers };
  }

  function answerRecord(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    const raw = request.query as RawQuery;
    if (isOfPast(request)) return answerPastRecord(request, reply, resource, services);
    const format = parseFormat(raw, faults, offered.record, request.accepted);
    const variant = variantOf(request, format, services);
    return answerRead(request, reply, services, variant, (dataset) => {
      faults.unknownParameters(raw, recordParameters);
      const day = parseDay(resource, raw, { ...contextOf(request), faults });
      const fields = parseFields(resource, raw, faults);
      const include = parseInclude(resource, raw, fields, faults);
      refuseForFormat(raw, faults, format);
      faults.throwIfAny();
      const shape = { fields, include, faults };
      const context = contextOf(request, day);
      const asked = { id: request.params.id, shape, format, variant, context };
      return readRecord(request, reply, asked, dataset);
    });
  }

  /** Answers a write with the record as it is now. */
  function sendWritten(request: FastifyRequest, reply: FastifyReply, id: string) {
    const shape = { fields: null, include: [], faults: new Faults() };
    const asked = { id, shape, format: null, variant: "json", context: contextOf(request) };
    const answer = db.snapshot(() =>
      readRecord(request, reply, asked, datasetState(db.reader, request.view)),
    );
    return sendAnswer(reply, answer as Answer);
  }

  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const id = writeTransaction(db, request.caller?.id ?? null, (context) =>
      createRecord(context, resource, { body: request.body, faults }),
    );
    reply.code(201).header("location", pathOf(resource, id));
    return sendWritten(request, reply, id);
  }

  const answerChange =
    (change: typeof replaceRecord) => (request: FastifyRequest<WithId>, reply: FastifyReply) => {
      const faults = new Faults();
      faults.unknownParameters(request.query, []);
      const matches = ifMatch(request);
      const id = writeTransaction(db, request.caller?.id ?? null, (context) =>
        change(context, resource, request.params.id, { body: request.body, faults, matches }),
      );
      return sendWritten(request, reply, id);
    };

  function answerDelete(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const matches = ifMatch(request);
    writeTransaction(db, request.caller?.id ?? null, (context) =>
      deleteRecord(context, resource, request.params.id, { matches, faults }),
    );
    return reply.code(204).send();
  }

  historyRoutes(app, resource, services, sendWritten);
  mergeRoutes(app, resource, services, sendWritten);
  reviewRoutes(app, resource, services, sendWritten);
  const withKey = { onRequest: requireScope("write") };
  const { list, create, read, replace, patch, remove } = operations;
  const preHandler = prepareSearch(resource, lister);
  app.get(path, { schema: list, preHandler, config: { formats: offered.list } }, answerList);
  app.post(path, { ...withKey, schema: create }, answerCreate);
  const readOptions = { schema: read, config: { formats: offered.record } };
  app.get<WithId>(`${path}/:id`, readOptions, answerRecord);
  app.put<WithId>(`${path}/:id`, { ...withKey, schema: replace }, answerChange(replaceRecord));
  app.patch<WithId>(`${path}/:id`, { ...withKey, schema: patch }, answerChange(patchRecord));
  app.delete<WithId>(`${path}/:id`, { ...withKey, schema: remove }, answerDelete);
}

const isRead = ({ method }: FastifyRequest) => method === "GET" || method === "HEAD";
