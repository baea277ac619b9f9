import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtProgram } from "./built-program.ts";

/** The program as who runs it sees it: a process with an environment, outputs and an exit code. */

export const root = fileURLToPath(new URL("../../", import.meta.url));
const program = builtProgram(root);

/** Where the built program and its `package.json` are. */
export const packageFolder = join(dirname(program), "..");

export type Environment = Record<string, string>;

/** Where, and as which user, the program runs. */
interface Place {
  cwd?: string;
  uid?: number;
}

interface Closing {
  teardown(handler: () => unknown): unknown;
}

export interface Finished {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A folder that is gone after the test. */
export function temporaryFolder(t: Closing): string {
  const folder = mkdtempSync(join(tmpdir(), "program-test-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts the program with nothing in its environment but what is given here. By `env -i`, since
 * tap's own hook would go in by NODE_OPTIONS: it slows each start, and writes as whoever runs it.
 */
export function start(
  parameters: string[],
  environment: Environment,
  more: Place = {},
): ChildProcess {
  const { PATH = "", HOME = "" } = process.env;
  const variables = Object.entries({ PATH, HOME, ...environment });
  const settings = variables.map(([name, value]) => `${name}=${value}`);
  return spawn("env", ["-i", ...settings, process.execPath, program, ...parameters], {
    cwd: root,
    ...more,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs a command to its end. */
export function run(
  parameters: string[],
  environment: Environment = {},
  more?: Place,
): Promise<Finished> {
  return finished(start(parameters, environment, more));
}

function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr?.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export interface Served {
  url: string;
  child: ChildProcess;
  /** Everything that it printed, once it has ended. */
  ended: Promise<Finished>;
}

/**
 * Starts the service on a free port and waits until it says where; it ends with the test.
 * @throws {Error} with what it printed, if it ends instead
 */
export async function serve(t: Closing, environment: Environment): Promise<Served> {
  const child = start(["serve"], { PORT: "0", LOG_LEVEL: "silent", ...environment });
  const ended = finished(child);
  t.teardown(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.stdout?.on("data", (bytes: Buffer) => {
      printed += bytes.toString();
      const found = /^Legal Developments API: (\S+)\n/m.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ code, stdout, stderr }) =>
      reject(new Error(`It ended with ${code}: ${stdout}${stderr}`)),
    );
  });
  return { url, child, ended };
}

/** What every refusal of the program has in common: one exit code, words, and no stack. */
export const isPlainRefusal = ({ code, stderr }: Finished): boolean =>
  code === 1 && stderr.trim() !== "" && !/^\s+at /m.test(stderr) && !/Node\.js v\d/.test(stderr);
