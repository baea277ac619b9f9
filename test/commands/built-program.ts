import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "../made-once.ts";

/** What the program reads beside its code, from the folder above it. */
const BESIDE = ["package.json", "migrations", "seed"];

/**
 * The `cli.js` of this very source, built: it starts five times as fast as through tsx, and tests
 * start it often. A build is named by the source's hash and kept, so that all test files share it.
 */
export function builtProgram(root: string): string {
  const builds = join(root, "node_modules/.cache/program-under-test");
  const made = join(builds, hashOfSource(root));
  mkdirSync(builds, { recursive: true });
  makeOnce(made, () => {
    // Unlike `mkdtemp`'s, such a folder can be read by the other users that a test starts it as.
    const draft = join(builds, `draft-${process.pid}`);
    build(root, join(draft, "dist"));
    // As `npm run build` leaves it: npx runs it as a program.
    chmodSync(join(draft, "dist/cli.js"), 0o755);
    for (const name of BESIDE) symlinkSync(join(root, name), join(draft, name));
    renameSync(draft, made);
  });
  return join(made, "dist/cli.js");
}

function hashOfSource(root: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const settings = ["package-lock.json", "tsconfig.json", "esbuild.config.ts"];
  for (const file of [...files.sort(), ...settings.map((name) => join(root, name))]) {
    hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

function build(root: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "esbuild.config.ts", folder],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The program can't be built: ${stdout}${stderr}`);
}
