import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import type { JsonObject } from "../fields/field.ts";
import type { HistoryContext } from "../history/history.ts";
import {
  countRevisions,
  recordAt,
  recordsAt,
  revisionsOf,
  seqOfRevision,
} from "../history/history.ts";
import { restorable } from "../history/restoring.ts";
import { historyOperations } from "../openapi/history-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { readPosition, writeCursor } from "../query/cursor.ts";
import { parseDay, parseLimit, single } from "../query/page-parameters.ts";
import { pathOf } from "../records/render.ts";
import { missing } from "../records/missing.ts";
import { replaceRecord, writeTransaction } from "../records/write.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import { requireScope } from "./authentication.ts";
import { ifMatch, isHeld, tag } from "./conditional-requests.ts";
import { withParameters } from "./links.ts";
import type { Services } from "./services.ts";

type WithId = { Params: { id: string } };
type WithRevision = { Params: { id: string; revision: string } };

/** The routes of one resource's history: the versions of a record, each by itself, and back to it. */
export function historyRoutes(
  app: FastifyInstance,
  resource: Resource,
  services: Pick<Services, "db" | "origin" | "cursorSecret">,
  sendWritten: (request: FastifyRequest, reply: FastifyReply, id: string) => unknown,
): void {
  const { db, cursorSecret } = services;
  const origin = `${services.origin}${resource.name} history`;
  const path = `/${resource.name}/:id/revisions`;
  const operations = historyOperations(resource);

  /** Answers with what `compute` gives in a snapshot, unless the client holds it. */
  function answerSnapshot(
    request: FastifyRequest,
    reply: FastifyReply,
    day: string,
    compute: (context: HistoryContext) => JsonObject,
  ) {
    const { view } = request;
    const answered = db.snapshot(() => {
      const dataset: DatasetState = datasetState(db.reader, view);
      const context = { connection: db.reader, view, day };
      const body = compute(context);
      const validity = { dataset, day: resource.takesDay ? day : "", origin, variant: "json" };
      tag(request, reply, validity);
      return isHeld(request, validity) ? null : body;
    });
    return answered === null ? reply.code(304).send() : reply.send(answered);
  }

  function answerRevisions(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, ["limit", "cursor"]);
    const limit = parseLimit(query, faults);
    const cursor = single(query, "cursor", faults);
    faults.throwIfAny();
    const { id } = request.params;
    return answerSnapshot(request, reply, today(), (context) => {
      const total = countRevisions(resource, id, context);
      if (total === 0) throw missing({ writer: db.reader }, resource, id, request.view);
      const signed = `${resource.name} ${id.toLowerCase()} ${request.view}`;
      const position = cursor === null ? null : readPosition(cursor, signed, cursorSecret, faults);
      const before = position === null ? null : Number(position[0]);
      const { revisions, hasMore } = revisionsOf(resource, id, before, limit, context);
      const last = revisions.at(-1);
      const next = hasMore && last ? writeCursor([last.seq], signed, cursorSecret) : null;
      if (next !== null) {
        reply.header("link", `<${withParameters(request.url, { cursor: next })}>; rel="next"`);
      }
      return { data: revisions, page: { limit, total, next } } as unknown as JsonObject;
    });
  }

  function answerRevision(request: FastifyRequest<WithRevision>, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, resource.takesDay ? ["on"] : []);
    const asked = { connection: db.reader, view: request.view, day: today(), faults };
    const day = parseDay(resource, query, asked);
    faults.throwIfAny();
    return answerSnapshot(request, reply, day, (context) => {
      const { id } = request.params;
      const seq = revisionSeq(request.params, context);
      return recordAt(resource, id, seq, context) as JsonObject;
    });
  }

  function answerRestore(request: FastifyRequest<WithRevision>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const matches = ifMatch(request);
    const { id } = request.params;
    const restored = writeTransaction(db, request.caller?.id ?? null, (context) => {
      const past = { connection: context.writer, view: "full", day: today() } as const;
      const seq = revisionSeq(request.params, past);
      const record = recordsAt(past, seq)(resource.name, id) as JsonObject;
      const body = restorable(context.writer, resource, record);
      return replaceRecord(context, resource, id, { body, faults, matches });
    });
    return sendWritten(request, reply, restored);
  }

  /** @throws {Problem} `not-found`, or `gone` where the record is */
  function revisionSeq({ id, revision }: WithRevision["Params"], context: HistoryContext): number {
    const number = /^[1-9]\d{0,14}$/.test(revision) ? Number(revision) : 0;
    const seq = seqOfRevision(resource, id, number, context);
    if (seq !== null) return seq;
    if (countRevisions(resource, id, context) === 0) {
      throw missing({ writer: context.connection }, resource, id, context.view);
    }
    throw new Problem(
      "not-found",
      `The ${resource.singular} '${id}' has no revision '${revision}' that was recorded. See ${pathOf(resource, id)}/revisions.`,
    );
  }

  app.get<WithId>(path, { schema: operations.list }, answerRevisions);
  app.get<WithRevision>(`${path}/:revision`, { schema: operations.read }, answerRevision);
  const withKey = { onRequest: requireScope("write"), schema: operations.restore };
  app.post<WithRevision>(`${path}/:revision/restore`, withKey, answerRestore);
}
