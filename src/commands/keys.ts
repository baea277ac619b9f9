import type { Command } from "commander";
import { Option } from "commander";
import { codesOf, SCOPES } from "../vocabularies.ts";

/** `key create`, `key list` and `key revoke`: the same as `/keys`, for who has the file. */
export function addKeyCommands(program: Command): void {
  const key = program.command("key").description("make, list and revoke API keys");
  key
    .command("create")
    .description("make a key and show its secret, once")
    .argument("<name>", "what it is for, or whose it is")
    .addOption(
      new Option("-s, --scope <scope...>", "what it may do")
        .choices(codesOf(SCOPES))
        .default(["read"]),
    )
    .option("-e, --expires <time>", "when it ends, such as 2030-01-01T00:00:00Z")
    .action(async (name, options) => (await import("./stored-keys.ts")).createKey(name, options));
  key
    .command("list")
    .description("list the keys, without their secrets")
    .action(async () => (await import("./stored-keys.ts")).listKeys());
  key
    .command("revoke")
    .description("end a key at once")
    .argument("<id>")
    .action(async (id) => (await import("./stored-keys.ts")).revokeKey(id));
}
