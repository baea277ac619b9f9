import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DatasetState } from "../db/dataset.ts";
import type { ReadContext } from "../fields/field.ts";
import { GRAPH_FORMATS } from "../formats/graph-format.ts";
import { instrumentOperations } from "../openapi/instrument-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { parseDay, parseFormat } from "../query/page-parameters.ts";
import { visibleIn } from "../records/render.ts";
import { missing } from "../records/missing.ts";
import { GRAPH_PARAMETERS, parseGraphQuery } from "../resources/instruments/graph-parameters.ts";
import { readGraph } from "../resources/instruments/graph.ts";
import { instruments } from "../resources/instruments/resource.ts";
import { TimelinePages } from "../resources/instruments/timeline-pages.ts";
import { today } from "../values/edtf.ts";
import type { Answer } from "./answers.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import { headersOf } from "./exports.ts";
import { withParameters, withQuestionOf } from "./links.ts";
import { answerRead } from "./reads.ts";
import type { Services } from "./services.ts";

type WithId = { Params: { id: string } };

/** What can be read of an instrument beside the record itself: its timeline and its graph. */
export function instrumentRoutes(app: FastifyInstance, services: Services): void {
  const { db } = services;
  const pages = new TimelinePages(services, services.cursorSecret);

  const contextOf = (request: FastifyRequest, day = today()): ReadContext => ({
    connection: db.reader,
    view: request.view,
    day,
  });

  /**
   * The instrument of a path, as far as the client may see it.
   * @throws {Problem} `not-found`, `gone` or `merged`, as the record itself is answered
   */
  function instrumentOf(request: FastifyRequest<WithId>): { id: string; type: string } {
    const { params, view } = request;
    const row = db.reader.get(
      `select id, type from ${instruments.table} where id = ?${visibleIn(instruments, view)}`,
      params.id,
    );
    if (row === undefined)
      throw withQuestionOf(missing({ writer: db.reader }, instruments, params.id, view), request);
    return { id: row["id"] as string, type: row["type"] as string };
  }

  /** What decides whether an answer still holds; null, with the tag set, where the client has it. */
  function validityFor(
    request: FastifyRequest,
    reply: FastifyReply,
    about: { dataset: DatasetState; name: string; day: string; variant: string },
  ) {
    const { dataset, name, day, variant } = about;
    const origin = `${services.origin}${name}`;
    const validity = { dataset, origin, day, variant };
    tag(request, reply, validity);
    return isHeld(request, validity) ? null : validity;
  }

  function answerTimeline(request: FastifyRequest<WithId>, reply: FastifyReply) {
    return answerRead(request, reply, services, "json", (dataset): Answer | null => {
      const faults = new Faults();
      const context = contextOf(request);
      const asked = pages.parse(request.query as RawQuery, { ...context, faults });
      faults.throwIfAny();
      const instrument = instrumentOf(request);
      const about = { dataset, name: "timeline", day: "", variant: "json" };
      const validity = validityFor(request, reply, about);
      if (validity === null) return null;
      const { body, next } = pages.read(instrument, asked, context, dataset);
      const link = `<${withParameters(request.url, { cursor: next })}>; rel="next"`;
      return { body, validity, revision: "", headers: next === null ? {} : { link } };
    });
  }

  function answerGraph(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    const raw = request.query as RawQuery;
    const format = parseFormat(raw, faults, GRAPH_FORMATS, request.accepted);
    const variant = format?.name ?? "json";
    return answerRead(request, reply, services, variant, (dataset): Answer | null => {
      faults.unknownParameters(raw, GRAPH_PARAMETERS);
      const asked = { ...contextOf(request), faults };
      const context = contextOf(request, parseDay(instruments, raw, asked));
      const query = parseGraphQuery(raw, asked);
      faults.throwIfAny();
      const { id } = instrumentOf(request);
      const about = { dataset, name: "graph", day: context.day, variant };
      const validity = validityFor(request, reply, about);
      if (validity === null) return null;
      const graph = readGraph(context, { ...query, id });
      const body = Buffer.from(format === null ? JSON.stringify(graph) : format.write(graph, id));
      const headers = format === null ? {} : headersOf(request, format, services, `${id}-graph`);
      return { body, validity, revision: "", headers };
    });
  }

  const path = `/${instruments.name}/:id`;
  const { graph, timeline } = instrumentOperations;
  app.get<WithId>(`${path}/timeline`, { schema: timeline }, answerTimeline);
  const config = { formats: GRAPH_FORMATS };
  app.get<WithId>(`${path}/graph`, { schema: graph, config }, answerGraph);
}
