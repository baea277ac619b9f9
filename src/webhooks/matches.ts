import { and, eq, sql } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../db/database.ts";
import { webhookMatches } from "./table.ts";

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

/**
 * Which records a webhook's query matched when they were last looked at: so a subscriber hears of a
 * record that it was told of and that ceases to match. A million records take 128 KiB. All is done in a
 * transaction of the caller's.
 */
export class Matches {
  private readonly writer: BetterSQLite3Database;
  private readonly chunk;

  constructor(db: Database) {
    this.writer = drizzle(db.writer.connection);
    const isOf = eq(webhookMatches.webhook, sql.placeholder("webhook"));
    const isChunk = eq(webhookMatches.chunk, sql.placeholder("chunk"));
    this.chunk = this.writer.select().from(webhookMatches).where(and(isOf, isChunk)).prepare();
  }

  /** Of some records, those that matched. */
  among(webhook: number, keys: readonly number[]): Set<number> {
    const chunks = this.read(webhook, keys);
    return new Set(keys.filter((key) => isIn(chunks, key)));
  }

  /** Notes for some records whether they match. */
  note(webhook: number, matches: ReadonlyMap<number, boolean>): void {
    const chunks = this.read(webhook, [...matches.keys()]);
    for (const [key, isMatch] of matches) put(chunks, key, isMatch);
    this.store(webhook, chunks);
  }

  /** Notes all records that match, in place of those that did. */
  replace(webhook: number, keys: Iterable<number>): void {
    this.writer.delete(webhookMatches).where(eq(webhookMatches.webhook, webhook)).run();
    const chunks: Chunks = new Map();
    for (const key of keys) put(chunks, key, true);
    this.store(webhook, chunks);
  }

  private read(webhook: number, keys: readonly number[]): Chunks {
    const chunks: Chunks = new Map();
    for (const chunk of new Set(keys.map(chunkOf))) {
      const row = this.chunk.get({ webhook, chunk });
      if (row !== undefined) chunks.set(chunk, row.bits);
    }
    return chunks;
  }

  private store(webhook: number, chunks: Chunks): void {
    for (const [chunk, bits] of chunks) {
      this.writer
        .insert(webhookMatches)
        .values({ webhook, chunk, bits })
        .onConflictDoUpdate({
          target: [webhookMatches.webhook, webhookMatches.chunk],
          set: { bits },
        })
        .run();
    }
  }
}
