import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type {
  ConnectionError,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import type { Config } from "../config.ts";
import { isBusy } from "../db/database.ts";
import { isDamage } from "../db/faults.ts";
import type { ProblemCode } from "../problems/problems.ts";
import { PROBLEMS, Problem } from "../problems/problems.ts";
import { storageProblem } from "../problems/storage.ts";
import { collectPaths } from "./nearest-path.ts";

/** Fastify's own errors, by status, as rows of our table. */
const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  400: "invalid-request",
  413: "too-large",
  414: "uri-too-long",
  415: "unsupported-media-type",
  503: "unavailable",
};

/** The methods that some path here has. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Answers every error as problem details (RFC 9457). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) =>
    send(reply, request, problemOf(error, request)),
  );
  // What a log says of a request is found by it.
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  const nearestPath = collectPaths(app);
  app.setNotFoundHandler((request, reply) => {
    const meant = nearestPath(pathOf(request));
    send(reply, request, nothingAt(request, meant === null ? "" : ` Did you mean ${meant}?`));
  });
}

/** Why there is no route for a request: no such path, or a method that no path here has. */
export function nothingAt(request: FastifyRequest, hint = ""): Problem {
  const allow = METHODS.join(", ");
  return METHODS.includes(request.method)
    ? new Problem(
        "not-found",
        `There is nothing at ${pathOf(request)}; / lists what there is.${hint}`,
      )
    : new Problem(
        "method-not-allowed",
        `${request.method} is not supported here; use one of ${allow}.`,
        {
          headers: { allow },
        },
      );
}

/**
 * Answers what Fastify refuses before any hook or route: a path that is not valid, or too long.
 * So it has to say itself that scripts of other sites may read it.
 */
export const frameworkProblem =
  (origins: Config["corsOrigin"]) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (origins === "*") reply.header("access-control-allow-origin", "*");
    reply.header("x-content-type-options", "nosniff");
    send(reply, request, problemOf(error, request));
  };

function problemOf(error: FastifyError | Problem, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const stored = storageProblem(error);
  if (stored !== null) {
    if (!isBusy(error)) request.log.error(error, "not written");
    return stored;
  }
  if (isOfFiles(error)) return nothingAt(request);
  const code = BY_STATUS[error.statusCode ?? 500];
  if (code === "too-large") {
    const { bodyLimit } = request.server.initialConfig;
    return new Problem(code, `The body may have at most ${bodyLimit} bytes.`);
  }
  if (code === "unsupported-media-type") {
    return new Problem(
      code,
      `A body is read as application/json, for PATCH also as application/merge-patch+json, and not as '${request.headers["content-type"] ?? ""}'.`,
    );
  }
  if (code !== undefined) return new Problem(code, error.message);
  if (isDamage(error))
    request.log.fatal(error, "The database is damaged: run `legal-developments check`.");
  else request.log.error(error);
  return new Problem("internal", `The request's id is ${request.id}.`);
}

/**
 * Whether what serves the files of `/docs` refused a path, such as one that leads out of their
 * folder: its errors have a status below 500, and no code as Fastify's have.
 */
const isOfFiles = ({ statusCode = 500, code }: FastifyError): boolean =>
  statusCode >= 400 && statusCode < 500 && code === undefined;

const pathOf = (request: FastifyRequest) => request.url.split("?", 1)[0] ?? "";

const bodyOf = (problem: Problem, instance: string) => {
  const { status, title } = PROBLEMS[problem.code];
  return JSON.stringify({
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance,
    errors: problem.faults,
  });
};

const OF_THE_RIGHT_ANSWER = [
  ...["etag", "last-modified", "link", "changes-seq"],
  ...["content-disposition", "content-encoding"],
];

/** How a client without a valid key is told to send one (RFC 6750 §3). */
const CHALLENGE = 'Bearer realm="Legal Developments API"';

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  // What was said of the right answer, before it failed, does not hold for this one.
  for (const name of OF_THE_RIGHT_ANSWER) reply.removeHeader(name);
  if (problem.code === "not-authenticated") reply.header("www-authenticate", CHALLENGE);
  if (!reply.hasHeader("vary")) reply.header("vary", "Accept, Authorization");
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header("cache-control", request.view === "full" ? "private, no-store" : "no-store")
    .type("application/problem+json")
    .send(bodyOf(problem, pathOf(request)));
}

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
    BROKEN[error.code] ??
    new Problem(
      "invalid-request",
      "The request is not valid HTTP/1.1. Characters of a URL outside ASCII are written as %XX.",
    );
  const body = bodyOf(problem, "");
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** Answers requests that Node itself would refuse without a word. */
export function answerForNode(app: FastifyInstance): void {
  app.server.on("checkExpectation", ({ url = "" }, response) => {
    const problem = new Problem("expectation-failed", "Leave the header `Expect` out.");
    const body = bodyOf(problem, url.split("?", 1)[0] ?? "");
    response.writeHead(problem.status, {
      "content-type": "application/problem+json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      connection: "close",
    });
    response.end(body);
  });
  app.addHook("onRequest", async ({ headers, raw }) => {
    if (headers.host !== undefined || raw.httpVersion !== "1.1") return;
    throw new Problem("invalid-request", "A request of HTTP/1.1 needs the header `Host`.");
  });
}
