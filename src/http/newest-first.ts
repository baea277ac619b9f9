import type { FastifyReply, FastifyRequest } from "fastify";
import type { SqlValue } from "../db/database.ts";
import type { NewestFirst } from "../db/newest-first.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { readPosition, writeCursor } from "../query/cursor.ts";
import { parseLimit, single } from "../query/page-parameters.ts";
import { withParameters } from "./links.ts";

interface Listed<T> {
  /** What its cursors are bound to. */
  name: string;
  cursorSecret: string;
  /** Those that come after a position, of so many at most. */
  list(limit: number, after: SqlValue[] | null): T[];
  positionOf(each: T): SqlValue[];
  count(): number;
  shown(each: T): object;
}

/** Where a list by time goes on, and how its cursors say it. */
export const byTime = {
  positionOf: ({ created_at, id }: NewestFirst): SqlValue[] => [created_at, id],
  placeOf: (after: SqlValue[] | null): NewestFirst | null =>
    after && { created_at: String(after[0]), id: String(after[1]) },
};

/**
 * Answers with a page of what an administrator keeps here, from the newest on.
 * @param more the names of its parameters beside those of every list
 * @param listedBy reads them; reports faults
 * @throws {Problem} `invalid-request`
 */
export function answerNewestFirst<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  more: readonly string[],
  listedBy: (query: RawQuery, faults: Faults) => Listed<T>,
): FastifyReply {
  const faults = new Faults();
  const query = request.query as RawQuery;
  faults.unknownParameters(query, [...more, "limit", "cursor"]);
  const limit = parseLimit(query, faults);
  const cursor = single(query, "cursor", faults);
  const { name, cursorSecret, list, positionOf, count, shown } = listedBy(query, faults);
  faults.throwIfAny();
  const position = cursor === null ? null : readPosition(cursor, name, cursorSecret, faults);
  const found = list(limit + 1, position);
  const data = found.slice(0, limit);
  const last = found.length > limit ? data.at(-1) : undefined;
  const next = last ? writeCursor(positionOf(last), name, cursorSecret) : null;
  if (next !== null) {
    reply.header("link", `<${withParameters(request.url, { cursor: next })}>; rel="next"`);
  }
  return reply.send({ data: data.map(shown), page: { limit, total: count(), next } });
}

/** A hook of routes whose answers no cache may keep. */
export async function keepPrivate(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header("cache-control", "private, no-store");
}
