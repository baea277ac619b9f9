import { resolve } from "node:path";
import type { Command } from "commander";
import { CommandFault } from "../problems/command-fault.ts";
import { existingDatabase } from "./lasting-database.ts";
import { refuseTarget } from "./target-file.ts";

/** What the command was told. */
interface Options {
  history: boolean;
  force?: boolean;
  json?: boolean;
}

const HELP = `
The archive has all records, drafts too, with their history, what was deleted and merged, the texts of
imported newsletters and what was proposed of them. It has no API keys. Others may write meanwhile: it
is of one moment. \`import\` restores it into an empty database; the same data give the same bytes.

Examples:
  legal-developments export all.gz
  legal-developments export - --no-history | ssh elsewhere 'cat > all.gz'`;

/** Adds the command `export`. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("write everything into an archive, which import restores")
    .argument("<file>", "the archive, such as all.gz; - writes it to the standard output")
    .option("--no-history", "leave earlier versions of records out")
    .option("--force", "replace a file that is there")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", HELP)
    .action(exportAll);
}

async function exportAll(file: string, options: Options): Promise<void> {
  const path = existingDatabase();
  refuse(file, path, options);
  const [{ exportTo }, { inTerminal }] = await Promise.all([
    import("../archive/export.ts"),
    import("./in-terminal.ts"),
  ]);
  const target = file === "-" ? process.stdout : file;
  const written = await inTerminal(async (signal, advance) => {
    try {
      return await exportTo(path, target, { ...options, signal, advance });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new CommandFault("The export was ended; nothing was written.");
    }
  });
  if (file === "-") return;
  const { rows, bytes, sha256 } = written;
  const answer = { file: resolve(file), history: options.history, rows, bytes, sha256 };
  const words = `${file}: ${rows} rows ${options.history ? "with" : "without"} history, ${bytes} bytes.`;
  console.log(options.json ? JSON.stringify(answer, null, 2) : words);
}

function refuse(file: string, database: string, { force, json }: Options): void {
  if (file === "-") {
    if (json) throw new CommandFault("--json and - would both write to the standard output.");
    if (!process.stdout.isTTY) return;
    throw new CommandFault("An archive is nothing for a terminal: name a file, or pipe it on.");
  }
  refuseTarget(file, database, force === true);
}
