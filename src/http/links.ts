import type { FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

/** A host as it stands in a URL (RFC 3986 §3.2.2), with a port or without. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The address under which a client reaches the service: `PUBLIC_URL`, else what the request itself
 * says. Proxies are believed as far as `TRUST_PROXY` says.
 * @throws {Problem} `invalid-request` if the request names no host that a link could be made of
 */
export function addressOf(request: FastifyRequest, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  const { host, protocol } = request;
  if (host !== undefined && HOST.test(host)) {
    return `${protocol === "https" ? "https" : "http"}://${host.toLowerCase()}`;
  }
  const detail = `'${String(host).slice(0, 100)}' is no host; links can't be made of it.`;
  throw new Problem("invalid-request", detail, { faults: [{ parameter: "Host", detail }] });
}

/** What ends a URL in a `Link` header (RFC 8288 §3); clients may send it as it is, which no URL has (RFC 3986 §2). */
const DELIMITERS = /[<>"]/g;

/** A request's URL with some parameters set, or taken out where null. Root-relative. */
export function withParameters(asked: string, changes: Record<string, string | null>): string {
  const url = asked.replaceAll(DELIMITERS, encodeURIComponent);
  const start = url.indexOf("?");
  const path = start === -1 ? url : url.slice(0, start);
  const query = start === -1 ? "" : url.slice(start + 1);
  const kept = query
    .split("&")
    .filter((pair) => pair !== "" && !Object.hasOwn(changes, pair.split("=", 1)[0] ?? ""));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  );
  const pairs = [...kept, ...added];
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

/** What follows the id in the URL of a record: the path to a part of it, and the parameters. */
const AFTER_ID = /^\/[^/?]*\/[^/?]*/;

/** A problem that redirects, to the same question about another record. */
export function withQuestionOf(problem: Problem, { url }: FastifyRequest): Problem {
  const { location } = problem.headers;
  if (location !== undefined) problem.headers["location"] = location + url.replace(AFTER_ID, "");
  return problem;
}
