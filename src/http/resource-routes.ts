import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { datasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
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
      const page = lister.page(resource, query, context, datasetState(db.reader, request.view));
      if (page.next !== null)
        reply.header("link", `<${nextUrl(request.url, page.next)}>; rel="next"`);
      return sendJson(reply, page.body);
    });
  }

  function readJson(request: FastifyRequest, id: string): string {
    return db.snapshot(() => {
      const context = contextOf(request);
      const row = db.reader.get(
        `select id, render_version from ${resource.table} where id = ?${visibleIn(resource, request.view)}`,
        id,
      );
      if (row === undefined) throw missing({ writer: db.reader }, resource, id, request.view);
      const { labels_version } = datasetState(db.reader, request.view);
      const records = [row as unknown as Versioned];
      return fragments.read(resource, records, context, labels_version)[0] as string;
    });
  }

  function answerRecord(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, ["fields"]);
    const fields = parseFields(resource, request.query as RawQuery, { faults });
    faults.throwIfAny();
    const json = readJson(request, request.params.id);
    return sendJson(reply, fields === null ? json : pick(json, fields));
  }

  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const id = writeTransaction(db, (context) =>
      createRecord(context, resource, { body: request.body, faults }),
    );
    reply.code(201).header("location", pathOf(resource, id));
    return sendJson(reply, readJson(request, id));
  }

  const answerChange =
    (change: typeof replaceRecord) => (request: FastifyRequest<WithId>, reply: FastifyReply) => {
      const faults = new Faults();
      faults.unknownParameters(request.query, []);
      const matches = ifMatch(request);
      const id = writeTransaction(db, (context) =>
        change(context, resource, request.params.id, { body: request.body, faults, matches }),
      );
      return sendJson(reply, readJson(request, id));
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

/**
 * Whether a record's revision is one that `If-Match` (RFC 9110 §13.1.1) names: `"3"`, `W/"3"`,
 * several by comma, or `*`.
 */
function ifMatch(request: FastifyRequest): (revision: number) => boolean {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*") return () => true;
  const revisions = header.split(",").map((tag) => /^(?:W\/)?"(\d{1,15})"$/.exec(tag.trim())?.[1]);
  if (revisions.includes(undefined)) {
    const detail = 'If-Match names revisions, such as "3", or *.';
    throw new Problem("invalid-request", detail, { faults: [{ parameter: "If-Match", detail }] });
  }
  return (revision) => revisions.includes(String(revision));
}
