import { readFileSync, writeFileSync } from "node:fs";
import { buildApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { CommandFault } from "../problems/command-fault.ts";

/** Writes the OpenAPI document, or checks that a file is it. */
export async function writeOpenApi(options: { output?: string; check?: string }): Promise<void> {
  const config = readConfig({ DATABASE_PATH: ":memory:", SEED: "false", LOG_LEVEL: "silent" });
  const app = buildApp(config);
  try {
    await app.ready();
    const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
    if (options.check !== undefined) {
      if (readDocument(options.check) === text) return;
      throw new CommandFault(
        `${options.check} is not the document of this program: write it again with --output.`,
      );
    }
    if (options.output === undefined) process.stdout.write(text);
    else writeDocument(options.output, text);
  } finally {
    await app.close();
  }
}

function readDocument(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandFault(
      `${file} can't be read (${(error as Error).message}). Write the document with --output.`,
    );
  }
}

function writeDocument(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandFault(
      `${file} can't be written (${(error as Error).message}). Name a file in a folder that is there.`,
    );
  }
}
