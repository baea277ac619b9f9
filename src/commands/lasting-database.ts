import { existsSync, statSync } from "node:fs";
import { readConfig } from "../config.ts";
import { realPathOf } from "../files/same-file.ts";
import { CommandFault } from "../problems/command-fault.ts";

/**
 * The file that a command works on, with links followed.
 * @throws {CommandFault} if it would be gone when the command ends
 */
export function lastingDatabase(): string {
  const { databasePath } = readConfig(process.env);
  if (databasePath !== ":memory:") return realPathOf(databasePath);
  throw new CommandFault(
    "DATABASE_PATH is :memory:, which would be gone when this command ends. Set it to a file.",
  );
}

/**
 * The file that a command reads: a mistyped path is no new database without records.
 * @throws {CommandFault}
 */
export function existingDatabase(): string {
  const path = lastingDatabase();
  if (existsSync(path) && statSync(path).size > 0) return path;
  throw new CommandFault(
    `There is no database at ${path}. Set DATABASE_PATH to the file that the service has.`,
  );
}
