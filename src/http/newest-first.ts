import type { FastifyReply, FastifyRequest } from "fastify";
import type { NewestFirst } from "../db/newest-first.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { readPosition, writeCursor } from "../query/cursor.ts";
import { parseLimit, single } from "../query/page-parameters.ts";

interface Listed<T extends NewestFirst> {
  /** Its path without the slash, to which its cursors are bound. */
  name: string;
  cursorSecret: string;
  list(limit: number, after: NewestFirst | null): T[];
  count(): number;
  shown(each: T): object;
}

/**
 * Answers with a page of what an administrator keeps here, from the newest on.
 * @throws {Problem} `invalid-request`
 */
export function answerNewestFirst<T extends NewestFirst>(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, cursorSecret, list, count, shown }: Listed<T>,
): FastifyReply {
  const faults = new Faults();
  const query = request.query as RawQuery;
  faults.unknownParameters(query, ["limit", "cursor"]);
  const limit = parseLimit(query, faults);
  const cursor = single(query, "cursor", faults);
  faults.throwIfAny();
  const position = cursor === null ? null : readPosition(cursor, name, cursorSecret, faults);
  const after = position && { created_at: String(position[0]), id: String(position[1]) };
  const found = list(limit + 1, after);
  const data = found.slice(0, limit);
  const last = found.length > limit ? data.at(-1) : undefined;
  const next = last ? writeCursor([last.created_at, last.id], name, cursorSecret) : null;
  if (next !== null) reply.header("link", `</${name}?limit=${limit}&cursor=${next}>; rel="next"`);
  return reply.send({ data: data.map(shown), page: { limit, total: count(), next } });
}

/** A hook of routes whose answers no cache may keep. */
export async function keepPrivate(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header("cache-control", "private, no-store");
}
