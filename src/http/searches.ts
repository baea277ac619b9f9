import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import { isObject } from "../fields/field.ts";
import type { Lister } from "../query/list.ts";
import type { Resource } from "../resources/define.ts";

/**
 * A hook that reads what a search will look at before its list is answered: that can take long for
 * common words, and others must not wait for it.
 */
export const prepareSearch =
  (resource: Resource, lister: Lister) =>
  (request: FastifyRequest, _: FastifyReply, done: HookHandlerDoneFunction): void => {
    const given = request.method === "POST" ? request.body : request.query;
    const q = isObject(given) ? given["q"] : undefined;
    if (q === undefined) done();
    else lister.prepare(resource, q).then(() => done(), done);
  };
