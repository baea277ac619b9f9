import { migrateDatabase } from "../db/migrate.ts";
import { lastingDatabase } from "./lasting-database.ts";

/** Brings the database to this program's schema. */
export function migrate({ backup }: { backup: boolean }): void {
  const path = lastingDatabase();
  const kept = migrateDatabase(path, { backUp: backup });
  console.log(`${path} has the schema of this program.`);
  if (kept !== null)
    console.log(`What it was before is kept in ${kept}; delete that when you like.`);
}
