import { fill, openUpToDate } from "../records/open-database.ts";
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
    const count = fill(db);
    if (count === 0) {
      throw new CommandFault(
        `${path} has records already, or had some; the seed fills an empty database only. Nothing was changed.`,
      );
    }
    console.log(`${path}: ${count} records.`);
  } finally {
    db.close();
  }
}
