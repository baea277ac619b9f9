import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram } from "../commands/built-program.ts";
import { root } from "../commands/program.ts";

/** The service on a file system of its own, of a few megabytes, which only its processes see. */

/** Whether this machine lets a user mount one. */
export const canMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

export interface OnSmallDisk {
  url: string;
  /** Runs a line of shell where the file system is, in `$DISK`; gives what it printed. */
  shell(line: string): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

interface Closing {
  teardown(handler: () => unknown): unknown;
}

/**
 * Starts the service with its database on a new file system; both are gone after the test.
 * @param size as `mount` has it, such as `16m`
 */
export async function serveOnSmallDisk(
  t: Closing,
  size: string,
  environment: Record<string, string>,
): Promise<OnSmallDisk> {
  const disk = mkdtempSync(join(tmpdir(), "small-disk-"));
  const program = builtProgram(root);
  const variables = {
    PORT: "0",
    LOG_LEVEL: "silent",
    DATABASE_PATH: join(disk, "it.db"),
    ...environment,
  };
  const line = `mount -t tmpfs -o size=${size} none "$DISK" && exec "$NODE" "$PROGRAM" serve`;
  const child = spawn("unshare", ["-rm", "sh", "-c", line], {
    env: {
      PATH: process.env["PATH"] ?? "",
      DISK: disk,
      NODE: process.execPath,
      PROGRAM: program,
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  t.teardown(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(disk, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (bytes: Buffer) => (printed += bytes.toString()));
    child.stdout.on("data", (bytes: Buffer) => {
      printed += bytes.toString();
      const found = /^Legal Developments API: (\S+)\n/m.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(printed)));
  });
  return {
    url,
    shell(command) {
      const { stdout, stderr, status } = spawnSync(
        "nsenter",
        ["--preserve-credentials", "-U", "-m", "-t", String(child.pid), "sh", "-c", command],
        {
          env: {
            ...process.env,
            DISK: disk,
            NODE: process.execPath,
            PROGRAM: program,
            ...variables,
          },
        },
      );
      if (status !== 0) throw new Error(`${command}: ${status} ${stderr.toString()}`);
      return stdout.toString();
    },
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
