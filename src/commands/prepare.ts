import { readConfig } from "../config.ts";
import { Database } from "../db/database.ts";
import { prepareDataset } from "../db/dataset.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { isEmpty, loadSeed } from "../db/seed.ts";
import { deriveAgain } from "../records/derived.ts";
import { CommandFault } from "./fault.ts";

/**
 * The file that a command works on.
 * @throws {CommandFault} if it would be gone when the command ends
 */
export function lastingDatabase(): string {
  const { databasePath } = readConfig(process.env);
  if (databasePath !== ":memory:") return databasePath;
  throw new CommandFault(
    "DATABASE_PATH is :memory:, which would be gone when this command ends. Set it to a file.",
  );
}

export function migrate(): void {
  const path = lastingDatabase();
  migrateDatabase(path);
  console.log(`${path} has the schema of this program.`);
}

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
