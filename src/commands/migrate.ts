import { migrateDatabase } from "../db/migrate.ts";
import { lastingDatabase } from "./lasting-database.ts";

/** Brings the database to this program's schema. */
export function migrate(): void {
  const path = lastingDatabase();
  migrateDatabase(path);
  console.log(`${path} has the schema of this program.`);
}
