import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import t, { type Test } from "tap";
import { Database } from "../../src/db/database.ts";
import { ApiKeys } from "../../src/keys/keys.ts";
import { appUnderTest, create, KEYED, read, write } from "../app-under-test.ts";
import { temporaryPath } from "../database-dump.ts";
import { bearer, makeKey, type ServedKey } from "./keys-client.ts";

/** An app, and the keys of its database as a second process would open them. */
function appAndKeys(t: Test): { app: FastifyInstance; keys: ApiKeys } {
  const folder = mkdtempSync(join(tmpdir(), "keys-test-"));
  const path = join(folder, "keys.db");
  const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
  const db = Database.open(path);
  t.teardown(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  return { app, keys: new ApiKeys(db) };
}

t.test("the last use is noted, at most once a minute", async (t) => {
  const { app, keys } = appAndKeys(t);
  const { key, id, last_used_at } = await makeKey(app, "Used");
  t.equal(last_used_at, null);
  const lastUse = async () => (await read<ServedKey>(app, `/keys/${id}`, KEYED)).last_used_at;
  await app.inject({ url: "/items", headers: bearer(key) });
  const first = await lastUse();
  t.ok(Math.abs(Date.parse(first ?? "") - Date.now()) < 60_000, String(first));
  await sleep(20);
  for (let i = 0; i < 5; i++) await app.inject({ url: "/items", headers: bearer(key) });
  t.equal(await lastUse(), first);
  const began = Date.parse(first ?? "");
  t.ok(keys.use(key, new Date(began + 59_999)));
  t.equal(await lastUse(), first, "not before the minute is over");
  t.ok(keys.use(key, new Date(began + 60_000)));
  t.equal(await lastUse(), new Date(began + 60_000).toISOString());
});

t.test("a key of another process holds at once, and ends at once", async (t) => {
  const { app, keys } = appAndKeys(t);
  const { key, secret } = keys.create({ name: "Elsewhere", scopes: ["read"], expires_at: null });
  t.equal((await app.inject({ url: "/items", headers: bearer(secret) })).statusCode, 200);
  t.equal(keys.revoke(key.id), true);
  t.equal((await app.inject({ url: "/items", headers: bearer(secret) })).statusCode, 401);
});

t.test("a key ends when it says, to the millisecond", async (t) => {
  const { app, keys } = appAndKeys(t);
  const end = new Date(Date.now() + 1_000_000);
  const { key } = await makeKey(app, "Ends", ["write"], { expires_at: end.toISOString() });
  t.equal((await app.inject({ url: "/items", headers: bearer(key) })).statusCode, 200);
  t.ok(keys.use(key, new Date(end.getTime() - 1)));
  t.equal(keys.use(key, end), null);
  t.equal(keys.use(key, new Date(end.getTime() + 1)), null);
});

t.test("an expired key is refused on the door", async (t) => {
  const { app } = appAndKeys(t);
  const { key, id, end } = await heldKey(1000);
  await sleep(end - Date.now() + 1);
  const answer = await app.inject({ url: "/items", headers: bearer(key) });
  t.equal(answer.statusCode, 401);
  t.match(answer.json<{ detail: string }>().detail, /expired/);
  t.equal((await write(app, "DELETE", `/keys/${id}`)).statusCode, 204);

  /** A key that was good once; on a busy machine it has to last longer for that. */
  async function heldKey(life: number): Promise<{ key: string; id: string; end: number }> {
    const end = Date.now() + life;
    const expires_at = new Date(end).toISOString();
    const made = await makeKey(app, `For ${life} ms`, ["admin"], { expires_at });
    const { statusCode } = await app.inject({ url: "/items", headers: bearer(made.key) });
    if (Date.now() >= end) return heldKey(4 * life);
    t.equal(statusCode, 200);
    return { ...made, end };
  }
});

t.test("keys are no part of the data: no tag moves with them", async (t) => {
  const { app } = appAndKeys(t);
  await create(app, "topics", { name: "A topic" });
  const tags = async () => {
    const found: unknown[] = [];
    for (const headers of [{}, KEYED]) {
      for (const url of ["/topics", "/topics/a-topic", "/items"]) {
        found.push((await app.inject({ url, headers })).headers.etag);
      }
    }
    return found;
  };
  const before = await tags();
  const { key, id } = await makeKey(app, "No data", ["write"]);
  await app.inject({ url: "/topics", headers: bearer(key) });
  await write(app, "DELETE", `/keys/${id}`);
  t.same(await tags(), before);
});

t.test("using a key does not wait for whoever writes", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "keys-test-"));
  const path = join(folder, "keys.db");
  const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
  const db = Database.open(path);
  t.teardown(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  const { key } = await makeKey(app, "Patient");
  db.writer.connection.exec("begin immediate");
  const began = Date.now();
  const answer = await app.inject({ url: "/items", headers: bearer(key) });
  const took = Date.now() - began;
  const { last_used_at } = await read<ServedKey>(app, "/keys/patient", KEYED);
  t.equal(last_used_at, null, "it could not be noted");
  db.writer.connection.exec("rollback");
  t.equal(answer.statusCode, 200, answer.body);
  t.ok(took < 2_000, `${took} ms`);
  await app.inject({ url: "/items", headers: bearer(key) });
  const noted = await read<ServedKey>(app, "/keys/patient", KEYED);
  t.type(noted.last_used_at, "string", "the next use is noted instead");
});

t.test("others wait for whoever writes as before, and other faults are not hidden", async (t) => {
  const path = temporaryPath(t);
  const db = Database.open(path);
  const other = Database.open(path);
  t.teardown(() => {
    db.close();
    other.close();
  });
  const keys = new ApiKeys(db);
  const patience = () => db.writer.connection.pragma("busy_timeout", { simple: true });
  const usual = patience();
  const { secret } = keys.create({ name: "Used", scopes: ["read"], expires_at: null });
  other.writer.connection.exec("begin immediate");
  t.ok(keys.use(secret, new Date()));
  t.ok(Number(usual) > 0);
  t.equal(patience(), usual);
  other.writer.connection.exec("rollback");
  other.writer.connection.exec(
    "create trigger refuse before update on api_keys begin select raise(abort, 'No.'); end",
  );
  t.throws(() => keys.use(secret, new Date()), /No\./);
  t.equal(patience(), usual);
});

t.test("the secret before a rotation ends to the millisecond, the new one does not", async (t) => {
  const db = Database.open(temporaryPath(t));
  t.teardown(() => db.close());
  const keys = new ApiKeys(db);
  const { key, secret } = keys.create({ name: "Rotated", scopes: ["read"], expires_at: null });
  const now = new Date("2030-01-01T00:00:00.500Z");
  const rotated = keys.rotate(key.id, 10, now);
  t.match(rotated?.key, {
    rotated_at: "2030-01-01T00:00:00.500Z",
    previous_expires_at: "2030-01-01T00:00:10.500Z",
  });
  t.ok(keys.use(secret, new Date("2030-01-01T00:00:10.499Z")));
  const used = keys.use(rotated?.secret ?? "", new Date("2030-01-01T00:00:10.500Z"));
  t.equal(used?.id, key.id);
  t.notOk(JSON.stringify(used).match(/hash/), "no hash goes further");
  t.equal(keys.use(secret, new Date("2030-01-01T00:00:10.500Z")), null);
});
