import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureImport, reportImport } from "./bulk-import.ts";
import { Child } from "./child.ts";
import { measureExports, reportExports } from "./exports.ts";
import { measureWrites, reportWrites } from "./durable-writes.ts";
import { Inputs } from "./inputs.ts";
import type { Load, Measured } from "./load.ts";
import { measureLookUps, reportLookUps } from "./look-ups.ts";
import { makeDatabase } from "./make-database.ts";
import { BenchFault, measure, type Processes, type Row, usageOf } from "./measure.ts";
import { OptionFault, type Options, readOptions } from "./options.ts";
import { Random } from "./random.ts";
import { report } from "./report.ts";
import { scenarios } from "./scenarios.ts";
import type { Question, Reply } from "./server.ts";

/** Measures how fast the API answers: see `USAGE` in `options.ts` for the flags. */

/** Any number; another one asks for other records. */
const SEED = 7;

/** Items in a file that is imported. */
const IMPORTED = 20_000;

try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof OptionFault || error instanceof BenchFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function bench(options: Options): Promise<void> {
  const chosen = chooseScenarios(options.only);
  build();
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

  const path = options.database ?? join(folder, "bench.db");
  if (!existsSync(path)) makeDatabase(path, options.items, console.log);
  const processes = await start(path, options.profile);
  try {
    const inputs = new Inputs(path, processes.base, new Random(SEED), options.check ? 0.1 : 1);
    const rows: Row[] = [];
    for (const scenario of chosen) {
      console.log(`measuring ${scenario.name} …`);
      try {
        rows.push(await measure(scenario, inputs, processes, options));
      } catch (error) {
        // What has been measured so far took long, and is not worthless.
        if (!(error instanceof BenchFault)) throw error;
        console.error(error.message);
        process.exitCode = 1;
      }
    }
    const exported =
      options.only.length > 0
        ? []
        : await measureExports(processes.base, processes.server, options.check ? 0.01 : 1);
    const more: string[] = [];
    if (options.only.length === 0) {
      const share = options.check ? 0.02 : 1;
      more.push(reportLookUps(await measureLookUps(processes.base, inputs, share)));
      more.push(reportWrites(measureWrites(share)));
      more.push(reportImport(await measureImport(Math.ceil(IMPORTED * share), null)));
    }
    const { peakMemory } = await usageOf(processes);
    const databaseBytes = statSync(path).size;
    const { connections } = options;
    const about = { items: inputs.published, connections, peakMemory, databaseBytes };
    console.log(`\n${report(rows, about)}\n${[reportExports(exported), ...more].join("\n")}`);
    if (options.check) console.log("These figures only show that the bench works.");
  } finally {
    await Promise.all([processes.load.stop(), processes.server.stop()]);
  }
}

function chooseScenarios(only: readonly string[]) {
  const names = scenarios.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    throw new OptionFault(`There is no scenario '${name}'; there are ${names.join(", ")}.`);
  }
  return scenarios.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** What is measured is what users run, which is built. */
function build(): void {
  const { status } = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  if (status !== 0) throw new BenchFault("The build failed.");
}

async function start(path: string, profile: string | null): Promise<Processes> {
  const started = performance.now();
  const environment = {
    DATABASE_PATH: path,
    SEED: "false",
    LOG_LEVEL: "warn",
    RATE_LIMIT: "0",
    // What is measured is answers, also where a busy machine makes them late.
    MAX_LAG: "0",
  };
  const flags = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const server = new Child<Question, Reply>("server.ts", environment, flags);
  const reply = await server.next();
  if (reply.reply !== "address") throw new BenchFault(`The server said ${JSON.stringify(reply)}.`);
  console.log(`the server was up after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return { server, load: new Child<Load, Measured>("load.ts"), base: reply.address };
}
