import { existsSync, statSync } from "node:fs";
import { isSameFile } from "../files/same-file.ts";
import { CommandFault } from "../problems/command-fault.ts";

/**
 * Refuses to write a file where that would lose something.
 * @throws {CommandFault}
 */
export function refuseTarget(file: string, database: string, force: boolean): void {
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) throw new CommandFault(`'${file}' is no file.`);
  if (isSameFile(file, database)) {
    throw new CommandFault(`'${file}' is the database itself.`);
  }
  if (!force) throw new CommandFault(`There is a file '${file}': --force replaces it.`);
}
