import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { Option } from "commander";
import { Database } from "../db/database.ts";
import type { ApiKey } from "../keys/keys.ts";
import { ApiKeys } from "../keys/keys.ts";
import { parseNewKey } from "../keys/new-key.ts";
import { Faults } from "../problems/faults.ts";
import { codesOf, SCOPES } from "../vocabularies.ts";
import { CommandFault } from "./fault.ts";
import { lastingDatabase } from "./prepare.ts";

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
    .action(create);
  key.command("list").description("list the keys, without their secrets").action(list);
  key.command("revoke").description("end a key at once").argument("<id>").action(revoke);
}

/** The keys of a database that is there: a mistyped path is no new database without keys. */
function withStoredKeys<T>(work: (keys: ApiKeys) => T): T {
  const path = lastingDatabase();
  if (existsSync(path) && statSync(path).size > 0) return withKeys(work);
  throw new CommandFault(
    `There is no database at ${path}. Set DATABASE_PATH to the file that the service has.`,
  );
}

function withKeys<T>(work: (keys: ApiKeys) => T): T {
  const db = Database.open(lastingDatabase());
  try {
    return work(new ApiKeys(db));
  } finally {
    db.close();
  }
}

function create(name: string, options: { scope: string[]; expires?: string }): void {
  const wanted = { name, scopes: options.scope, expires_at: options.expires ?? null };
  const { key, secret } = withKeys((keys) =>
    keys.create(parseNewKey(wanted, new Faults(), new Date())),
  );
  console.log(
    `The key '${key.id}' with the scope ${key.scopes.join(", ")}. Keep its secret: it is not shown again.`,
  );
  console.log(secret);
}

/** Keys that one look at the database takes. */
const BATCH = 500;

function list(): void {
  withStoredKeys((keys) => {
    let last: ApiKey | null = null;
    do {
      const batch: ApiKey[] = keys.list(BATCH, last);
      for (const key of batch) console.log(lineOf(key));
      last = batch.at(-1) ?? null;
    } while (last !== null);
  });
}

const lineOf = ({ id, name, scopes, expires_at, revoked_at, last_used_at }: ApiKey): string =>
  [
    id,
    name,
    scopes.join(","),
    revoked_at ? `revoked ${revoked_at}` : expires_at ? `until ${expires_at}` : "valid",
    last_used_at ? `used ${last_used_at}` : "never used",
  ].join("\t");

function revoke(id: string): void {
  if (!withStoredKeys((keys) => keys.revoke(id))) {
    throw new CommandFault(`There is no key '${id}'; \`key list\` shows them.`);
  }
  console.log(`The key '${id}' holds no more.`);
}
