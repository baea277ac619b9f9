import type { Command } from "commander";
import { Option } from "commander";
import { codesOf, SCOPES } from "../vocabularies.ts";

/** `key create`, `key list`, `key rotate` and `key revoke`: the same as `/keys`, for who has the file. */
export function addKeyCommands(program: Command): void {
  const key = program.command("key").description("make, list, rotate and revoke API keys");
  key
    .command("create")
    .description("make a key and show its secret, once")
    .argument("[name]", "what it is for, or whose it is")
    .addOption(
      new Option(
        "-s, --scope <scope...>",
        `what it may do, one or several of ${codesOf(SCOPES).join(", ")}`,
      ).default(["read"], "read"),
    )
    .option("-e, --expires <time>", "when it ends, such as 2030-01-01T00:00:00Z")
    .action(async (name, options) => (await import("./stored-keys.ts")).createKey(name, options));
  key
    .command("list")
    .description("list the keys, without their secrets")
    .action(async () => (await import("./stored-keys.ts")).listKeys());
  key
    .command("rotate")
    .description("give a key another secret; the one before goes on for a while")
    .argument("<id>")
    .option("-g, --grace <seconds>", "for how long the secret before goes on; a day unless given")
    .action(async (id, options) => (await import("./stored-keys.ts")).rotateKey(id, options));
  key
    .command("revoke")
    .description("end a key at once")
    .argument("<id>")
    .action(async (id) => (await import("./stored-keys.ts")).revokeKey(id));
}
