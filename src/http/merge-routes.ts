import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isObject } from "../fields/field.ts";
import { purgeRecord } from "../history/purge.ts";
import { mergeOperations } from "../openapi/merge-operations.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import { faultOfLookUp, lookUp } from "../records/look-up.ts";
import { mergeRecord } from "../records/merge.ts";
import { writeTransaction } from "../records/write.ts";
import type { Resource } from "../resources/define.ts";
import { requireScope } from "./authentication.ts";
import { ifMatch } from "./conditional-requests.ts";
import type { Services } from "./services.ts";

type WithId = { Params: { id: string } };

/** The routes by which two records become one, and by which a deleted one is forgotten. */
export function mergeRoutes(
  app: FastifyInstance,
  resource: Resource,
  { db }: Pick<Services, "db">,
  sendWritten: (request: FastifyRequest, reply: FastifyReply, id: string) => unknown,
): void {
  const path = `/${resource.name}/:id`;
  const operations = mergeOperations(resource);

  function answerMerge(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const matches = ifMatch(request);
    const { id } = request.params;
    const survivor = writeTransaction(db, request.caller?.id ?? null, (context) => {
      const into = parseInto(request.body, id, faults);
      faults.throwIfAny();
      return mergeRecord(context, resource, id, into, { matches });
    });
    return sendWritten(request, reply, survivor);
  }

  /** The id of the survivor; reports faults. */
  function parseInto(body: unknown, id: string, faults: Faults): string {
    const given = isObject(body) ? body : {};
    if (!isObject(body)) faults.pointer("", 'This must be a JSON object: {"into": "…"}.');
    for (const name of Object.keys(given)) {
      if (name === "into") continue;
      faults.pointer(`/${name}`, `'${name}' is not a field here.`, oneOf(["into"], name));
    }
    const { into } = given;
    const { linkable, singular } = resource;
    if (typeof into !== "string") {
      const detail = `'into' is the id of the ${singular} that takes the place of this one.`;
      if (isObject(body)) faults.pointer("/into", detail);
      return "";
    }
    const found = linkable === null ? null : lookUp(db.writer, linkable, into, "full");
    if (found === null || !("id" in found)) {
      const fault = linkable && faultOfLookUp(db.writer, linkable, into, found, "full");
      const { detail, ...help } = fault ?? { detail: `There is no ${singular} '${into}'.` };
      faults.pointer("/into", detail, help);
      return "";
    }
    if (found.id.toLowerCase() === id.toLowerCase()) {
      faults.pointer("/into", "A record can't be merged into itself.");
    }
    return found.id;
  }

  function answerPurge(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    faults.throwIfAny();
    writeTransaction(db, request.caller?.id ?? null, (context) =>
      purgeRecord(context, resource, request.params.id),
    );
    return reply.code(204).send();
  }

  if (resource.linkable !== null) {
    const options = { onRequest: requireScope("write"), schema: operations.merge };
    app.post<WithId>(`${path}/merge`, options, answerMerge);
  }
  const options = { onRequest: requireScope("admin"), schema: operations.purge };
  app.post<WithId>(`${path}/purge`, options, answerPurge);
}
