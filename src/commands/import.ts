import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { Option } from "commander";
import { PATIENCE } from "../db/migrate.ts";
import type { Importer, Outcome, Parameter } from "../imports/importer.ts";
import { COMMAND_IMPORTERS } from "../imports/importers.ts";
import { parametersOf, parseOptions, SHARED } from "../imports/parameters.ts";
import { inWords } from "../imports/report.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { storageProblem } from "../problems/storage.ts";
import { openUpToDate } from "../records/open-database.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { lastingDatabase } from "./lasting-database.ts";
import { ProgressLine } from "./progress.ts";

/** What is beside the parameters of an import. */
interface Beside {
  format?: string;
  json?: boolean;
}

/** The command's exit codes: whether all of the file is in the data now, none of it, or a part. */
const EXIT = { all: 0, part: 2 };

const HELP = `
The database is DATABASE_PATH; a server may be using it meanwhile. All that is written is written
in one transaction. Exit codes: 0, all of it; 1, refused, and nothing was written; 2, some rows
were skipped (--on-error skip).

Examples:
  legal-developments import letter.txt --source-title "August letter" --published-on 2021-08
  legal-developments import items.csv --resource items --dry-run
  legal-developments import acts.ndjson --resource instruments --mode upsert
  DATABASE_PATH=new.db legal-developments import all.gz
  curl -s https://… | legal-developments import - --format ndjson --resource topics`;

/** Gives the command `import` its options, which are those of all importers, and what it does. */
export function completeImportCommand(command: Command): void {
  command
    .option("--format <format>", `what it is: ${formats()}; told by the file's name unless given`)
    .option("--json", "print the answer as JSON");
  for (const [name, parameter] of Object.entries(allParameters())) {
    command.addOption(optionOf(name, parameter));
  }
  command.addHelpText("after", HELP).action(importFile);
}

const formats = () => COMMAND_IMPORTERS.map(({ name }) => name).join(", ");

const allParameters = (): Record<string, Parameter> => ({
  ...Object.assign({}, ...COMMAND_IMPORTERS.map(({ parameters }) => parameters)),
  ...SHARED,
});

const dashed = (name: string): string => name.replaceAll("_", "-");

function optionOf(name: string, parameter: Parameter): Option {
  const { kind, description } = parameter;
  const words = description.replaceAll("`", "");
  const flag = `--${dashed(name)}`;
  if (kind === "flag") return new Option(flag, words);
  const placeholder = parameter.placeholder ?? (kind === "document" ? "file" : "value");
  const option = new Option(`${flag} <${dashed(placeholder)}>`, words);
  return kind === "choice" ? option.choices([...parameter.choices]) : option;
}

async function importFile(file: string, given: Beside & Record<string, unknown>): Promise<void> {
  const { format, json = false, ...options } = given;
  const importer = importerOf(file, format);
  const query = queryOf(importer, options);
  const faults = new Faults();
  const parsed = parseOptions(importer, query, faults);
  refuse(faults);
  const path = lastingDatabase();
  const db = openUpToDate(path);
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-import-"));
  const line = new ProgressLine(process.stderr);
  try {
    db.writer.connection.pragma(`busy_timeout = ${PATIENCE}`);
    const source = file === "-" ? await keepInput(folder) : file;
    const job = { db, file: source, options: parsed, writtenBy: null };
    const outcome = await importer.run({ ...job, advance: (progress) => line.show(progress) });
    line.end();
    print(outcome, json);
  } catch (error) {
    line.end();
    throw json && error instanceof Problem ? refusedInJson(error) : inPlainWords(error);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function importerOf(file: string, format: string | undefined): Importer {
  const found = COMMAND_IMPORTERS.find(({ name, extensions }) =>
    format === undefined ? extensions.includes(extname(file).toLowerCase()) : name === format,
  );
  if (format !== undefined && found === undefined) {
    throw new CommandFault(`--format is one of ${formats()}, not '${format}'.`);
  }
  if (found === undefined) {
    const known = COMMAND_IMPORTERS.flatMap(({ extensions }) => extensions).join(", ");
    throw new CommandFault(
      `'${file}' has none of the endings ${known}: say what it is by --format, one of ${formats()}.`,
    );
  }
  if (file !== "-" && !existsSync(file)) throw new CommandFault(`There is no file '${file}'.`);
  if (file !== "-" && !statSync(file).isFile()) throw new CommandFault(`'${file}' is no file.`);
  return found;
}

/** The options as a query has them. */
function queryOf(importer: Importer, options: Record<string, unknown>): Record<string, string> {
  const known = parametersOf(importer);
  const query: Record<string, string> = {};
  for (const [camel, value] of Object.entries(options)) {
    const name = camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const parameter = known[name];
    if (parameter === undefined) {
      throw new CommandFault(`--${dashed(name)} means nothing for a file of ${importer.name}.`);
    }
    query[name] = parameter.kind === "document" ? textOf(String(value), name) : String(value);
  }
  return query;
}

function textOf(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new CommandFault(
      `--${dashed(name)}: '${file}' can't be read: ${(error as Error).message}`,
    );
  }
}

async function keepInput(folder: string): Promise<string> {
  const file = join(folder, "input");
  await pipeline(process.stdin, createWriteStream(file));
  return file;
}

function refuse(faults: Faults): void {
  try {
    faults.throwIfAny();
  } catch (error) {
    throw inPlainWords(error);
  }
}

function print({ answer, words, isComplete }: Outcome, json: boolean): void {
  console.log(json ? JSON.stringify(answer, null, 2) : words);
  process.exitCode = isComplete ? EXIT.all : EXIT.part;
}

/** A refusal as a program reads it, on the standard output like any other answer. */
function refusedInJson({ code, message, faults }: Problem): CommandFault {
  console.log(
    JSON.stringify({ type: `/problems/${code}`, detail: message, errors: faults }, null, 2),
  );
  return new CommandFault(message);
}

function inPlainWords(error: unknown): unknown {
  const problem = error instanceof Problem ? error : storageProblem(error);
  if (problem === null) return error;
  const { message, faults } = problem;
  const [first] = faults;
  if (first === undefined) return new CommandFault(message);
  const isOfFile = first.parameter === undefined;
  const last = isOfFile && (faults.length > 1 || message !== first.detail) ? [message] : [];
  return new CommandFault([...faults.map(inWords), ...last].join("\n"));
}
