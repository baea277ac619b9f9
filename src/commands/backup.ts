import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { CommandFault } from "./fault.ts";
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
its name. In a folder its name says when it was made, and --keep deletes the oldest of such names.
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
  const file = isFolder ? join(target, nameAt(new Date())) : target;
  refuse(file, database, options);
  const [{ takeBackup }, { inTerminal }] = await Promise.all([
    import("../backup/take-backup.ts"),
    import("./in-terminal.ts"),
  ]);
  const taken = await inTerminal((signal, advance) =>
    takeBackup(database, file, { replace: options.force === true, signal, advance }),
  );
  const deleted = kept === null ? [] : deleteOldest(target, kept);
  if (options.json) {
    console.log(JSON.stringify({ file: resolve(file), ...taken, deleted }, null, 2));
    return;
  }
  const total = Object.values(taken.records).reduce((sum, count) => sum + count, 0);
  console.log(
    `${file}: ${total} records up to change ${taken.last_change} (${taken.updated_at}), ${taken.bytes} bytes, verified.`,
  );
  for (const name of deleted) console.log(`Deleted ${name}.`);
}

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

const NAME = /^legal-developments-\d{8}T\d{6}\.\d{3}Z\.db$/;

/** Such names stand in the order of time. */
const nameAt = (time: Date): string =>
  `legal-developments-${time.toISOString().replaceAll(/[-:]/g, "")}.db`;

/** Only what was named by this command; the new one counts among those that are kept. */
function deleteOldest(folder: string, kept: number): string[] {
  const names = readdirSync(folder).filter((name) => NAME.test(name));
  const old = names.sort().slice(0, -kept);
  for (const name of old) rmSync(join(folder, name));
  return old.map((name) => join(folder, name));
}

/** How files end that SQLite keeps beside a database: whoever replaces them loses what was written. */
const BESIDE = ["-wal", "-shm", "-journal"];

function refuse(file: string, database: string, { force }: Options): void {
  if (BESIDE.some((end) => resolve(file) === resolve(database) + end)) {
    throw new CommandFault(
      `'${file}' is a name that SQLite gives to what it keeps beside the database: name another.`,
    );
  }
  refuseTarget(file, database, force === true);
}
