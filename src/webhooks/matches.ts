import { and, eq, inArray } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { webhookMatches } from "./table.ts";

/**
 * Which records a webhook's query matched when they were last looked at: so a subscriber hears of a
 * record that it was told of and that ceases to match. A million records take 128 KiB.
 */

/** Records in a chunk. */
const CHUNK = 4096;

const chunkOf = (key: number): number => Math.floor(key / CHUNK);

type Chunks = Map<number, Buffer>;

function isIn(chunks: Chunks, key: number): boolean {
  const byte = chunks.get(chunkOf(key))?.[(key % CHUNK) >> 3] ?? 0;
  return (byte & (1 << (key & 7))) !== 0;
}

function put(chunks: Chunks, key: number, matches: boolean): void {
  const chunk = chunkOf(key);
  const bits = chunks.get(chunk) ?? Buffer.alloc(CHUNK / 8);
  chunks.set(chunk, bits);
  const at = (key % CHUNK) >> 3;
  const bit = 1 << (key & 7);
  bits[at] = matches ? (bits[at] ?? 0) | bit : (bits[at] ?? 0) & ~bit;
}

function store(writer: BetterSQLite3Database, webhook: number, chunks: Chunks): void {
  for (const [chunk, bits] of chunks) {
    writer
      .insert(webhookMatches)
      .values({ webhook, chunk, bits })
      .onConflictDoUpdate({
        target: [webhookMatches.webhook, webhookMatches.chunk],
        set: { bits },
      })
      .run();
  }
}

/** Of some records, those that matched. */
export function matchedAmong(
  writer: BetterSQLite3Database,
  webhook: number,
  keys: readonly number[],
): Set<number> {
  const chunks = read(writer, webhook, keys);
  return new Set(keys.filter((key) => isIn(chunks, key)));
}

/** Notes for some records whether they match. */
export function noteMatches(
  writer: BetterSQLite3Database,
  webhook: number,
  matches: ReadonlyMap<number, boolean>,
): void {
  const chunks = read(writer, webhook, [...matches.keys()]);
  for (const [key, isMatch] of matches) put(chunks, key, isMatch);
  store(writer, webhook, chunks);
}

/** Notes all records that match, in place of those that did. */
export function replaceMatches(
  writer: BetterSQLite3Database,
  webhook: number,
  keys: Iterable<number>,
): void {
  writer.delete(webhookMatches).where(eq(webhookMatches.webhook, webhook)).run();
  const chunks: Chunks = new Map();
  for (const key of keys) put(chunks, key, true);
  store(writer, webhook, chunks);
}

function read(writer: BetterSQLite3Database, webhook: number, keys: readonly number[]): Chunks {
  const wanted = [...new Set(keys.map(chunkOf))];
  const ofWebhook = eq(webhookMatches.webhook, webhook);
  const rows = writer
    .select()
    .from(webhookMatches)
    .where(and(ofWebhook, inArray(webhookMatches.chunk, wanted)))
    .all();
  return new Map(rows.map(({ chunk, bits }) => [chunk, bits]));
}
