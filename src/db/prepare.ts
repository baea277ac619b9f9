import { deriveAgain } from "../records/derived.ts";
import { Database } from "./database.ts";
import { prepareDataset } from "./dataset.ts";
import { isEmpty, loadSeed } from "./seed.ts";

/**
 * Opens a database for serving: at the newest schema, derived by this program's rules, and filled
 * with the seed where it is new and that is wanted.
 * @param say is told before what can take minutes
 * @throws {DatabaseFault} if the file is something else or newer than this program
 */
export function openForServing(
  { databasePath, seed }: { databasePath: string; seed: boolean },
  say: (what: string) => void,
): Database {
  const db = Database.open(databasePath);
  prepareDataset(db);
  deriveAgain(db, () => say("Deriving what lists are found by; this can take minutes."));
  if (seed && isEmpty(db)) loadSeed(db);
  return db;
}
