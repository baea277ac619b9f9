import { buildApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { Database } from "../db/database.ts";
import { ApiKeys } from "../keys/keys.ts";

/** Serves until it is told to stop; then finishes what is under way. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const app = buildApp(config);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void app.close());
  }
  const address = await app.listen({ host: config.host, port: config.port });
  console.log(`Legal Developments API: ${config.publicUrl ?? address}`);
  if (config.adminKey === null && !hasKeys(config.databasePath)) {
    console.log(
      "There is no API key yet, so nobody can write. Make one with: npx legal-developments key create NAME --scope admin",
    );
  }
}

/** A temporary database can't be reached by another command, so no advice is of use there. */
function hasKeys(path: string): boolean {
  if (path === ":memory:") return true;
  const db = Database.open(path);
  try {
    return new ApiKeys(db).count() > 0;
  } finally {
    db.close();
  }
}
