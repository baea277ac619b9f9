import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { create, KEYED, patch, write } from "../app-under-test.ts";
import { run, serve, temporaryFolder } from "../commands/program.ts";
import { quiet, Receiver, until } from "./receiver.ts";
import type { MadeWebhook } from "./webhook-client.ts";
import { logOf, subscribe, webhookApp } from "./webhook-client.ts";

/** Several processes on one file, and processes that end. */

const ADMIN_KEY = "a-key-for-the-tests-of-32-characters-or-more";

interface Closing {
  teardown(handler: () => unknown): unknown;
}

/** A service as a process of its own, and requests to it. */
async function served(t: Closing, environment: Record<string, string>) {
  const { url, child, ended } = await serve(t, {
    ...{ ADMIN_KEY, SEED: "false", WEBHOOKS_ALLOW_PRIVATE: "true" },
    ...environment,
  });
  const post = async <T>(path: string, body: object): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  };
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { url, post, kill };
}

t.test("a process that is killed between a write and its delivery loses nothing", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const first = await served(t, environment);
  await first.post<MadeWebhook>("/webhooks", { url: receiver.url, resource: "topics" });
  // It hangs on the first, and what comes after it of the same host waits or hangs too.
  receiver.answer = () => undefined;
  const names = Array.from({ length: 20 }, (_, n) => `t${n}`);
  for (const name of names) await first.post("/topics", { name });
  await receiver.count(1);
  await first.kill("SIGKILL");
  const hung = new Map(receiver.received.map(({ event, id }) => [event.data.id, id]));
  t.ok(hung.size > 0 && hung.size < 20, `${hung.size} were under way`);
  receiver.clear();
  receiver.answer = () => 200;
  const second = await served(t, environment);
  await until(() => receiver.received.length >= 20, "all", 30_000);
  await quiet();
  t.same(receiver.told.sort(), names.map((name) => `created ${name}`).sort());
  for (const [id, message] of hung) {
    const again = receiver.received.find(({ event }) => event.data.id === id);
    t.equal(again?.id, message, "as the same message");
  }
  await second.kill("SIGTERM");
});

t.test("killed at any time: each change that was answered arrives, in order", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  let service = await served(t, environment);
  await service.post("/webhooks", { url: receiver.url, resource: "topics" });
  const answered: string[] = [];
  for (const round of [0, 1, 2]) {
    const current = service;
    const writing = (async () => {
      for (let n = 0; ; n++) {
        try {
          await current.post("/topics", { name: `r${round} ${n}`, id: `r${round}-${n}` });
        } catch {
          return;
        }
        answered.push(`r${round}-${n}`);
      }
    })();
    const isEnough = () => answered.filter((id) => id.startsWith(`r${round}`)).length >= 4 + round;
    await until(isEnough, "writes", 60_000);
    // In the middle of whatever it is doing then.
    await sleep(7 * round);
    await current.kill("SIGKILL");
    await writing;
    service = await served(t, environment);
  }
  const heard = () => new Set(receiver.received.map(({ event }) => event.data.id));
  await until(() => answered.every((id) => heard().has(id)), "all that was answered", 60_000);
  t.ok(answered.length > 10);
  const ids = new Map<string, Set<string>>();
  for (const { id, event } of receiver.received) {
    ids.set(event.data.id, (ids.get(event.data.id) ?? new Set()).add(id));
  }
  for (const messages of ids.values()) t.equal(messages.size, 1, "repeated as the same message");
});

t.test("told to stop, it lets what is under way end", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const service = await served(t, environment);
  await service.post("/webhooks", { url: receiver.url, resource: "topics" });
  receiver.answer = (_, response) => {
    setTimeout(() => response.writeHead(200).end(), 1000);
    return undefined;
  };
  await service.post("/topics", { name: "a" });
  await receiver.count(1);
  const { code } = await service.kill("SIGTERM");
  t.equal(code, 0);
  const connection = new SqliteConnection(environment.DATABASE_PATH);
  const states = connection.prepare("select state, attempts from webhook_deliveries").all();
  t.same(states, [{ state: "delivered", attempts: 1 }]);
  t.equal(connection.prepare("select count(*) from webhook_lease").pluck().get(), 0, "others may");
  connection.close();
});

