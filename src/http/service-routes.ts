import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { serviceOperations } from "../openapi/service-operations.ts";
import { oneOf, refuseParameters } from "../problems/faults.ts";
import { PROBLEMS, Problem } from "../problems/problems.ts";
import { resources } from "../resources/index.ts";
import { indexLinks } from "./catalogue-routes.ts";
import { sendFixed } from "./fixed-answers.ts";
import { whyNotReady } from "./readiness.ts";

type WithCode = { Params: { code: string } };

/**
 * The routes about the service itself: what is here, what an error means, whether it is well.
 * @param publicUrl where clients reach it, or null for links that are relative to the host
 */
export function serviceRoutes(app: FastifyInstance, db: Database, publicUrl: string | null): void {
  const index = {
    name: "Legal Developments API",
    description:
      "Legal and regulatory developments: what happened, when, by which authority, about which legal text, and where that is documented.",
    links: {
      self: "/",
      openapi: "/openapi.json",
      docs: "/docs",
      changes: "/changes",
      keys: "/keys",
      webhooks: "/webhooks",
      health: "/health/ready",
      metrics: "/metrics",
      api_catalog: "/.well-known/api-catalog",
      ...Object.fromEntries(resources.map(({ name }) => [name.replaceAll("-", "_"), `/${name}`])),
    },
  };

  const indexText = JSON.stringify(index);
  const links = indexLinks(publicUrl ?? "");
  let document: string | undefined;

  function answerIndex(request: FastifyRequest, reply: FastifyReply) {
    refuseParameters(request);
    reply.header("link", links);
    return sendFixed(request, reply, indexText);
  }

  function answerDocument(request: FastifyRequest, reply: FastifyReply) {
    refuseParameters(request);
    document ??= JSON.stringify(app.swagger());
    return sendFixed(request, reply, document);
  }

  function answerProblem(request: FastifyRequest<WithCode>, reply: FastifyReply) {
    refuseParameters(request);
    const { code } = request.params;
    const codes = Object.keys(PROBLEMS);
    if (!Object.hasOwn(PROBLEMS, code)) {
      const { suggestion } = oneOf(codes, code);
      throw new Problem(
        "not-found",
        `There is no problem '${code}'; there are ${codes.join(", ")}.${suggestion ? ` Did you mean '${suggestion}'?` : ""}`,
      );
    }
    const problem = PROBLEMS[code as keyof typeof PROBLEMS];
    return sendFixed(request, reply, JSON.stringify({ type: `/problems/${code}`, ...problem }));
  }

  function answerLive(request: FastifyRequest, reply: FastifyReply) {
    refuseParameters(request);
    return reply.header("cache-control", "no-store").send({ status: "live" });
  }

  function answerReady(request: FastifyRequest, reply: FastifyReply) {
    refuseParameters(request);
    reply.header("cache-control", "no-store");
    const reason = whyNotReady(app, db);
    if (reason !== null) {
      throw new Problem("unavailable", reason, { headers: { "retry-after": "5" } });
    }
    return reply.send({ status: "ready" });
  }

  app.get("/", { schema: serviceOperations.index }, answerIndex);
  app.get("/openapi.json", { schema: serviceOperations.document }, answerDocument);
  app.get<WithCode>("/problems/:code", { schema: serviceOperations.problem }, answerProblem);
  app.get("/health/live", { schema: serviceOperations.live }, answerLive);
  app.get("/health/ready", { schema: serviceOperations.ready }, answerReady);
}
