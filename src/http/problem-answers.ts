import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ProblemCode } from "../problems/problems.ts";
import { PROBLEMS, Problem } from "../problems/problems.ts";

/** Fastify's own errors, by status, as rows of our table. */
const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  400: "invalid-request",
  413: "too-large",
  414: "uri-too-long",
  415: "unsupported-media-type",
};

/** Answers every error as problem details (RFC 9457). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    if (error instanceof Problem) return send(reply, request, error);
    const code = BY_STATUS[error.statusCode ?? 500];
    if (code !== undefined) return send(reply, request, new Problem(code, error.message));
    request.log.error(error);
    return send(reply, request, new Problem("internal", `The request's id is ${request.id}.`));
  });
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      request,
      new Problem("not-found", `There is no ${request.method} ${request.url.split("?", 1)[0]}.`),
    ),
  );
}

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  const { status, title } = PROBLEMS[problem.code];
  return reply
    .code(status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(
      JSON.stringify({
        type: `/problems/${problem.code}`,
        title,
        status,
        detail: problem.message,
        instance: request.url.split("?", 1)[0],
        errors: problem.faults,
      }),
    );
}
