import { createHash, randomBytes } from "node:crypto";
import { and, count, eq, isNull, or, sql } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../db/database.ts";
import type { NewestFirst } from "../db/newest-first.ts";
import { after, newestFirst } from "../db/newest-first.ts";
import { Problem } from "../problems/problems.ts";
import { freeId, idFromText } from "../values/ids.ts";
import type { Scope } from "../vocabularies.ts";
import { apiKeys } from "./table.ts";

/** An API key as it is shown: without its secret, which is not known any more. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  /** When it last got a new secret. */
  rotated_at: string | null;
  /** Until when the secret before that holds, or held. */
  previous_expires_at: string | null;
}

/** What a new key is made from. */
export type NewApiKey = Pick<ApiKey, "name" | "scopes" | "expires_at">;

/** A secret begins with this, so that scanners of repositories can recognize one that leaked. */
const SECRET_PREFIX = "ldk_";

/** A key's last use is written at most this often, in milliseconds, so that reading stays reading. */
const LAST_USE_STEP = 60_000;

const newSecret = (): string => SECRET_PREFIX + randomBytes(32).toString("base64url");

/**
 * A key's SHA-256. Secrets are compared by it alone, so that how long that takes says nothing of one.
 * A secret has 256 random bits, so a slow hash would add nothing.
 */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const SHOWN = {
  id: apiKeys.id,
  name: apiKeys.name,
  scopes: apiKeys.scopes,
  created_at: apiKeys.created_at,
  expires_at: apiKeys.expires_at,
  revoked_at: apiKeys.revoked_at,
  last_used_at: apiKeys.last_used_at,
  rotated_at: apiKeys.rotated_at,
  previous_expires_at: apiKeys.previous_expires_at,
};

/** The API keys of a database. They are no part of the data set: no counter of it moves. */
export class ApiKeys {
  private readonly db: Database;
  private readonly reader: BetterSQLite3Database;
  private readonly writer: BetterSQLite3Database;
  private readonly byHash;

  constructor(db: Database) {
    this.db = db;
    this.reader = drizzle(db.reader.connection);
    this.writer = drizzle(db.writer.connection);
    const hash = sql.placeholder("hash");
    this.byHash = this.reader
      .select({ ...SHOWN, secret_hash: apiKeys.secret_hash })
      .from(apiKeys)
      .where(or(eq(apiKeys.secret_hash, hash), eq(apiKeys.previous_hash, hash)))
      .prepare();
  }

  /** Makes a key; its secret is returned here and never again. */
  create(key: NewApiKey): { key: ApiKey; secret: string } {
    const secret = newSecret();
    return this.db.transaction(() => {
      const id = freeId(idFromText(key.name), (candidate) => this.find(candidate) !== null);
      const made = this.writer
        .insert(apiKeys)
        .values({
          ...key,
          id,
          secret_hash: hashOf(secret),
          created_at: new Date().toISOString(),
        })
        .returning(SHOWN)
        .get();
      return { key: made, secret };
    });
  }

  find(id: string): ApiKey | null {
    return this.writer.select(SHOWN).from(apiKeys).where(eq(apiKeys.id, id)).get() ?? null;
  }

  /** Keys from the newest on, the revoked ones too: who could write is part of the record. */
  list(limit: number, place: NewestFirst | null): ApiKey[] {
    return this.reader
      .select(SHOWN)
      .from(apiKeys)
      .where(after(apiKeys, place))
      .orderBy(...newestFirst(apiKeys))
      .limit(limit)
      .all();
  }

  count(): number {
    return this.reader.select({ n: count() }).from(apiKeys).get()?.n ?? 0;
  }

  /** Ends a key at once. Returns whether there is such a key; one that was revoked stays so. */
  revoke(id: string): boolean {
    return this.db.transaction(() => {
      if (this.find(id) === null) return false;
      this.writer
        .update(apiKeys)
        .set({ revoked_at: new Date().toISOString() })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revoked_at)))
        .run();
      return true;
    });
  }

  /**
   * Gives a key another secret; the one that it had holds for a while, and one from before that ends.
   * @returns the key with its secret, which is never shown again; null if there is no such key
   * @throws {Problem} `conflict` for one that ended
   */
  rotate(id: string, graceSeconds: number, now: Date): { key: ApiKey; secret: string } | null {
    const secret = newSecret();
    return this.db.transaction(() => {
      const before = this.find(id);
      if (before === null) return null;
      if (!holds(before, now)) {
        throw new Problem(
          "conflict",
          `The key '${id}' has ended${before.revoked_at === null ? "" : ": it was revoked"}. Make another one.`,
        );
      }
      const key = this.writer
        .update(apiKeys)
        .set({
          secret_hash: hashOf(secret),
          previous_hash: sql`${apiKeys.secret_hash}`,
          previous_expires_at: endOfGrace(before, graceSeconds, now),
          rotated_at: now.toISOString(),
        })
        .where(eq(apiKeys.id, id))
        .returning(SHOWN)
        .get();
      return { key: key as ApiKey, secret };
    });
  }

  /** The key of a secret, if it is one and still holds at `now`; notes that it was used. */
  use(secret: string, now: Date): ApiKey | null {
    const hash = hashOf(secret);
    const found = this.byHash.get({ hash });
    if (found === undefined) return null;
    const { secret_hash, ...key } = found;
    if (!holds(key, now)) return null;
    if (secret_hash !== hash && hasPassed(key.previous_expires_at, now)) return null;
    const lastUse = key.last_used_at === null ? 0 : Date.parse(key.last_used_at);
    if (now.getTime() - lastUse >= LAST_USE_STEP) this.noteUse(key.id, now);
    return key;
  }

  /** Writes a last use down, or else the next one: whoever reads must not fail by it. */
  private noteUse(id: string, now: Date): void {
    this.db.writeIfPossible(() => {
      const set = { last_used_at: now.toISOString() };
      this.writer.update(apiKeys).set(set).where(eq(apiKeys.id, id)).run();
    });
  }
}

/** Until when the secret before holds: not for longer than the key. */
function endOfGrace({ expires_at }: ApiKey, graceSeconds: number, now: Date): string {
  const end = new Date(now.getTime() + graceSeconds * 1000).toISOString();
  return expires_at !== null && expires_at < end ? expires_at : end;
}

const hasPassed = (time: string | null, now: Date): boolean =>
  time !== null && Date.parse(time) <= now.getTime();

const holds = ({ revoked_at, expires_at }: ApiKey, now: Date): boolean =>
  revoked_at === null && !hasPassed(expires_at, now);
