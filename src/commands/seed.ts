import { Database } from "../db/database.ts";
import { prepareDataset } from "../db/dataset.ts";
import { isEmpty, loadSeed } from "../db/seed.ts";
import { deriveAgain } from "../records/derived.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { lastingDatabase } from "./lasting-database.ts";

/**
 * Fills an empty database with the seed.
 * @throws {CommandFault} if it has, or had, records
 */
export function seed(): void {
  const path = lastingDatabase();
  const db = Database.open(path);
  try {
    prepareDataset(db);
    deriveAgain(db);
    if (!isEmpty(db)) {
      throw new CommandFault(
        `${path} has records already, or had some; the seed fills an empty database only. Nothing was changed.`,
      );
    }
    console.log(`${path}: ${loadSeed(db)} records.`);
  } finally {
    db.close();
  }
}
