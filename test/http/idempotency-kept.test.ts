import t from "tap";
import { create, KEYED, read, write } from "../app-under-test.ts";
import { post, withDatabase } from "./idempotency-client.ts";

/** Answers that are kept for repeats: where, how long, how many. */

t.test("a secret is shown again to its owner, and stands nowhere", async (t) => {
  const { app, dump } = withDatabase(t);
  const made = await post(app, "/keys", "secret", { name: "Secret", scopes: ["admin"] });
  t.equal(made.statusCode, 201);
  const { key } = made.json<{ key: string }>();
  const again = await post(app, "/keys", "secret", { name: "Secret", scopes: ["admin"] });
  t.equal(again.body, made.body);
  t.equal(again.headers["cache-control"], "private, no-store");
  t.notOk(JSON.stringify(dump()).includes(key));
  t.equal(dump()[0]?.["state"], "sealed");
});

t.test("a day later the key is free, and the answer forgotten", async (t) => {
  const { app, run, dump } = withDatabase(t);
  await post(app, "/topics", "old", { name: "Old" });
  await post(app, "/topics", "older", { name: "Older" });
  run("update idempotency_answers set created_at = '2020-01-01T00:00:00.000Z'");
  t.equal((await post(app, "/topics", "old", { name: "Other" })).statusCode, 201);
  t.same(
    dump().map(({ idempotency_key }) => idempotency_key),
    ["old"],
  );
});

t.test("so many answers are kept for an API key, and no more", async (t) => {
  const { app, run } = withDatabase(t);
  await post(app, "/topics", "first", { name: "First" });
  await post(app, "/topics", "last", { name: "Last" });
  run("update idempotency_answers set number = 100000 where number = 2");
  const full = await post(app, "/topics", "more", { name: "More" });
  t.equal(full.statusCode, 429, full.body);
  t.ok(Number(full.headers["retry-after"]) > 80_000);
  t.equal((await app.inject({ url: "/topics/more", headers: KEYED })).statusCode, 404);
  t.equal((await post(app, "/topics", "last", { name: "Last" })).statusCode, 201, "a repeat");
  t.equal((await write(app, "POST", "/topics", { name: "More" })).statusCode, 201, "without");
});

t.test("erasing a record erases the answers that showed it", async (t) => {
  const { app, dump } = withDatabase(t);
  const WORDS = "A person's name";
  await post(app, "/issuing-bodies", "body", { id: "named", name: WORDS, kind: "other" });
  const item = {
    title: "By them",
    kind: "other",
    issuing_bodies: [{ id: "named", role: "issuer" }],
  };
  const shown = await post(app, "/items", "item", item);
  t.match(shown.body, WORDS);
  await post(app, "/topics", "apart", { name: "Apart" });
  await write(app, "DELETE", shown.json<{ links: { self: string } }>().links.self);
  await write(app, "DELETE", "/issuing-bodies/named");
  t.equal((await write(app, "POST", "/issuing-bodies/named/purge")).statusCode, 204);
  t.notOk(JSON.stringify(dump()).includes(WORDS));
  const again = await post(app, "/items", "item", item);
  t.equal(again.statusCode, 409, "it was done, and is not done again");
  t.match(again.json<{ detail: string }>().detail, /erased/);
  t.equal((await post(app, "/topics", "apart", { name: "Apart" })).statusCode, 201);
});

t.test("an answer that can't be kept takes the write with it", async (t) => {
  const { app, run } = withDatabase(t);
  await create(app, "topics", { id: "there", name: "There" });
  run(`create trigger refuse before insert on idempotency_answers
       begin select raise(abort, 'no room'); end`);
  const body = { name: "Not kept", id: "not-kept" };
  t.equal((await post(app, "/topics", "fails", body)).statusCode, 500);
  t.equal((await app.inject({ url: "/topics/not-kept", headers: KEYED })).statusCode, 404);
  run("drop trigger refuse");
  t.equal((await write(app, "POST", "/topics", { ...body, name: "Another" })).statusCode, 201);
  const { name } = await read<{ name: string }>(app, "/topics/not-kept", KEYED);
  t.equal(name, "Another", "nobody remembers what was rolled back");
});
