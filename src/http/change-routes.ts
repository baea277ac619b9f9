import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { datasetState } from "../db/dataset.ts";
import type { Change } from "../history/history.ts";
import { changesAfter, lastSeq } from "../history/history.ts";
import { MOST_CHANGES, USUAL_CHANGES } from "../history/limits.ts";
import { changeOperations } from "../openapi/change-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import { single } from "../query/page-parameters.ts";
import { resources } from "../resources/index.ts";
import { today } from "../values/edtf.ts";
import { isHeld, tag } from "./conditional-requests.ts";
import { withParameters } from "./links.ts";
import type { Services } from "./resource-routes.ts";

const PARAMETERS = ["after", "limit", "resource"];

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
      const dataset = datasetState(db.reader, view);
      const validity = { dataset, day: today(), origin: `${origin}changes`, variant: "json" };
      tag(request, reply, validity);
      if (isHeld(request, validity)) return null;
      const context = { connection: db.reader, view, day: today() };
      const found = changesAfter(after, limit + 1, names, context);
      return { found, last: lastSeq(db.reader, view) };
    });
    if (page === null) return reply.code(304).send();
    const data = page.found.slice(0, limit);
    const hasMore = page.found.length > limit;
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
}

/** @throws {Problem} `invalid-request` */
function parseAsked(query: RawQuery): Asked {
  const faults = new Faults();
  faults.unknownParameters(query, PARAMETERS);
  const after = parseNumber(query, "after", 0, Number.MAX_SAFE_INTEGER, 0, faults);
  const limit = parseNumber(query, "limit", 1, MOST_CHANGES, USUAL_CHANGES, faults);
  const known = resources.map(({ name }) => name);
  const names =
    query["resource"] === undefined
      ? null
      : [query["resource"]].flat().flatMap((text) => text.split(",").map((name) => name.trim()));
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    faults.parameter("resource", `There is no resource '${name}'.`, () => oneOf(known, name));
  }
  faults.throwIfAny();
  return { after, limit, names };
}

function parseNumber(
  query: RawQuery,
  name: string,
  least: number,
  most: number,
  usual: number,
  faults: Faults,
): number {
  const text = single(query, name, faults);
  if (text === null) return usual;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  faults.parameter(name, `'${name}' is a whole number ${range}, not '${text}'.`);
  return usual;
}
