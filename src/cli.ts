#!/usr/bin/env node
import { Command } from "commander";
import { addBackupCommand } from "./commands/backup.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addExportCommand } from "./commands/export.ts";
import { CommandFault } from "./problems/command-fault.ts";
import { addKeyCommands } from "./commands/keys.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { ConfigFault } from "./config.ts";
import { DatabaseFault } from "./db/faults.ts";
import { Problem } from "./problems/problems.ts";

// What a command needs is loaded when it runs: most need little, and `--help` nothing.
const program = new Command("legal-developments")
  .description("A REST API over legal and regulatory developments.")
  .addHelpText("after", "\nThe environment configures it: see Configuration in the README.");

program
  .command("serve")
  .description("migrate the database, fill a new one with the seed, and serve the API")
  .action(async () => {
    const { startTelemetry } = await import("./telemetry.ts");
    await startTelemetry(process.env);
    await (await import("./commands/serve.ts")).serve();
  });

program
  .command("migrate")
  .description("bring the database to this program's schema; make it if it is missing")
  .option("--no-backup", "do not copy a database that has data before its schema changes")
  .action(async (options) => (await import("./commands/migrate.ts")).migrate(options));

program
  .command("seed")
  .description("fill an empty database with the seed")
  .action(async () => (await import("./commands/seed.ts")).seed());

const importing = program
  .command("import")
  .description("import a file of many records, as POST /imports does, or restore an archive")
  .argument("<file>", "the file; - reads what is piped in");
// Its options follow from what can be imported, so that even its help needs all of it.
if (process.argv.slice(2, 4).includes("import")) {
  (await import("./commands/import.ts")).completeImportCommand(importing);
}

addExportCommand(program);
addBackupCommand(program);
addRestoreCommand(program);
addCheckCommand(program);

addKeyCommands(program);

program
  .command("openapi")
  .description("write the OpenAPI document")
  .option("-o, --output <file>", "to this file instead of the terminal")
  .option("--check <file>", "write nothing; fail if this file is not the same document")
  .action(async (options) => (await import("./commands/openapi.ts")).writeOpenApi(options));

program
  .command("mirror")
  .description("hold the data of another service in a file, and follow its changes")
  .argument("<url>", "where that service is")
  .requiredOption("--into <file>", "the database, which is made if it is missing")
  .option("--key <key>", "an API key of that service, to hold its drafts too")
  .option("--once", "end when all changes that there are have been made")
  .action(async (url, options) => (await import("./commands/mirror.ts")).mirror(url, options));

await program.parseAsync().catch((error: unknown) => {
  const expected = [CommandFault, ConfigFault, DatabaseFault, Problem];
  if (!expected.some((kind) => error instanceof kind)) throw error;
  console.error(wordsOf(error as Error));
  process.exitCode = 1;
});

/** A fault as lines of text; a problem with all that it lists, and where. */
function wordsOf(error: Error): string {
  const faults = error instanceof Problem ? error.faults : [];
  if (faults.length === 0) return error.message;
  return faults
    .map(({ pointer, detail }) => (pointer ? `${pointer.slice(1)}: ${detail}` : detail))
    .join("\n");
}
