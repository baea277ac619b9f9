import { accessSync, constants } from "node:fs";
import type { FastifyInstance } from "fastify";
import type { Database } from "../db/database.ts";
import { newestKnownMigration } from "../db/usable-file.ts";

/**
 * Why requests should go elsewhere for now; null where they can come. A full disk is no reason: what
 * is there can be read still, and `/metrics` tells of it before.
 */
export function whyNotReady(app: FastifyInstance, db: Database): string | null {
  if (app.isStopping) return "The service is ending.";
  const overload = app.overload();
  if (overload !== null) return overload;
  try {
    db.reader.get("select revision from dataset");
    const newest = db.reader.get("select max(created_at) as at from __drizzle_migrations")?.["at"];
    if (newest !== newestKnownMigration()) {
      return "The database was brought to another schema since the service was started: start it again.";
    }
  } catch (error) {
    app.log.error(error);
    return "The database can't be read.";
  }
  try {
    accessSync(db.path, constants.R_OK | constants.W_OK);
  } catch (error) {
    app.log.error(error);
    return "The database can't be written.";
  }
  return null;
}
