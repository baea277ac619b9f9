import type { Database, StatementCache } from "../db/database.ts";
import { recordEffect } from "../db/dataset.ts";
import { beginHistory } from "../history/note-changes.ts";
import { hasReferences, indexReferencesOf } from "../references/stored.ts";
import { normalizeAgain } from "../resources/citations/addresses.ts";
import { citations } from "../resources/citations/resource.ts";
import { resources } from "../resources/index.ts";
import { indexRecords } from "../search/text-index.ts";
import { regroup } from "./memberships.ts";

/**
 * The rules by which memberships, the index of texts, references and normal forms of addresses, and
 * what history keeps follow from the records:
 * their number, to be raised when they change, and the version of Unicode by which Node.js folds
 * texts. A database that was derived by others is derived anew when it is next opened.
 */
const DERIVED_BY = `3, Unicode ${process.versions["unicode"]}`;

/**
 * Whether a database was derived by these rules.
 * @param table where it says so
 */
export const isDerived = (connection: StatementCache, table = "dataset"): boolean =>
  connection.get(`select derived_by from ${table}`)?.["derived_by"] === DERIVED_BY;

/** So many records are derived at once, which bounds the memory that it takes. */
const BATCH = 1000;

/**
 * Derives what searches and filters look at from the records again, if it was made by other rules.
 * @param begun is called before that begins, since it can take minutes
 * @returns the number of records, 0 where nothing had to be done
 */
export function deriveAgain(db: Database, begun: () => void = () => undefined): number {
  const isDone = () => isDerived(db.writer);
  if (isDone()) return 0;
  return db.transaction(() => {
    // Another process may have been first.
    if (isDone()) return 0;
    if (db.writer.get("select 1 from items limit 1") !== undefined) begun();
    let count = 0;
    let readdressed = 0;
    const context = { writer: db.writer, now: new Date().toISOString(), writtenBy: null };
    for (const resource of resources) {
      const { memberships, table } = resource;
      for (let last = 0; ; ) {
        const rows = db.writer.all(
          `select key, id from ${table} where key > ? order by key limit ${BATCH}`,
          last,
        );
        if (rows.length === 0) break;
        last = rows.at(-1)?.["key"] as number;
        count += rows.length;
        if (memberships) {
          const ids = rows.map(({ id }) => String(id));
          regroup(db.writer, resource, memberships, ids);
        }
        const keys = rows.map(({ key }) => key as number);
        indexRecords(db.writer, resource, keys);
        if (resource === citations) readdressed += normalizeAgain(db.writer, keys);
        if (hasReferences(resource.name)) indexReferencesOf(db.writer, resource, keys);
        beginHistory(context, resource, keys);
      }
    }
    db.writer.run("update dataset set derived_by = ?", DERIVED_BY);
    // What is served differs: no client may go on with what it holds.
    if (readdressed > 0) recordEffect(db.writer, { public: true, labels: false }, context.now);
    // With a change missing before the one that is left, who follows them reads everything anew.
    const { last } = db.writer.get("select coalesce(max(seq), 0) as last from set_changes") as {
      last: number;
    };
    db.writer.run("delete from set_changes");
    db.writer.run(
      "insert into set_changes (seq, resource, record, added) values (?, 'items', 0, 0)",
      last + 2,
    );
    return count;
  });
}
