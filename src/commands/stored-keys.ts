import { Database } from "../db/database.ts";
import type { ApiKey } from "../keys/keys.ts";
import { ApiKeys } from "../keys/keys.ts";
import { parseNewKey } from "../keys/new-key.ts";
import { keyRotation } from "../keys/schemas.ts";
import { Faults } from "../problems/faults.ts";
import { codesOf, SCOPES } from "../vocabularies.ts";
import { CommandFault } from "../problems/command-fault.ts";
import { existingDatabase, lastingDatabase } from "./lasting-database.ts";

/** The keys of a database that is there. */
function withStoredKeys<T>(work: (keys: ApiKeys) => T): T {
  existingDatabase();
  return withKeys(work);
}

function withKeys<T>(work: (keys: ApiKeys) => T): T {
  const db = Database.open(lastingDatabase());
  try {
    return work(new ApiKeys(db));
  } finally {
    db.close();
  }
}

/**
 * Makes a key and shows its secret.
 * @param named the name; where the scopes stand before it, it is taken for the last of them
 */
export function createKey(
  named: string | undefined,
  options: { scope: string[]; expires?: string },
): void {
  const allowed: readonly string[] = codesOf(SCOPES);
  const words = [...options.scope];
  const last = words.at(-1) ?? "";
  const isSwallowed = named === undefined && words.length > 1 && !allowed.includes(last);
  const name = isSwallowed ? words.pop() : named;
  for (const word of words) {
    if (allowed.includes(word)) continue;
    throw new CommandFault(`'${word}' is no scope; there are ${allowed.join(", ")}.`);
  }
  if (name === undefined) {
    throw new CommandFault("Say what the key is for: key create NAME --scope write");
  }
  const wanted = { name, scopes: words, expires_at: options.expires ?? null };
  const { key, secret } = withKeys((keys) =>
    keys.create(parseNewKey(wanted, new Faults(), new Date())),
  );
  console.log(
    `The key '${key.id}' with the scope ${key.scopes.join(", ")}. Keep its secret: it is not shown again.`,
  );
  console.log(secret);
}

/**
 * Gives a key another secret and shows it.
 * @throws {CommandFault} if there is no such key
 */
export function rotateKey(id: string, { grace }: { grace?: string }): void {
  const isNumber = grace === undefined || /^\d{1,9}$/.test(grace);
  if (!isNumber) throw new CommandFault(`--grace is a number of seconds, not '${grace}'.`);
  const body = grace === undefined ? {} : { grace_seconds: Number(grace) };
  const seconds = keyRotation.parseGrace(body, new Faults());
  const rotated = withStoredKeys((keys) => keys.rotate(id, seconds, new Date()));
  if (rotated === null) throw noKey(id);
  console.log(
    `The key '${id}' has a new secret. Keep it: it is not shown again. The one before holds until ${rotated.key.previous_expires_at}.`,
  );
  console.log(rotated.secret);
}

/** Keys that one look at the database takes. */
const BATCH = 500;

/** Lists the keys, the newest first. */
export function listKeys(): void {
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

/** @throws {CommandFault} if there is no such key */
export function revokeKey(id: string): void {
  if (!withStoredKeys((keys) => keys.revoke(id))) throw noKey(id);
  console.log(`The key '${id}' holds no more.`);
}

const noKey = (id: string) => new CommandFault(`There is no key '${id}'; \`key list\` shows them.`);
