import { readFileSync, writeFileSync } from "node:fs";
import { buildApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { CommandFault } from "./fault.ts";

/** Writes the OpenAPI document, or checks that a file is it. */
export async function writeOpenApi(options: { output?: string; check?: string }): Promise<void> {
  const config = readConfig({ DATABASE_PATH: ":memory:", SEED: "false", LOG_LEVEL: "silent" });
  const app = buildApp(config);
  try {
    await app.ready();
    const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
    if (options.check !== undefined) {
      if (readFileSync(options.check, "utf8") === text) return;
      throw new CommandFault(
        `${options.check} is not the document of this program: write it again with --output.`,
      );
    }
    if (options.output === undefined) process.stdout.write(text);
    else writeFileSync(options.output, text);
  } finally {
    await app.close();
  }
}