t.test("a receiver that is slow holds up no end", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const service = await served(t, { ...environment, STOP_TIMEOUT: "1" });
  await service.post("/webhooks", { url: receiver.url, resource: "topics" });
  receiver.answer = () => undefined;
  await service.post("/topics", { name: "a" });
  await receiver.count(1);
  t.equal((await service.kill("SIGTERM")).code, 0);
  const connection = new SqliteConnection(environment.DATABASE_PATH);
  const states = connection.prepare("select state, attempts from webhook_deliveries").all();
  t.same(states, [{ state: "waiting", attempts: 0 }], "another sends it again");
  t.equal(connection.prepare("select count(*) from webhook_lease").pluck().get(), 0, "at once");
  connection.close();
});

t.test("in a database that was put back each change is told by itself", async (t) => {
  const folder = temporaryFolder(t);
  const environment = { DATABASE_PATH: join(folder, "x.db") };
  const receiver = await Receiver.open(t);
  const before = webhookApp(t, {}, environment);
  await subscribe(before, { url: receiver.url, resource: "topics", query: { q: "beta" } });
  await create(before, "topics", { id: "x", name: "Alpha" });
  const backup = join(folder, "backup.db");
  t.equal((await run(["backup", backup], environment)).code, 0);
  await create(before, "topics", { name: "Beta lost" });
  const [lost] = await receiver.count(1);
  await before.close();
  t.equal((await run(["restore", backup, "--force"], environment)).code, 0);
  receiver.clear();
  const after = webhookApp(t, {}, environment);
  await patch(after, "/topics/x", { name: "Beta" });
  await patch(after, "/topics/x", { name: "Gamma" });
  await receiver.count(2);
  t.same(receiver.told, ["created x", "deleted x"]);
  const leap = (receiver.received[0]?.event.data.seq ?? 0) - (lost?.event.data.seq ?? 0);
  t.ok(leap > 9_000_000, "no number is given twice");
  t.notOk(receiver.received.some(({ id }) => id === lost?.id));
});

t.test("what other commands write is told by the service", async (t) => {
  const folder = temporaryFolder(t);
  const environment = { DATABASE_PATH: join(folder, "x.db") };
  const receiver = await Receiver.open(t);
  const app = webhookApp(t, {}, environment);
  await subscribe(app, { url: receiver.url, resource: "topics", query: { q: "told" } });
  const file = t.testdir({
    "topics.ndjson": Array.from({ length: 2500 }, (_, n) =>
      JSON.stringify({ id: `t${n}`, name: `${n % 2 === 0 ? "Told" : "Other"} ${n}` }),
    ).join("\n"),
  });
  const imported = await run(
    ["import", join(file, "topics.ndjson"), "--resource", "topics"],
    environment,
  );
  t.equal(imported.code, 0, imported.stderr);
  await until(() => receiver.received.length >= 1250, "all", 60_000);
  t.equal(new Set(receiver.told).size, 1250);
  t.ok(receiver.received.every(({ event }) => event.type === "topic.created"));
});

