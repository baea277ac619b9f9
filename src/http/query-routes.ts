import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { datasetState } from "../db/dataset.ts";
import { listsOfNames } from "../openapi/parameters.ts";
import { queryOperation } from "../openapi/query-operation.ts";
import { Faults } from "../problems/faults.ts";
import { MOST_VALUES_IN_BODY, readBodyQuery } from "../query/body-query.ts";
import { parseFormat } from "../query/page-parameters.ts";
import { parseListQuery } from "../query/parameters.ts";
import type { Resource } from "../resources/define.ts";
import { today } from "../values/edtf.ts";
import { varyByRequest } from "./conditional-requests.ts";
import type { Services } from "./services.ts";
import { prepareSearch } from "./searches.ts";

/**
 * `POST /{resource}/query`: a list whose parameters are in the body. It reads and is open as `GET`
 * is. Its answers have no validators and no `Link`, since neither could name the body.
 */
export function queryRoute(
  app: FastifyInstance,
  resource: Resource,
  { db, lister }: Pick<Services, "db" | "lister">,
): void {
  const names = listsOfNames(resource);

  function answerQuery(request: FastifyRequest, reply: FastifyReply) {
    const { view, body } = request;
    const collected = new Faults();
    collected.unknownParameters(request.query, []);
    const { query: raw, faults } = readBodyQuery(resource, body, names, collected);
    const reading = { connection: db.reader, view, day: today() };
    const page = db.snapshot(() => {
      const asked = { ...reading, faults, mostValues: MOST_VALUES_IN_BODY };
      parseFormat(raw, faults, [], null);
      const query = parseListQuery(resource, raw, asked);
      faults.throwIfAny();
      const dataset = datasetState(db.reader, view);
      return lister.page(query, { ...reading, day: query.day }, dataset);
    });
    varyByRequest(reply);
    return reply
      .header("cache-control", view === "full" ? "private, no-store" : "no-store")
      .type("application/json; charset=utf-8")
      .send(page.body);
  }

  const preHandler = prepareSearch(resource, lister);
  app.post(
    `/${resource.name}/query`,
    { schema: queryOperation(resource), preHandler },
    answerQuery,
  );
}
