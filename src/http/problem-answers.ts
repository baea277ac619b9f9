import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type {
  ConnectionError,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import type { ProblemCode } from "../problems/problems.ts";
import { PROBLEMS, Problem } from "../problems/problems.ts";

/** Fastify's own errors, by status, as rows of our table. */
const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  400: "invalid-request",
  413: "too-large",
  414: "uri-too-long",
  415: "unsupported-media-type",
  503: "unavailable",
};

/** Answers every error as problem details (RFC 9457). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) =>
    send(reply, request, problemOf(error, request)),
  );
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      request,
      new Problem("not-found", `There is no ${request.method} ${pathOf(request)}. See /.`),
    ),
  );
}

/** Answers what Fastify refuses before any route: a path that is not valid, or too long. */
export function frameworkProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  send(reply, request, problemOf(error, request));
}

function problemOf(error: FastifyError | Problem, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const code = BY_STATUS[error.statusCode ?? 500];
  if (code !== undefined) return new Problem(code, error.message);
  request.log.error(error);
  return new Problem("internal", `The request's id is ${request.id}.`);
}

const pathOf = (request: FastifyRequest) => request.url.split("?", 1)[0];

const bodyOf = (problem: Problem, instance: string | undefined) => {
  const { status, title } = PROBLEMS[problem.code];
  return JSON.stringify({
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    ...(instance === undefined ? {} : { instance }),
    errors: problem.faults,
  });
};

const send = (reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply =>
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(bodyOf(problem, pathOf(request)));

/** What Node's HTTP parser refuses, by its code; all else is a request that can't be read. */
const BROKEN: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: new Problem(
    "headers-too-large",
    "The URL and headers may have 128 KiB together.",
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem("timeout", "The request did not arrive in time."),
};

/** Answers, on the bare socket, a request that is no HTTP or too large to become a request. */
export function answerBrokenRequest(error: ConnectionError, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    BROKEN[error.code] ?? new Problem("invalid-request", "The request is not valid HTTP/1.1.");
  const body = bodyOf(problem, undefined);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
