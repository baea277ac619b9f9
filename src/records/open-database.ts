import { Database } from "../db/database.ts";
import { prepareDataset } from "../db/dataset.ts";
import { faultOf } from "../db/faults.ts";
import { PATIENCE } from "../db/migrate.ts";
import { deriveAgain } from "./derived.ts";
import { isEmpty, loadSeed } from "./seed.ts";

/**
 * Opens a database, which is made if it is missing, at the newest schema and derived by this program's rules.
 * @param begun is told before what can take minutes
 * @throws {DatabaseFault} if the file is something else or newer than this program, or written by another
 *   process all the time
 */
export function openUpToDate(path: string, begun?: () => void): Database {
  const db = Database.open(path);
  try {
    db.waitingAtMost(PATIENCE, () => {
      prepareDataset(db);
      deriveAgain(db, begun);
    });
    return db;
  } catch (error) {
    db.close();
    throw faultOf(error, path) ?? error;
  }
}

/**
 * Opens a database for serving, filled with the seed where it is new and that is wanted.
 * @param say is told before what can take minutes
 * @throws {DatabaseFault} if the file is something else or newer than this program
 */
export function openForServing(
  { databasePath, seed }: { databasePath: string; seed: boolean },
  say: (what: string) => void,
): Database {
  const db = openUpToDate(databasePath, () =>
    say("Deriving what lists are found by; this can take minutes."),
  );
  if (seed && isEmpty(db.reader)) fill(db);
  return db;
}

/**
 * Fills an empty database with the seed; waits for who writes to it.
 * @returns the number of records; 0 where the database has, or had, some
 * @throws {DatabaseFault} if it can't be written
 */
export function fill(db: Database): number {
  try {
    return db.waitingAtMost(PATIENCE, () => loadSeed(db));
  } catch (error) {
    throw faultOf(error, db.path) ?? error;
  }
}
