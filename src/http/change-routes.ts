import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { datasetState } from "../db/dataset.ts";
import type { Change } from "../history/history.ts";
import { changesAfter, lastSeqIn } from "../history/history.ts";
import { MOST_CHANGES, USUAL_CHANGES } from "../history/limits.ts";
import { refuseLost } from "../history/restorations.ts";
import { changeOperations } from "../openapi/change-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { parseNumber } from "../query/number-parameter.ts";
import { today } from "../values/edtf.ts";
import { AFTER, namesOf } from "./change-parameters.ts";
import { changeStream } from "./change-stream.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import { withParameters } from "./links.ts";
import type { Services } from "./services.ts";

/** What is asked of the changes. */
interface Asked {
  after: number;
  limit: number;
  /** The resources; null for all. */
  names: string[] | null;
}

/** `GET /changes`: what was written, in the order in which it was committed. */
export function changeRoutes(
  app: FastifyInstance,
  { db, origin }: Pick<Services, "db" | "origin">,
): void {
  function answerChanges(request: FastifyRequest, reply: FastifyReply) {
    const { view } = request;
    const { after, limit, names } = parseAsked(request.query as RawQuery);
    const page = db.snapshot(() => {
      refuseLost(db.reader, after, view);
      const dataset = datasetState(db.reader, view);
      const validity = { dataset, day: today(), origin: `${origin}changes`, variant: "json" };
      tag(request, reply, validity);
      if (isHeld(request, validity)) return null;
      const context = { connection: db.reader, view, day: today() };
      return {
        ...changesAfter(after, limit, names, context),
        last: lastSeqIn(db.reader, view),
      };
    });
    if (page === null) return reply.code(304).send();
    const { changes: data, hasMore } = page;
    // All up to the last are in the page or of no concern to it: from there one goes on later.
    const reached = hasMore ? (data.at(-1) as Change).seq : Math.max(after, page.last);
    const next = hasMore ? String(reached) : null;
    if (next !== null) {
      reply.header("link", `<${withParameters(request.url, { after: next })}>; rel="next"`);
    }
    return reply
      .header("changes-seq", String(reached))
      .send({ data, page: { limit, next, reached } });
  }

  app.get("/changes", { schema: changeOperations.list }, answerChanges);
  changeStream(app, { db });
}

/** @throws {Problem} `invalid-request` */
function parseAsked(query: RawQuery): Asked {
  const faults = new Faults();
  faults.unknownParameters(query, ["after", "limit", "resource"]);
  const asked = {
    after: parseNumber("after", query, AFTER, faults),
    limit: parseNumber(
      "limit",
      query,
      { least: 1, most: MOST_CHANGES, usual: USUAL_CHANGES },
      faults,
    ),
    names: namesOf(query, faults),
  };
  faults.throwIfAny();
  return asked;
}
