import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { deleteOldest, laterThan, nameAt, removeUnfinished } from "../backup/folder.ts";
import { BESIDE } from "../db/beside.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { existingDatabase } from "./lasting-database.ts";
import { refuseTarget } from "./target-file.ts";

/** What the command was told. */
interface Options {
  keep?: string;
  force?: boolean;
  json?: boolean;
}

const HELP = `
A service may go on reading and writing meanwhile: the backup is of one moment. It is verified before it gets
its name. In a folder it is named after the database's file and the time, and --keep deletes the oldest of
that database's. What a backup that was killed left there is removed by a later one.
It has everything, also the digests of API keys and the secrets of webhooks: keep it as you keep the database.

Examples:
  legal-developments backup /backups
  legal-developments backup /backups --keep 14
  legal-developments backup before-the-move.db`;

/** Adds the command `backup`. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("copy the database while it is in use, and verify the copy")
    .argument("<target>", "a folder that is there, or the name of the file")
    .option("--keep <number>", "keep so many backups in the folder, and delete older ones")
    .option("--force", "replace a file that is there")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", HELP)
    .action(backUp);
}

async function backUp(target: string, options: Options): Promise<void> {
  const database = existingDatabase();
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  const kept = readKeep(options.keep, target, isFolder);
  const name = nameAt(database, new Date());
  const file = isFolder ? join(target, name) : target;
  refuse(file, database, options);
  const [{ takeBackup }, { inTerminal }] = await Promise.all([
    import("../backup/take-backup.ts"),
    import("./in-terminal.ts"),
  ]);
  // First, since it may have no room for the new one.
  const left = isFolder ? removeUnfinished(target, database, new Date()) : [];
  const taken = await inTerminal((signal, advance) =>
    takeBackup(database, file, { replace: options.force === true, signal, advance }),
  );
  const deleted = [...left, ...(kept === null ? [] : deleteOldest(target, database, name, kept))];
  const warnings = isFolder ? warningsOf(laterThan(target, database, name)) : [];
  if (options.json) {
    console.log(JSON.stringify({ file: resolve(file), ...taken, deleted, warnings }, null, 2));
    return;
  }
  const total = Object.values(taken.records).reduce((sum, count) => sum + count, 0);
  console.log(
    `${file}: ${total} records up to change ${taken.last_change} (${taken.updated_at}), ${taken.bytes} bytes, verified.`,
  );
  for (const each of deleted) console.log(`Deleted ${each}.`);
  for (const warning of warnings) console.error(warning);
}

const warningsOf = (later: readonly string[]): string[] =>
  later.length === 0
    ? []
    : [
        `By their names ${later.join(", ")} are later than now: a clock was wrong, or is. --keep counts them as the newest, so delete them by hand when they are old.`,
      ];

function readKeep(text: string | undefined, target: string, isFolder: boolean): number | null {
  if (text === undefined) return null;
  if (!isFolder) {
    throw new CommandFault(`--keep is about a folder of backups, and '${target}' is no folder.`);
  }
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new CommandFault(`--keep takes a whole number from 1 to 99999, not '${text}'.`);
  }
  return Number(text);
}

function refuse(file: string, database: string, { force }: Options): void {
  if (BESIDE.some((end) => resolve(file) === resolve(database) + end)) {
    throw new CommandFault(
      `'${file}' is a name that SQLite gives to what it keeps beside the database: name another.`,
    );
  }
  refuseTarget(file, database, force === true);
}
