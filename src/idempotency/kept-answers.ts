import type { StatementCache } from "../db/database.ts";
import { Problem } from "../problems/problems.ts";

/** An answer to a request with an `Idempotency-Key`. */
export interface KeptAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** `sealed` where the body has a secret, and is encrypted. */
  state: "plain" | "sealed" | "erased";
  created_at: string;
}

/** How long an answer is kept, in milliseconds. */
const KEPT_FOR = 86_400_000;

/** The most answers, and characters of them, that are kept for one API key. */
const MOST = { answers: 100_000, characters: 256 * 1024 * 1024 };

/** Old answers that are forgotten at once, which bounds what that holds up. */
const BATCH = 1000;

/** What one API key asked for: who is asking, and the request's `Idempotency-Key`. */
export interface Asked {
  caller: string;
  key: string;
}

/** The answer to an earlier request; undefined where there was none, or more than a day ago. */
export function keptAnswer(
  connection: StatementCache,
  { caller, key }: Asked,
  now: Date,
): KeptAnswer | undefined {
  const row = connection.get(
    `select fingerprint, created_at, status, headers, body, state from idempotency_answers
     where api_key = ? and idempotency_key = ? and created_at > ?`,
    caller,
    key,
    oldest(now),
  );
  if (row === undefined) return undefined;
  return { ...row, headers: JSON.parse(row["headers"] as string) } as unknown as KeptAnswer;
}

/**
 * Keeps an answer, in the transaction of what it tells of.
 * @throws {Problem} `rate-limited` where so much is kept for the API key that there is no room
 */
export function keepAnswer(
  writer: StatementCache,
  { caller, key }: Asked,
  answer: Omit<KeptAnswer, "created_at">,
  now: Date,
): void {
  forgetOld(writer, now);
  writer.run(
    "delete from idempotency_answers where api_key = ? and idempotency_key = ?",
    caller,
    key,
  );
  const size = (answer.body ?? "").length;
  const { number, size_total } = placeFor(writer, caller, size, now);
  writer.run(
    `insert into idempotency_answers (api_key, number, idempotency_key, fingerprint, created_at,
       status, headers, body, state, size, size_total) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    caller,
    number,
    key,
    answer.fingerprint,
    now.toISOString(),
    answer.status,
    JSON.stringify(answer.headers),
    answer.body,
    answer.state,
    size,
    size_total,
  );
}

/** Where the next answer goes: its number, and the sum of all sizes up to it. */
function placeFor(writer: StatementCache, caller: string, size: number, now: Date) {
  const at = (order: "asc" | "desc") =>
    writer.get(
      `select number, created_at, size, size_total from idempotency_answers
       where api_key = ? order by number ${order} limit 1`,
      caller,
    );
  const first = at("asc");
  const last = at("desc");
  if (first === undefined || last === undefined) return { number: 1, size_total: size };
  const number = (last["number"] as number) + 1;
  const sizeTotal = (last["size_total"] as number) + size;
  // What was erased since is still counted: so much is there at most.
  const answers = number - (first["number"] as number) + 1;
  const characters = sizeTotal - (first["size_total"] as number) + (first["size"] as number);
  if (answers <= MOST.answers && characters <= MOST.characters) {
    return { number, size_total: sizeTotal };
  }
  const wait = Date.parse(first["created_at"] as string) + KEPT_FOR - now.getTime();
  throw new Problem(
    "rate-limited",
    `For each API key ${MOST.answers} answers are kept for a day, or ${MOST.characters} characters of them, and as many are. Nothing was written. Leave Idempotency-Key out, go on in ${seconds(wait)} seconds, or send many records by POST /imports.`,
    { headers: { "retry-after": seconds(wait) } },
  );
}

const seconds = (milliseconds: number): string =>
  String(Math.max(1, Math.ceil(milliseconds / 1000)));

const oldest = (now: Date): string => new Date(now.getTime() - KEPT_FOR).toISOString();

/** Forgets some of what was kept for a day; returns how many answers. */
export function forgetOld(writer: StatementCache, now: Date): number {
  return writer.run(
    `delete from idempotency_answers where (api_key, number) in
       (select api_key, number from idempotency_answers where created_at <= ? limit ${BATCH})`,
    oldest(now),
  );
}

/**
 * Erases the answers that show a record: those in which its id stands. That they were given is
 * still known, so that a repeat does not write again.
 */
export function eraseAnswersWith(writer: StatementCache, id: string): void {
  writer.run(
    `update idempotency_answers set body = null, headers = '{}', state = 'erased'
     where state = 'plain' and instr(body, ?) > 0`,
    JSON.stringify(id),
  );
}
