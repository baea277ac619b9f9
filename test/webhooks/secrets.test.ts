import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { Webhooks } from "../../src/webhooks/webhooks.ts";
import { create, KEYED, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { Receiver, until, verified } from "./receiver.ts";
import type { MadeWebhook } from "./webhook-client.ts";
import { subscribe, webhookApp } from "./webhook-client.ts";

/** Secrets of webhooks: shown once, replaced without a gap, kept no longer than they hold. */

const HOOK = "https://example.org/hook";

interface Faulty {
  errors: { pointer: string }[];
}

t.test("secrets are shown once", async (t) => {
  const app = webhookApp(t);
  const { secret, links, id } = await subscribe(app, { url: HOOK, resource: "items" });
  await write(app, "POST", `${links.self}/test`);
  for (const url of ["/webhooks", links.self, links.deliveries, "/changes", "/openapi.json"]) {
    t.notMatch((await app.inject({ url, headers: KEYED })).body, secret.slice(6, 30), url);
  }
  t.notMatch((await write(app, "PATCH", `/webhooks/${id}`, { enabled: false })).body, "whsec_");
});

t.test("rotating: both secrets hold for a time, and never three", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  const one = await subscribe(app, { url: receiver.url, resource: "topics" });
  const rotate = async (body?: object) =>
    (await write(app, "POST", `${one.links.self}/rotate`, body)).json<MadeWebhook>();
  const two = await rotate();
  const hours = (Date.parse(two.previous_expires_at ?? "") - Date.now()) / 3_600_000;
  t.ok(hours > 23.9 && hours < 24.1);
  t.not(two.secret, one.secret);
  await create(app, "topics", { name: "a" });
  const [first] = await receiver.count(1);
  if (first === undefined) return t.fail("nothing came");
  t.equal(String(first.headers["webhook-signature"]).split(" ").length, 2);
  for (const { secret } of [one, two]) t.ok(verified(secret, first));
  const three = await rotate({ grace_seconds: 3600 });
  await create(app, "topics", { name: "b" });
  const [, second] = await receiver.count(2);
  if (second === undefined) return t.fail("nothing came");
  t.throws(() => verified(one.secret, second));
  for (const { secret } of [two, three]) t.ok(verified(secret, second));
  const four = await rotate({ grace_seconds: 0 });
  t.equal(four.previous_expires_at, null);
  await create(app, "topics", { name: "c" });
  const [, , third] = await receiver.count(3);
  if (third === undefined) return t.fail("nothing came");
  t.throws(() => verified(three.secret, third), "0 seconds end it at once");
  t.ok(verified(four.secret, third));
  for (const grace_seconds of [-1, 604_801, 1.5, "1", null]) {
    const answer = await write(app, "POST", `${one.links.self}/rotate`, { grace_seconds });
    t.equal(answer.statusCode, 400, JSON.stringify(grace_seconds));
    t.equal(answer.json<Faulty>().errors[0]?.pointer, "/grace_seconds");
  }
});

t.test("rotations in several processes at once lose no secret that was given out", (t) => {
  const db = Database.open(":memory:");
  t.teardown(() => db.close());
  const webhooks = new Webhooks(db);
  const content = { url: HOOK, resource: "topics", query: {}, drafts: false };
  const before = webhooks.create({ ...content, description: null, enabled: true }, 0);
  const one = webhooks.rotate(before, 3600);
  // Another process has read it before.
  const two = webhooks.rotate(before, 3600);
  t.equal(two.previous_secret, one.secret);
  t.end();
});

t.test("an old secret is taken away when it holds no more", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const app = webhookApp(t, {}, environment);
  const webhook = await subscribe(app, { url: HOOK, resource: "topics" });
  const other = await subscribe(app, { url: HOOK, resource: "topics" });
  for (const { links } of [webhook, other]) await write(app, "POST", `${links.self}/rotate`);
  const connection = new SqliteConnection(environment.DATABASE_PATH);
  t.teardown(() => connection.close());
  connection
    .prepare("update webhooks set previous_expires_at = ? where id = ?")
    .run(new Date(Date.now() - 1000).toISOString(), webhook.id);
  const old = connection.prepare("select previous_secret from webhooks where id = ?").pluck();
  // When it begins, and each hour.
  await app.close();
  await webhookApp(t, {}, environment).ready();
  await until(() => old.get(webhook.id) === null, "it to be gone");
  t.equal(old.get(other.id), (other as { secret: string }).secret, "and not one that holds");
});
