import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import type { DatasetState } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import { resourceOperations } from "../openapi/resource-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { includesDay, inclusionsOf, parseInclude } from "../query/include-parameter.ts";
import type { Lister } from "../query/list.ts";
import { parseDay, parseFields, parseFormat } from "../query/page-parameters.ts";
import { parseListQuery } from "../query/parameters.ts";
import type { Fragments, Versioned } from "../records/fragments.ts";
import { pathOf, visibleIn } from "../records/render.ts";
import type { Shape } from "../records/shape.ts";
import { shapeRecords } from "../records/shape.ts";
import {
  createRecord,
  deleteRecord,
  missing,
  patchRecord,
  replaceRecord,
  writeTransaction,
} from "../records/write.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import type { Answer, Answers } from "./answers.ts";
import { requireScope } from "./authentication.ts";
import { ifMatch, isHeld, tag } from "./conditional-requests.ts";
import { prepareSearch } from "./searches.ts";

export interface Services {
  db: Database;
  /** What tells this database and program from others, for entity tags. */
  origin: string;
  answers: Answers;
  fragments: Fragments;
  lister: Lister;
}

type WithId = { Params: { id: string } };

/** The routes of one resource; all resources have the same. */
export function resourceRoutes(app: FastifyInstance, resource: Resource, services: Services): void {
  const { db, answers, fragments, lister } = services;
  const origin = `${services.origin}${resource.name}`;
  const path = `/${resource.name}`;
  const operations = resourceOperations(resource);
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

  /**
   * Answers a read from what is kept, or with what `compute` gives, null where the client holds it.
   * `compute` runs in a snapshot, of which it is given the state.
   */
  function answerRead(
    request: FastifyRequest,
    reply: FastifyReply,
    compute: (dataset: DatasetState) => Answer | null,
  ) {
    const keyOf = ({ revision }: DatasetState) =>
      `${request.view} ${revision} ${today()} ${request.url}`;
    const dataset = datasetState(db.reader, request.view);
    const kept = answers.get(keyOf(dataset));
    if (kept !== undefined) {
      tag(request, reply, kept.validity, kept.revision);
      const held = isHeld(request, kept.validity, kept.revision);
      return held ? reply.code(304).send() : send(reply, kept);
    }
    const answer = db.snapshot(() => {
      const now = datasetState(db.reader, request.view);
      const computed = compute(now);
      if (computed !== null) answers.keep(keyOf(now), computed);
      return computed;
    });
    return answer === null ? reply.code(304).send() : send(reply, answer);
  }

  const send = (reply: FastifyReply, { body, link }: Pick<Answer, "body" | "link">) => {
    if (link !== null) reply.header("link", link);
    return reply.type("application/json; charset=utf-8").send(body);
  };

  function answerList(request: FastifyRequest, reply: FastifyReply) {
    return answerRead(request, reply, (dataset) => {
      const faults = new Faults();
      const raw = request.query as RawQuery;
      const query = parseListQuery(resource, raw, { ...contextOf(request), faults });
      faults.throwIfAny();
      const validity = { dataset, origin, day: query.dependsOnDay ? query.day : "" };
      tag(request, reply, validity);
      if (isHeld(request, validity)) return null;
      const context = contextOf(request, query.day);
      const { body, next } = lister.page(query, context, dataset);
      const link = next === null ? null : `<${nextUrl(request.url, next)}>; rel="next"`;
      return { body, validity, revision: "", link };
    });
  }

  /**
   * A record, with its tag set on the reply; null where the client holds it.
   * @throws {Problem} `not-found` or `gone`
   */
  function readRecord(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, shape, context }: { id: string; shape: Shape; context: ReadContext },
    dataset: DatasetState,
  ): Answer | null {
    const row = db.reader.get(
      `select id, revision, render_version from ${resource.table} where id = ?${visibleIn(resource, request.view)}`,
      id,
    );
    if (row === undefined) throw missing({ writer: db.reader }, resource, id, request.view);
    const onDay = resource.dependsOnDay === true || includesDay(shape.include);
    const validity = { dataset, origin, day: onDay ? context.day : "" };
    const revision = row["revision"] as number;
    tag(request, reply, validity, revision);
    if (isRead(request) && isHeld(request, validity, revision)) return null;
    const records = [row as unknown as Versioned];
    const { labels_version } = dataset;
    const json = fragments.read(resource, records, context, labels_version);
    const [body] = shapeRecords(json, shape, fragments, context, labels_version);
    return { body: body as Buffer, validity, revision, link: null };
  }

  function answerRecord(request: FastifyRequest<WithId>, reply: FastifyReply) {
    return answerRead(request, reply, (dataset) => {
      const faults = new Faults();
      const raw = request.query as RawQuery;
      faults.unknownParameters(raw, recordParameters);
      const day = parseDay(resource, raw, { ...contextOf(request), faults });
      const fields = parseFields(resource, raw, faults);
      const include = parseInclude(resource, raw, fields, faults);
      parseFormat(raw, faults);
      faults.throwIfAny();
      const shape = { fields, include, faults };
      const asked = { id: request.params.id, shape, context: contextOf(request, day) };
      return readRecord(request, reply, asked, dataset);
    });
  }

  /** Answers a write with the record as it is now. */
  function sendWritten(request: FastifyRequest, reply: FastifyReply, id: string) {
    const shape = { fields: null, include: [], faults: new Faults() };
    const asked = { id, shape, context: contextOf(request) };
    const answer = db.snapshot(() =>
      readRecord(request, reply, asked, datasetState(db.reader, request.view)),
    );
    return send(reply, answer as Answer);
  }

  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const id = writeTransaction(db, (context) =>
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
      const id = writeTransaction(db, (context) =>
        change(context, resource, request.params.id, { body: request.body, faults, matches }),
      );
      return sendWritten(request, reply, id);
    };

  function answerDelete(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const matches = ifMatch(request);
    writeTransaction(db, (context) =>
      deleteRecord(context, resource, request.params.id, { matches, faults }),
    );
    return reply.code(204).send();
  }

  const withKey = { onRequest: requireScope("write") };
  const { list, create, read, replace, patch, remove } = operations;
  const preHandler = prepareSearch(resource, lister);
  app.get(path, { schema: list, preHandler }, answerList);
  app.post(path, { ...withKey, schema: create }, answerCreate);
  app.get<WithId>(`${path}/:id`, { schema: read }, answerRecord);
  app.put<WithId>(`${path}/:id`, { ...withKey, schema: replace }, answerChange(replaceRecord));
  app.patch<WithId>(`${path}/:id`, { ...withKey, schema: patch }, answerChange(patchRecord));
  app.delete<WithId>(`${path}/:id`, { ...withKey, schema: remove }, answerDelete);
}

const isRead = ({ method }: FastifyRequest) => method === "GET" || method === "HEAD";

/** The same request with another cursor, root-relative. */
function nextUrl(url: string, cursor: string): string {
  const start = url.indexOf("?");
  const path = start === -1 ? url : url.slice(0, start);
  const query = start === -1 ? "" : url.slice(start + 1);
  const kept = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("cursor="));
  return `${path}?${[...kept, `cursor=${cursor}`].join("&")}`;
}
