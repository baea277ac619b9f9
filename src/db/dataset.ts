import { randomBytes } from "node:crypto";
import type { Database, StatementCache } from "./database.ts";

/**
 * Who is asking: `public` sees what is published, `full` (a key with the scope `read`) drafts too.
 */
export type View = "public" | "full";

/** The data set as one view sees it. */
export interface DatasetState {
  revision: number;
  labels_version: number;
  updated_at: string;
}

/** Makes the one row that the counters live in, if the database is new. */
export function prepareDataset(db: Database): void {
  // Where it is there, nobody waits for who writes at this moment.
  if (db.reader.get("select 1 from dataset") !== undefined) return;
  db.transaction(() => {
    const now = new Date().toISOString();
    db.writer.run(
      `insert into dataset (id, revision, public_revision, labels_version, updated_at,
         public_updated_at, cursor_secret, identity)
       values (1, 1, 1, 1, ?, ?, ?, ?) on conflict do nothing`,
      now,
      now,
      randomBytes(32).toString("hex"),
      randomBytes(16).toString("hex"),
    );
  });
}

export function datasetState(connection: StatementCache, view: View): DatasetState {
  const row = connection.get(
    view === "public"
      ? "select public_revision as revision, labels_version, public_updated_at as updated_at from dataset"
      : "select revision, labels_version, updated_at from dataset",
  );
  return row as unknown as DatasetState;
}

/** The secret that signs cursors; the same for every process on the file. */
export function cursorSecret(db: Database): string {
  return db.reader.get("select cursor_secret from dataset")?.["cursor_secret"] as string;
}

/** What the data set is known by, also where it was restored from an archive. */
export function identityOf(connection: StatementCache): string {
  return connection.get("select identity from dataset")?.["identity"] as string;
}

/** What a write touched, for the counters. */
export interface Effect {
  /** A client without a key could notice it. */
  public: boolean;
  /** A name or state that other records show changed. */
  labels: boolean;
}

/**
 * How many of the newest changes are kept for processes that follow them: as many as an import of
 * 100,000 items makes. To read everything anew takes a large database longer than to bring those in.
 */
const CHANGES_KEPT = 2_000_000;

/**
 * Moves the counters; called once in the transaction of each write. The times never go back, though a
 * clock may: a date that a client holds would be taken for that of an answer which it never saw.
 */
export function recordEffect(writer: StatementCache, effect: Effect, now: string): void {
  writer.run(
    `update dataset set revision = revision + 1, updated_at = max(updated_at, ?1),
       public_revision = public_revision + ?2,
       public_updated_at = case ?2 when 1 then max(public_updated_at, ?1) else public_updated_at end,
       labels_version = labels_version + ?3`,
    now,
    effect.public ? 1 : 0,
    effect.labels ? 1 : 0,
  );
  writer.run(
    "delete from set_changes where seq <= (select max(seq) from set_changes) - ?",
    CHANGES_KEPT,
  );
}
