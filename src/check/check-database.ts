import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { copyDatabase } from "../backup/take-backup.ts";
import type { Advance } from "../commands/progress.ts";
import { Database } from "../db/database.ts";
import { refuseForeignFile } from "../db/usable-file.ts";
import { deriveAgain } from "../records/derived.ts";
import { derivedFaults } from "./derived-faults.ts";
import type { Fault } from "./faults.ts";
import { storageFaults } from "./storage-faults.ts";

/**
 * Looks for what is wrong in a database, on a copy of one moment, so that a service can use it meanwhile.
 *
 * First what SQLite can tell: pages, indexes, links, the schema. Then everything that is derived from the
 * records is derived anew, by restoring what an archive of them would have, and compared: search, filters,
 * look-ups, derived columns, history. On the way each record has to be one that a client could write.
 * @param quick leaves the second part out, which takes about as long as restoring an archive
 * @throws {DatabaseFault} if the file is none of this program's databases
 */
export async function checkDatabase(
  path: string,
  { quick, signal, advance }: { quick: boolean; signal: AbortSignal; advance: Advance },
): Promise<Fault[]> {
  refuseForeignFile(path);
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-check-"));
  const copy = join(folder, "copy.db");
  try {
    await copyDatabase(path, copy, signal, advance);
    advance({ phase: "verifying", done: 0, total: 1 });
    const faults = storageFaults(copy, folder);
    // Where anything else is wrong, what follows from it can't be told from what is wrong itself.
    if (quick || faults.some(({ check }) => check !== "indexes")) return faults;
    // An index that lacks rows would hide them from what is looked at next.
    if (faults.some(({ check }) => check === "indexes")) reindex(copy);
    return [...faults, ...(await derivedFaults(copy, join(folder, "anew.db"), signal, advance))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reindex(path: string): void {
  const connection = new SqliteConnection(path);
  connection.exec("reindex");
  connection.close();
}

/**
 * Builds indexes again, and what is derived from records, in a database that a service may be using.
 * @throws {DatabaseFault}
 */
export function mendDatabase(path: string): void {
  const db = Database.open(path);
  try {
    db.transaction(() => {
      db.writer.run("reindex");
      db.writer.run("update dataset set derived_by = ''");
    });
    deriveAgain(db);
  } finally {
    db.close();
  }
}
