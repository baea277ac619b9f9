import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openUpToDate } from "../src/records/open-database.ts";
import { prepare } from "./bulk-import.ts";
import { Child } from "./child.ts";
import { Inputs } from "./inputs.ts";
import type { Load, Measured } from "./load.ts";
import { wholeNumber } from "./options.ts";
import { Random } from "./random.ts";
import { scenarios } from "./scenarios.ts";

/**
 * What a whole service carries, as it is started by an operator: reads by its number of processes, and
 * reads while it imports. The load is sent from the same machine.
 */

const KEY = "a-key-of-the-benchmark-that-is-long-enough";

/** What is read. */
const READ = ["record", "topic", "topic, unseen", "search, a common word, English"];

/** Ticks of the processor in a second, in `/proc/PID/stat`: Linux has had no other number for decades. */
const TICKS = 100;

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "20000" },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "16" },
  },
});
const items = wholeNumber("items", values.items, 100, 1_000_000);
const seconds = wholeNumber("seconds", values.seconds, 1, 600);
const connections = wholeNumber("connections", values.connections, 1, 1000);

const folder = mkdtempSync(join(tmpdir(), "legal-developments-service-"));
const path = join(folder, "service.db");
const files = [1, 2, 3].map((n) => join(folder, `${n}.ndjson`));
const load = new Child<Load, Measured>("load.ts");
try {
  if (spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" }).status !== 0) {
    throw new Error("The build failed.");
  }
  const db = openUpToDate(path);
  await prepare(db, files, items);
  db.close();
  await measureAll();
} finally {
  await load.stop();
  rmSync(folder, { recursive: true });
}

async function measureAll(): Promise<void> {
  const [first = "", ...others] = files;
  await withService(1, async (url) => void (await importFile(url, first)));
  console.log("| processes | what | requests/s | p50 ms | p99 ms | max ms | CPU ms |");
  console.log("| --: | --- | --: | --: | --: | --: | --: |");
  for (const workers of [1, 2]) {
    await withService(workers, async (url, service) => {
      const inputs = new Inputs(path, url, new Random(5), 1);
      for (const name of READ) await report(workers, name, url, inputs, service, seconds);
      const file = others[workers - 1] ?? "";
      const importing = importFile(url, file);
      await report(workers, "topic, unseen", url, inputs, service, seconds, ", while it imports");
      const took = await importing;
      console.log(`an import of ${items} items beside that: ${took.toFixed(1)} s`);
    });
  }
}

async function report(
  workers: number,
  name: string,
  base: string,
  inputs: Inputs,
  service: ChildProcess,
  duration: number,
  meanwhile = "",
): Promise<void> {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario '${name}'.`);
  const requests = await scenario.requests(inputs);
  const unseen = scenario.unseen === true;
  const ask = (length: number) =>
    load.ask({ base, status: 200, requests, connections, seconds: length, amount: null, unseen });
  if (meanwhile === "") await ask(2);
  const before = processorTimeOf(service.pid as number);
  const measured = await ask(duration);
  if (measured.fault !== null) throw new Error(`${name}: ${measured.fault}`);
  const cpu = (processorTimeOf(service.pid as number) - before) / measured.answers;
  const { perSecond, p50, p99, max } = measured;
  const figures = [perSecond.toFixed(0), ...[p50, p99, max].map((each) => each.toFixed(1))];
  console.log(`| ${[workers, `${name}${meanwhile}`, ...figures, cpu.toFixed(2)].join(" | ")} |`);
}

/** Milliseconds of the processor that a process and its children have had: Linux tells. */
function processorTimeOf(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const stat = statOf(name);
    // After the name of the program, in brackets, come the state and the parent.
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(name) !== pid && Number(parent) !== pid) continue;
    ticks += Number(rest[9]) + Number(rest[10]);
  }
  return (ticks / TICKS) * 1000;
}

/** Empty for a process that has ended meanwhile. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

/** @returns seconds */
async function importFile(url: string, file: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(`${url}/imports?resource=items`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/x-ndjson" },
    body: await openAsBlob(file),
  });
  if (!answer.ok) throw new Error(`The import: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return (performance.now() - started) / 1000;
}

async function withService(
  workers: number,
  work: (url: string, service: ChildProcess) => Promise<void>,
): Promise<void> {
  const service = spawn(process.execPath, ["dist/cli.js", "serve"], {
    env: {
      ...process.env,
      ...{ DATABASE_PATH: path, SEED: "false", PORT: "0", WORKERS: String(workers) },
      ...{ ADMIN_KEY: KEY, LOG_LEVEL: "silent", RATE_LIMIT: "1000000", MAX_LAG: "0" },
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => service.once("exit", resolve));
  try {
    await work(await addressOf(service), service);
  } finally {
    service.kill("SIGTERM");
    await ended;
  }
}

function addressOf(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    service.stdout?.on("data", (bytes: Buffer) => {
      printed += bytes.toString();
      const url = /^Legal Developments API: (\S+)$/m.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    });
    service.once("exit", (code) => reject(new Error(`The service ended with ${code}.`)));
  });
}
