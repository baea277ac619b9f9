import { readConfig } from "../config.ts";
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
