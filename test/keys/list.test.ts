import SqliteConnection from "better-sqlite3";
import t from "tap";
import { appUnderTest, idsOf, KEYED, read, walk, write } from "../app-under-test.ts";
import { temporaryPath } from "../database-dump.ts";
import { bearer, type KeyPage, makeKey, type ServedKey } from "./keys-client.ts";

t.test("keys are listed from the newest on, and a walk meets each once", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const made: string[] = [];
  for (let i = 0; i < 25; i++) made.unshift((await makeKey(app, `Key ${i}`)).id);
  for (const limit of [1, 7, 20, 25, 200]) {
    const { records, totals, pageLengths } = await walk(app, `/keys?limit=${limit}`, KEYED);
    t.same(new Set(records.map(({ id }) => id)), new Set(made), `limit=${limit}`);
    t.equal(records.length, 25, `limit=${limit}`);
    t.same([...totals], [25]);
    t.equal(pageLengths.length, Math.ceil(25 / limit));
  }
  const { records } = await walk<ServedKey>(app, "/keys?limit=4", KEYED);
  const times = records.map(({ created_at }) => created_at);
  t.same(times, [...times].sort().reverse(), "newest first");
});

t.test("keys of one moment are listed by their ids, and a walk meets each once", async (t) => {
  const path = temporaryPath(t);
  const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
  const names = ["b", "d", "a", "e", "c"];
  for (const name of names) await makeKey(app, name);
  const connection = new SqliteConnection(path);
  connection.exec(`update api_keys set created_at = '2026-01-01T00:00:00.000Z';
    update api_keys set created_at = '2026-01-02T00:00:00.000Z' where id = 'a';
    update api_keys set created_at = '2025-12-31T00:00:00.000Z' where id = 'd'`);
  connection.close();
  for (const limit of [1, 2, 3]) {
    const ids = await idsOf(app, `/keys?limit=${limit}`, KEYED);
    t.same(ids, ["a", "e", "c", "b", "d"], `limit=${limit}`);
  }
  const { page } = await read<KeyPage>(app, "/keys?limit=2", KEYED);
  t.equal(page.limit, 2);
  const elsewhere = await app.inject({ url: `/webhooks?cursor=${page.next}`, headers: KEYED });
  t.equal(elsewhere.statusCode, 400, "a cursor of keys is none of webhooks");
});

t.test("keys that are made during a walk don't disturb it", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  for (let i = 0; i < 6; i++) await makeKey(app, `Before ${i}`);
  const first = await read<KeyPage>(app, "/keys?limit=3", KEYED);
  await makeKey(app, "Meanwhile");
  const rest = await read<KeyPage>(app, `/keys?limit=3&cursor=${first.page.next}`, KEYED);
  const ids = [...first.data, ...rest.data].map(({ id }) => id);
  t.equal(new Set(ids).size, 6);
  t.notOk(ids.includes("meanwhile"));
  t.equal(rest.page.next, null);
});

t.test("the Link header is the next page, and its answers are private", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  for (let i = 0; i < 3; i++) await makeKey(app, `Key ${i}`);
  const answer = await app.inject({ url: "/keys?limit=2", headers: KEYED });
  t.equal(answer.headers["cache-control"], "private, no-store");
  const next = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers.link))?.[1] ?? "";
  const page = await read<KeyPage>(app, next, KEYED);
  t.equal(page.data.length, 1);
  const last = await app.inject({ url: next, headers: KEYED });
  t.equal(last.headers.link, undefined, "the last page has none");
});

t.test("parameters that can't be are refused, all at once", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  for (let i = 0; i < 3; i++) await makeKey(app, `Key ${i}`);
  const faults = async (query: string) => {
    const answer = await app.inject({ url: `/keys?${query}`, headers: KEYED });
    t.equal(answer.statusCode, 400, query);
    const { errors } = answer.json<{ errors: { parameter: string }[] }>();
    return errors.map(({ parameter }) => parameter).sort();
  };
  t.same(await faults("limit=0&name=x&sort=id"), ["limit", "name", "sort"]);
  t.same(await faults("limit=201"), ["limit"]);
  t.same(await faults("cursor="), ["cursor"]);
  t.same(await faults("cursor=made-up"), ["cursor"]);
  const { page } = await read<KeyPage>(app, "/keys?limit=1", KEYED);
  const cursor = page.next ?? "";
  const tampered = `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`;
  t.same(await faults(`cursor=${tampered}`), ["cursor"]);
  t.same(await faults(`cursor=${cursor}&cursor=${cursor}`), ["cursor"]);
});

t.test("a cursor of a list of records is none of the keys", async (t) => {
  const app = appUnderTest(t);
  const { page } = await read<KeyPage>(app, "/topics?limit=1");
  const answer = await app.inject({ url: `/keys?cursor=${page.next}`, headers: KEYED });
  t.equal(answer.statusCode, 400);
});

t.test("no answer shows a secret or its hash", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { key, id } = await makeKey(app, "Secretive", ["admin"]);
  const headers = bearer(key);
  for (const url of ["/keys", `/keys/${id}`, "/", "/openapi.json", "/keys/nobody", "/nowhere"]) {
    const { body } = await app.inject({ url, headers });
    t.notOk(body.includes(key), url);
    t.notMatch(body, /[0-9a-f]{64}/, `${url} shows no SHA-256`);
    t.notOk(body.includes("secret_hash"), url);
  }
});

t.test("a revoked key ends at once and stays in the list", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { key, id } = await makeKey(app, "Short", ["write"]);
  t.equal((await app.inject({ url: "/topics", headers: bearer(key) })).statusCode, 200);
  const revoked = await write(app, "DELETE", `/keys/${id}`);
  t.equal(revoked.statusCode, 204);
  t.equal(revoked.body, "");
  t.equal((await app.inject({ url: "/topics", headers: bearer(key) })).statusCode, 401);
  const shown = await read<ServedKey>(app, `/keys/${id}`, KEYED);
  t.ok(Math.abs(Date.parse(shown.revoked_at ?? "") - Date.now()) < 60_000);
  t.equal((await read<KeyPage>(app, "/keys", KEYED)).data[0]?.id, id);
  t.equal((await write(app, "DELETE", `/keys/${id}`)).statusCode, 204, "again is no fault");
  t.same(await read<ServedKey>(app, `/keys/${id}`, KEYED), shown, "and moves nothing");
});

t.test("an administrator can revoke the key in hand", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const { key, id } = await makeKey(app, "Self", ["admin"]);
  const headers = bearer(key);
  t.equal((await app.inject({ method: "DELETE", url: `/keys/${id}`, headers })).statusCode, 204);
  t.equal((await app.inject({ url: `/keys/${id}`, headers })).statusCode, 401);
});

t.test("a key that is not there is 404, whatever its id", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  for (const id of ["nobody", "a%00b", "%E4%B8%AD", "..%2F..", "'%20or%201=1--"]) {
    const answer = await app.inject({ url: `/keys/${id}`, headers: KEYED });
    t.equal(answer.statusCode, 404, id);
    const { detail } = answer.json<{ detail: string }>();
    t.ok(detail.startsWith(`There is no API key '${decodeURIComponent(id)}'.`), detail);
    t.equal((await write(app, "DELETE", `/keys/${id}`)).statusCode, 404, id);
  }
});
