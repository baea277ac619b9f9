#!/usr/bin/env node
import { Command } from "commander";
import { buildApp } from "./app.ts";
import { ConfigFault, readConfig } from "./config.ts";
import { DatabaseFault } from "./db/migrate.ts";

const program = new Command("legal-developments").description(
  "A REST API over legal and regulatory developments.",
);

program
  .command("serve")
  .description("migrate the database, fill a new one with the seed, and serve the API")
  .action(serve);

await program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof ConfigFault || error instanceof DatabaseFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const app = buildApp(config);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void app.close());
  }
  const address = await app.listen({ host: config.host, port: config.port });
  console.log(`Legal Developments API: ${address}`);
}