t.test(
  "of two processes on one file one delivers, and the other one when that is gone",
  async (t) => {
    const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
    const receiver = await Receiver.open(t);
    const one = webhookApp(t, {}, environment);
    const webhook = await subscribe(one, { url: receiver.url, resource: "topics" });
    const two = webhookApp(t, {}, environment);
    await two.ready();
    for (let n = 0; n < 20; n++) {
      await create(n % 2 === 0 ? one : two, "topics", { name: `t${n}` });
      await patch(n % 2 === 0 ? two : one, `/topics/t${n}`, { description: "x" });
    }
    await receiver.count(40);
    await quiet();
    t.equal(receiver.received.length, 40, "each once");
    for (let n = 0; n < 20; n++) {
      const told = receiver.told.filter((each) => each.endsWith(` t${n}`));
      t.same(told, [`created t${n}`, `updated t${n}`]);
    }
    await one.close();
    receiver.clear();
    await create(two, "topics", { name: "later" });
    await receiver.count(1);
    await until(
      async () => (await logOf(two, webhook)).every(({ attempts }) => attempts === 1),
      "log",
    );
    const { statusCode } = await two.inject({ url: `/webhooks/${webhook.id}`, headers: KEYED });
    t.equal(statusCode, 200);
  },
);

t.test("one that was there before the first webhook delivers, too", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const early = webhookApp(t, {}, environment);
  await early.ready();
  const late = webhookApp(t, {}, environment);
  await subscribe(late, { url: receiver.url, resource: "topics" });
  await late.close();
  await create(early, "topics", { name: "a" });
  await write(early, "DELETE", "/topics/a");
  await receiver.count(2);
  t.same(receiver.told, ["created a", "deleted a"]);
});

t.test("the log forgets what is done and old, and nothing that waits", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const before = webhookApp(t, { pauses: [600_000] }, environment);
  const webhook = await subscribe(before, { url: receiver.url, resource: "topics" });
  receiver.answer = ({ event }) => (event.data.id === "waits" ? 500 : 200);
  await create(before, "topics", { name: "done" });
  await create(before, "topics", { name: "waits" });
  await until(async () => (await logOf(before, webhook)).every(({ attempts }) => attempts > 0), "");
  await before.close();
  const after = webhookApp(t, { keptFor: 0 }, environment);
  await until(async () => (await logOf(after, webhook)).length === 1, "one to be forgotten");
  t.match(await logOf(after, webhook), [{ record: "waits", state: "waiting" }]);
});

t.test("while an import writes, what was queued goes on being sent", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const app = webhookApp(t, { lease: 300 }, environment);
  const webhook = await subscribe(app, { url: receiver.url, resource: "topics" });
  receiver.answer = () => (receiver.received.length === 1 ? 500 : 200);
  await create(app, "topics", { name: "first" });
  const other = new SqliteConnection(environment.DATABASE_PATH);
  other.exec("begin immediate");
  await receiver.count(1);
  await sleep(800);
  t.equal((await write(app, "GET" as "POST", "/topics")).statusCode, 200, "reading goes on");
  other.exec("rollback");
  other.close();
  await receiver.count(2);
  await until(async () => (await logOf(app, webhook))[0]?.state === "delivered", "the log");
  t.match((await logOf(app, webhook))[0], { attempts: 2 });
});

t.test("a clock that was ahead when a process was killed stops nobody", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "x.db") };
  const receiver = await Receiver.open(t);
  const app = webhookApp(t, {}, environment);
  await subscribe(app, { url: receiver.url, resource: "topics" });
  const other = new SqliteConnection(environment.DATABASE_PATH);
  const lease = other.prepare("insert or replace into webhook_lease values (1, ?, ?)");
  const inAWhile = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  lease.run("killed", inAWhile(86_400));
  await create(app, "topics", { name: "a" });
  await receiver.count(1);
  lease.run("alive", inAWhile(5));
  await create(app, "topics", { name: "b" });
  await quiet();
  t.equal(receiver.received.length, 1, "one that lasts as long as any does counts");
  await app.close();
  other.exec("delete from webhook_lease");
  const wait = "update webhook_deliveries set next_attempt_at = ? where state = 'waiting'";
  other.prepare(wait).run(inAWhile(90 * 86_400));
  other.close();
  await webhookApp(t, {}, environment).ready();
  await receiver.count(2);
  t.same(receiver.told, ["created a", "created b"], "nor does what waited for that day");
});
