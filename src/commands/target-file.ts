import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { CommandFault } from "./fault.ts";

/**
 * Refuses to write a file where that would lose something.
 * @throws {CommandFault}
 */
export function refuseTarget(file: string, database: string, force: boolean): void {
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) throw new CommandFault(`'${file}' is no file.`);
  if (resolve(file) === resolve(database)) {
    throw new CommandFault(`'${file}' is the database itself.`);
  }
  if (!force) throw new CommandFault(`There is a file '${file}': --force replaces it.`);
}
