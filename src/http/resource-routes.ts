import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { datasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import type { Lister } from "../query/list.ts";
import { pick } from "../query/list.ts";
import { parseFields, parseListQuery } from "../query/parameters.ts";
import type { Fragments, Versioned } from "../records/fragments.ts";
import { pathOf, visibleIn } from "../records/render.ts";
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
import { requireKey } from "./authentication.ts";
import { heldTag, ifMatch, tag, wantsNone } from "./entity-tags.ts";

export interface Services {
  db: Database;
  fragments: Fragments;
  lister: Lister;
}

type WithId = { Params: { id: string } };

/** The routes of one resource; all resources have the same. */
export function resourceRoutes(app: FastifyInstance, resource: Resource, services: Services): void {
  const { db, fragments, lister } = services;
  const path = `/${resource.name}`;

  const contextOf = (request: FastifyRequest): ReadContext => ({
    connection: db.reader,
    view: request.view,
    day: today(),
  });

  const sendJson = (reply: FastifyReply, body: string) =>
    reply.type("application/json; charset=utf-8").send(body);

  function answerList(request: FastifyRequest, reply: FastifyReply) {
    return db.snapshot(() => {
      const context = contextOf(request);
      const faults = new Faults();
      const raw = request.query as RawQuery;
      const query = parseListQuery(resource, raw, { ...context, faults });
      faults.throwIfAny();
      const dataset = datasetState(db.reader, request.view);
      tag(request, reply, dataset, context.day);
      if (wantsNone(request) || heldTag(request, dataset, context.day))
        return reply.code(304).send();
      const page = lister.page(resource, query, context, dataset);
      if (page.next !== null)
        reply.header("link", `<${nextUrl(request.url, page.next)}>; rel="next"`);
      return sendJson(reply, page.body);
    });
  }

  /** A record as JSON, with its tag set on the reply. */
  function readJson(request: FastifyRequest, reply: FastifyReply, id: string): string {
    return db.snapshot(() => {
      const context = contextOf(request);
      const row = db.reader.get(
        `select id, revision, render_version from ${resource.table} where id = ?${visibleIn(resource, request.view)}`,
        id,
      );
      if (row === undefined) throw missing({ writer: db.reader }, resource, id, request.view);
      const dataset = datasetState(db.reader, request.view);
      tag(request, reply, dataset, context.day, row["revision"] as number);
      const records = [row as unknown as Versioned];
      return fragments.read(resource, records, context, dataset.labels_version)[0] as string;
    });
  }

  function answerRecord(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, ["fields"]);
    const fields = parseFields(resource, request.query as RawQuery, { faults });
    faults.throwIfAny();
    const dataset = datasetState(db.reader, request.view);
    const held = heldTag(request, dataset, today());
    if (held !== null) {
      tag(request, reply, dataset, today(), held.revision);
      return reply.code(304).send();
    }
    const json = readJson(request, reply, request.params.id);
    if (wantsNone(request)) return reply.code(304).send();
    return sendJson(reply, fields === null ? json : pick(json, fields));
  }

  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const id = writeTransaction(db, (context) =>
      createRecord(context, resource, { body: request.body, faults }),
    );
    reply.code(201).header("location", pathOf(resource, id));
    return sendJson(reply, readJson(request, reply, id));
  }

  const answerChange =
    (change: typeof replaceRecord) => (request: FastifyRequest<WithId>, reply: FastifyReply) => {
      const faults = new Faults();
      faults.unknownParameters(request.query, []);
      const matches = ifMatch(request);
      const id = writeTransaction(db, (context) =>
        change(context, resource, request.params.id, { body: request.body, faults, matches }),
      );
      return sendJson(reply, readJson(request, reply, id));
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

  const withKey = { preParsing: requireKey };
  app.get(path, answerList);
  app.post(path, withKey, answerCreate);
  app.get<WithId>(`${path}/:id`, answerRecord);
  app.put<WithId>(`${path}/:id`, withKey, answerChange(replaceRecord));
  app.patch<WithId>(`${path}/:id`, withKey, answerChange(patchRecord));
  app.delete<WithId>(`${path}/:id`, withKey, answerDelete);
}

/** The same request with another cursor, root-relative. */
function nextUrl(url: string, cursor: string): string {
  const [path, query = ""] = url.split("?", 2);
  const kept = query.split("&").filter((pair) => pair !== "" && !pair.startsWith("cursor="));
  return `${path}?${[...kept, `cursor=${cursor}`].join("&")}`;
}
