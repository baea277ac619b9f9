import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, type Headers, KEYED, read, write } from "../app-under-test.ts";
import { bearer, type MadeKey, makeKey, type ServedKey } from "./keys-client.ts";

const KEY = KEYED.authorization?.slice("Bearer ".length) ?? "";

const statusFor = async (app: FastifyInstance, key: string) =>
  (await app.inject({ url: "/keys", headers: bearer(key) })).statusCode;

const rotate = async (app: FastifyInstance, id: string, body?: object) => {
  const answer = await write(app, "POST", `/keys/${id}/rotate`, body);
  t.equal(answer.statusCode, 200, answer.body);
  t.equal(answer.headers["cache-control"], "private, no-store");
  return answer.json<MadeKey & { rotated_at: string; previous_expires_at: string }>();
};

t.test("a key gets another secret, and the one before goes on for a while", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const before = await makeKey(app, "Rotated", ["admin"]);
  const after = await rotate(app, before.id);
  t.equal(after.id, before.id);
  t.same(after.scopes, before.scopes);
  t.not(after.key, before.key);
  const grace = Date.parse(after.previous_expires_at) - Date.parse(after.rotated_at);
  t.equal(grace, 86_400_000, "a day unless given");
  t.equal(await statusFor(app, before.key), 200);
  t.equal(await statusFor(app, after.key), 200);
  const shown = await read<ServedKey>(app, `/keys/${before.id}`, KEYED);
  t.notOk("key" in shown);

  const third = await rotate(app, before.id, { grace_seconds: 1000 });
  t.equal(await statusFor(app, before.key), 401, "what is two rotations old ends");
  t.equal(await statusFor(app, after.key), 200);
  t.equal(await statusFor(app, third.key), 200);

  const last = await rotate(app, before.id, { grace_seconds: 0 });
  t.equal(await statusFor(app, third.key), 401, "no grace ends it at once");
  t.equal(await statusFor(app, last.key), 200);
  await write(app, "DELETE", `/keys/${before.id}`);
  t.equal(await statusFor(app, last.key), 401);
});

t.test("a revoked key takes the secret before along", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const before = await makeKey(app, "Leaked", ["admin"]);
  const after = await rotate(app, before.id);
  await write(app, "DELETE", `/keys/${before.id}`);
  for (const { key } of [before, after]) t.equal(await statusFor(app, key), 401);
  const answer = await write(app, "POST", `/keys/${before.id}/rotate`);
  t.equal(answer.statusCode, 409, "and gets no other");
  t.match(answer.json<{ detail: string }>().detail, /revoked/);
});

t.test("a key that expired gets no other secret either", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  await app.ready();
  const expires_at = "2020-01-01T00:00:00.000Z";
  const { key } = app.apiKeys.create({ name: "Over", scopes: ["read"], expires_at });
  const answer = await write(app, "POST", `/keys/${key.id}/rotate`);
  t.equal(answer.statusCode, 409);
  const { detail } = answer.json<{ detail: string }>();
  t.equal(detail, "The key 'over' has ended. Make another one.");
});

t.test("the longest grace is 90 days", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { id } = await makeKey(app, "Long");
  const { rotated_at, previous_expires_at } = await rotate(app, id, { grace_seconds: 7_776_000 });
  t.equal(Date.parse(previous_expires_at) - Date.parse(rotated_at), 7_776_000_000);
});

t.test("what can't be is refused", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { id, key } = await makeKey(app, "Writer", ["write"]);
  const rotation = (
    body: object | undefined,
    url = `/keys/${id}/rotate`,
    headers: Headers = KEYED,
  ) => app.inject({ method: "POST", url, headers, ...(body ? { payload: body } : {}) });
  const bodies = [{ grace_seconds: -1 }, { grace_seconds: 1.5 }, { grace_seconds: 7_776_001 }];
  for (const body of [...bodies, { grace: 1 }, { grace_seconds: "1" }, []]) {
    t.equal((await rotation(body)).statusCode, 400, JSON.stringify(body));
  }
  t.equal((await rotation({}, "/keys/nobody/rotate")).statusCode, 404);
  t.equal((await rotation({}, `/keys/${id}/rotate?grace=1`)).statusCode, 400);
  t.equal((await rotation({}, `/keys/${id}/rotate`, bearer(key))).statusCode, 403);
});

t.test("a repeat shows the same new secret, also to the secret before", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { id, key } = await makeKey(app, "Own", ["admin"]);
  const ask = (secret: string) =>
    app.inject({
      method: "POST",
      url: `/keys/${id}/rotate`,
      headers: { ...bearer(secret), "idempotency-key": "rotation" },
    });
  const first = await ask(key);
  const { key: fresh } = first.json<MadeKey>();
  const again = await ask(key);
  t.equal(again.body, first.body);
  const other = await ask(fresh);
  t.equal(other.statusCode, 409, "it was sealed for the secret that asked");
  t.match(other.json<{ detail: string }>().detail, /rotated/);
});

t.test("the operator's key changes over too", async (t) => {
  const previous = `${"p".repeat(40)}`;
  const app = appUnderTest(t, { SEED: "false", ADMIN_KEY_PREVIOUS: previous });
  t.equal(await statusFor(app, KEY), 200);
  t.equal(await statusFor(app, previous), 200);
  t.equal(await statusFor(app, `${previous}p`), 401);
});

t.test("the secret before holds for no longer than the key", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  const { id } = await makeKey(app, "Short", ["read"], { expires_at });
  t.equal((await rotate(app, id)).previous_expires_at, expires_at);
  t.not((await rotate(app, id, { grace_seconds: 1 })).previous_expires_at, expires_at);
  const refused = await write(app, "POST", `/keys/${id}/rotate`, { grace_seconds: 7_776_001 });
  t.match(refused.json(), { errors: [{ pointer: "/grace_seconds", suggestion: "7776000" }] });
});
