import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiKey, ApiKeys } from "../keys/keys.ts";
import { parseNewKey } from "../keys/new-key.ts";
import { keyRotation } from "../keys/schemas.ts";
import { keyOperations } from "../openapi/key-operations.ts";
import { Faults, refuseParameters } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { requireScope } from "./authentication.ts";
import { answerNewestFirst, byTime, keepPrivate } from "./newest-first.ts";

type WithId = { Params: { id: string } };

/** The routes by which an administrator makes, sees and revokes API keys. */
export function keyRoutes(app: FastifyInstance, keys: ApiKeys, cursorSecret: string): void {
  function answerCreate(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const { key, secret } = keys.create(parseNewKey(request.body, faults, new Date()));
    const shown = shownKey(key);
    return reply
      .code(201)
      .header("location", shown.links.self)
      .send({ ...shown, key: secret });
  }

  function answerList(request: FastifyRequest, reply: FastifyReply) {
    return answerNewestFirst(request, reply, [], () => ({
      name: "keys",
      cursorSecret,
      list: (limit, after) => keys.list(limit, byTime.placeOf(after)),
      positionOf: byTime.positionOf,
      count: () => keys.count(),
      shown: shownKey,
    }));
  }

  function answerRead(request: FastifyRequest<WithId>, reply: FastifyReply) {
    refuseParameters(request);
    const key = keys.find(request.params.id);
    if (key === null) throw noKey(request.params.id);
    return reply.send(shownKey(key));
  }

  function answerRotate(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const { id } = request.params;
    const rotated = keys.rotate(id, keyRotation.parseGrace(request.body, faults), new Date());
    if (rotated === null) throw noKey(id);
    return reply.send({ ...shownKey(rotated.key), key: rotated.secret });
  }

  function answerRevoke(request: FastifyRequest<WithId>, reply: FastifyReply) {
    refuseParameters(request);
    if (!keys.revoke(request.params.id)) throw noKey(request.params.id);
    return reply.code(204).send();
  }

  const admin = { onRequest: requireScope("admin"), onSend: keepPrivate };
  const config = { answersSecret: true };
  app.post("/keys", { ...admin, config, schema: keyOperations.create }, answerCreate);
  const rotating = { ...admin, config, schema: keyOperations.rotate };
  app.post<WithId>("/keys/:id/rotate", rotating, answerRotate);
  app.get("/keys", { ...admin, schema: keyOperations.list }, answerList);
  app.get<WithId>("/keys/:id", { ...admin, schema: keyOperations.read }, answerRead);
  app.delete<WithId>("/keys/:id", { ...admin, schema: keyOperations.revoke }, answerRevoke);
}

const shownKey = (key: ApiKey) => ({ ...key, links: { self: `/keys/${key.id}` } });

const noKey = (id: string) =>
  new Problem("not-found", `There is no API key '${id}'. See /keys; a key's id is not its secret.`);
