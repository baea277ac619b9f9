import { createHash, randomBytes } from "node:crypto";
import { and, count, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../db/database.ts";
import { isBusy } from "../db/database.ts";
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
}

/** What a new key is made from. */
export type NewApiKey = Pick<ApiKey, "name" | "scopes" | "expires_at">;

/** Where a list of keys goes on: the key that was shown last. */
export type KeyPosition = Pick<ApiKey, "created_at" | "id">;

/** A secret begins with this, so that scanners of repositories can recognize one that leaked. */
const SECRET_PREFIX = "ldk_";

/** A key's last use is written at most this often, in milliseconds, so that reading stays reading. */
const LAST_USE_STEP = 60_000;

/** A key's SHA-256. A secret has 256 random bits, so a slow hash would add nothing. */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const SHOWN = {
  id: apiKeys.id,
  name: apiKeys.name,
  scopes: apiKeys.scopes,
  created_at: apiKeys.created_at,
  expires_at: apiKeys.expires_at,
  revoked_at: apiKeys.revoked_at,
  last_used_at: apiKeys.last_used_at,
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
    const hash = eq(apiKeys.secret_hash, sql.placeholder("hash"));
    this.byHash = this.reader.select(SHOWN).from(apiKeys).where(hash).prepare();
  }

  /** Makes a key; its secret is returned here and never again. */
  create(key: NewApiKey): { key: ApiKey; secret: string } {
    const secret = SECRET_PREFIX + randomBytes(32).toString("base64url");
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
  list(limit: number, after: KeyPosition | null): ApiKey[] {
    const older =
      after === null
        ? undefined
        : or(
            lt(apiKeys.created_at, after.created_at),
            and(eq(apiKeys.created_at, after.created_at), lt(apiKeys.id, after.id)),
          );
    return this.reader
      .select(SHOWN)
      .from(apiKeys)
      .where(older)
      .orderBy(desc(apiKeys.created_at), desc(apiKeys.id))
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

  /** The key of a secret, if it is one and still holds at `now`; notes that it was used. */
  use(secret: string, now: Date): ApiKey | null {
    const key = this.byHash.get({ hash: hashOf(secret) });
    if (key === undefined || key.revoked_at !== null) return null;
    if (key.expires_at !== null && Date.parse(key.expires_at) <= now.getTime()) return null;
    const lastUse = key.last_used_at === null ? 0 : Date.parse(key.last_used_at);
    if (now.getTime() - lastUse >= LAST_USE_STEP) this.noteUse(key.id, now);
    return key;
  }

  /** Writes a last use, unless another process is writing: then the next use is noted instead. */
  private noteUse(id: string, now: Date): void {
    const { connection } = this.db.writer;
    const patience = connection.pragma("busy_timeout", { simple: true });
    connection.pragma("busy_timeout = 0");
    try {
      const set = { last_used_at: now.toISOString() };
      this.writer.update(apiKeys).set(set).where(eq(apiKeys.id, id)).run();
    } catch (error) {
      if (!isBusy(error)) throw error;
    } finally {
      connection.pragma(`busy_timeout = ${patience}`);
    }
  }
}
