import { isEmpty, loadSeed } from "../records/seed.ts";
import { openUpToDate } from "../records/open-database.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { lastingDatabase } from "./lasting-database.ts";

/**
 * Fills an empty database with the seed.
 * @throws {CommandFault} if it has, or had, records
 */
export function seed(): void {
  const path = lastingDatabase();
  const db = openUpToDate(path);
  try {
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
