import type { Command } from "commander";
import { CHECKS, type CheckName, type Fault } from "../check/faults.ts";
import { existingDatabase } from "./lasting-database.ts";

/** What the command was told. */
interface Options {
  quick?: boolean;
  mend?: boolean;
  json?: boolean;
}

/** Something is wrong; 1 is that the check could not be made. */
const FAULTS_FOUND = 2;

const HELP = `
A service may use the database meanwhile: a copy is checked, in TMPDIR. What is derived from the records
(search, filters, look-ups, history) is derived anew and compared, which takes as long as restoring an archive.
Exit codes: 0, all is right; 1, it could not be checked; 2, something is wrong.`;

/** Adds the command `check`. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("verify the database: pages, links, schema, records, search, filters, history")
    .option("--quick", "only what SQLite can tell, and the schema")
    .option("--mend", "build indexes and what is derived again, then check")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", HELP)
    .action(check);
}

async function check({ quick = false, mend = false, json = false }: Options): Promise<void> {
  const database = existingDatabase();
  const [{ checkDatabase }, { mendDatabase }, { inTerminal }] = await Promise.all([
    import("../check/check-database.ts"),
    import("../check/mend-database.ts"),
    import("./in-terminal.ts"),
  ]);
  if (mend) mendDatabase(database);
  const faults = await inTerminal((signal, advance) =>
    checkDatabase(database, { quick, signal, advance }),
  );
  if (json) {
    const told = faults.map((fault) => ({ ...fault, mend: CHECKS[fault.check].mend }));
    console.log(JSON.stringify({ database, quick, faults: told }, null, 2));
  } else console.log(inWords(database, faults, quick));
  if (faults.length > 0) process.exitCode = FAULTS_FOUND;
}

function inWords(database: string, faults: readonly Fault[], quick: boolean): string {
  if (faults.length === 0) {
    return `${database}: ${quick ? "pages, indexes, links and schema are" : "all is"} right.`;
  }
  const names = [...new Set(faults.map((fault) => fault.check))];
  return names.flatMap((name) => partOf(name, faults)).join("\n");
}

const partOf = (name: CheckName, faults: readonly Fault[]): string[] => [
  `${name}: it is not so that ${CHECKS[name].what}.`,
  ...faults.filter((fault) => fault.check === name).map(({ detail }) => `  ${detail}`),
  `  To mend it: ${CHECKS[name].mend}`,
];
