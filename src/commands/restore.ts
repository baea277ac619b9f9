import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { isSameFile } from "../files/same-file.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { lastingDatabase } from "./lasting-database.ts";

/** What the command was told. */
interface Options {
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

const HELP = `
Stop the service first. The backup is verified, brought to this program's schema and put in the place of
the database; that is kept beside it under another name. API keys and webhooks are those of the backup: revoke,
delete and purge again what was since. Who follows /changes and has some that were lost is told to take a new copy.
An archive of \`export\` is restored by \`import\`.

Examples:
  legal-developments restore /backups/legal-developments-20300101T020000.000Z.db --dry-run
  legal-developments restore /backups/legal-developments-20300101T020000.000Z.db --force`;

/** Adds the command `restore`. */
export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("put a backup in the place of the database")
    .argument("<file>", "what `backup` wrote")
    .option("--force", "also where there is a database")
    .option("--dry-run", "verify the backup and tell what it has; restore nothing")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", HELP)
    .action(restore);
}

async function restore(file: string, { force, dryRun, json }: Options): Promise<void> {
  const database = lastingDatabase();
  refuse(file, database, force === true || dryRun === true);
  const [{ putBack }, { verifyDatabase }, { inTerminal }] = await Promise.all([
    import("../backup/put-back.ts"),
    import("../backup/verify.ts"),
    import("./in-terminal.ts"),
  ]);
  const answer = await inTerminal(async (signal, advance) =>
    dryRun
      ? { ...verifyDatabase(file, advance), kept: null, next_change: null }
      : await putBack(file, database, { mayReplace: force === true, signal, advance }),
  );
  if (json) {
    console.log(JSON.stringify({ file: resolve(file), database, ...answer }, null, 2));
    return;
  }
  const { records, last_change, updated_at, kept, next_change } = answer;
  const total = Object.values(records).reduce((sum, count) => sum + count, 0);
  const has = `${total} records up to change ${last_change} (${updated_at})`;
  console.log(dryRun ? `${file} is whole: ${has}.` : `${database} has ${has} now.`);
  if (kept !== null) console.log(`What was there is kept in ${kept}; delete that when you like.`);
  if (next_change !== null) {
    console.log(
      `The next change gets the number ${next_change}: those before it may have been lost.`,
    );
  }
}

function refuse(file: string, database: string, mayReplace: boolean): void {
  if (!existsSync(file)) throw new CommandFault(`There is no file '${file}'.`);
  if (!statSync(file).isFile()) throw new CommandFault(`'${file}' is no file.`);
  if (isSameFile(file, database)) {
    throw new CommandFault(`'${file}' is the database itself: name a backup.`);
  }
  if (statSync(file).size === 0) throw new CommandFault(`'${file}' is empty.`);
  if (existsSync(database) && !mayReplace) {
    throw new CommandFault(
      `There is a database at ${database}: --force restores in its place, and keeps it beside.`,
    );
  }
}
