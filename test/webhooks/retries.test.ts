import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { create, patch } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { quiet, Receiver, until, verified } from "./receiver.ts";
import type { ServedDelivery } from "./webhook-client.ts";
import {
  logOf,
  patchWebhook,
  resend,
  subscribe,
  webhookApp,
  webhookNow,
} from "./webhook-client.ts";
import { topic, untilOff, world } from "./world.ts";

/** What becomes of what is not taken at once. */

t.test("what fails is sent again, as the same message, after growing pauses", async (t) => {
  const { app, receiver, webhook } = await world(t, { pauses: [100, 300, 900] });
  receiver.answer = () => (receiver.received.length < 4 ? 503 : 200);
  await topic(app, "a");
  await receiver.count(4);
  const [first, ...more] = receiver.received;
  for (const again of more) {
    t.equal(again.id, first?.id);
    t.equal(again.body, first?.body);
    t.ok(verified(webhook.secret, again), "each is signed by itself");
  }
  const gaps = more.map((each, i) => each.at - (receiver.received[i]?.at ?? 0));
  for (const [i, least] of [90, 270, 810].entries()) {
    t.ok((gaps[i] ?? 0) >= least - 5, `${gaps[i]} after ${least}`);
  }
  await until(async () => (await logOf(app, webhook))[0]?.state === "delivered", "the log");
  const [logged] = await logOf(app, webhook);
  t.match(logged, { attempts: 4, response_status: 200, error: null, next_attempt_at: null });
  const now = await webhookNow(app, webhook);
  t.ok(now.last_success_at && now.last_failure_at && now.last_success_at > now.last_failure_at);
});

t.test("a later change of a record waits for the earlier one; others don't", async (t) => {
  const { app, receiver, webhook } = await world(t, { pauses: [60_000] });
  receiver.answer = ({ event }) =>
    event.data.id === "slow" && receiver.received.length === 1 ? 500 : 200;
  await topic(app, "Slow");
  await receiver.count(1);
  await patch(app, "/topics/slow", { description: "1" });
  await patch(app, "/topics/slow", { description: "2" });
  await topic(app, "Quick");
  await receiver.count(2);
  t.same(receiver.told, ["created slow", "created quick"]);
  const blocked = (await logOf(app, webhook)).filter(({ record }) => record === "slow");
  t.same(
    blocked.map(({ state, next_attempt_at }) => [state, next_attempt_at === null]),
    [
      ["waiting", true],
      ["waiting", true],
      ["waiting", false],
    ],
  );
  const early = await resend(app, blocked[0] as ServedDelivery);
  t.equal(early.statusCode, 409, "nor is it sent by hand");
  t.match(early.json<{ detail: string }>().detail, String(blocked[2]?.id));
  t.equal((await resend(app, blocked[2] as ServedDelivery)).statusCode, 202, "the first one is");
  await receiver.count(5);
  t.same(receiver.told.slice(2), ["created slow", "updated slow", "updated slow"]);
});

t.test("where nothing is taken the webhook is switched off, and nothing is lost", async (t) => {
  const { app, receiver, webhook } = await world(t);
  receiver.answer = () => 500;
  await topic(app, "a");
  await untilOff(app, webhook);
  t.equal(receiver.received.length, 4, "one attempt more than there are pauses");
  const off = await webhookNow(app, webhook);
  t.match(off.disabled, { reason: "failing", detail: /4 attempts.*500/ });
  await topic(app, "b");
  await patch(app, "/topics/a", { description: "x" });
  await quiet();
  t.equal(receiver.received.length, 4);
  receiver.clear();
  receiver.answer = () => 200;
  t.match(await patchWebhook(app, webhook, { enabled: true }), { enabled: true, disabled: null });
  await receiver.count(3);
  t.same(
    receiver.told.filter((told) => told.endsWith("a")),
    ["created a", "updated a"],
  );
  t.same(
    receiver.told.filter((told) => told.endsWith("b")),
    ["created b"],
  );
  await until(async () => (await webhookNow(app, webhook)).waiting === 0, "nothing to wait");
});

t.test("one that is never taken, where others are, is given up alone", async (t) => {
  const { app, receiver, webhook } = await world(t);
  receiver.answer = ({ event }) => (event.data.data?.["name"] === "Poison" ? 400 : 200);
  await create(app, "topics", { id: "x", name: "Poison" });
  await receiver.count(1);
  await patch(app, "/topics/x", { name: "Cured" });
  for (let n = 0; n < 8; n++) {
    await topic(app, `t${n}`);
    await quiet();
  }
  await until(async () => (await logOf(app, webhook, "state=waiting")).length === 0, "the end");
  t.equal((await webhookNow(app, webhook)).enabled, true);
  const [failed, ...more] = await logOf(app, webhook, "state=failed");
  t.same(more, []);
  t.match(failed, { record: "x", type: "topic.created", attempts: 4, response_status: 400 });
  t.equal(receiver.told.filter((told) => told === "updated x").length, 1, "the next had its turn");
  receiver.clear();
  receiver.answer = () => 200;
  t.match((await resend(app, failed as ServedDelivery)).json(), { state: "waiting" });
  const [again] = await receiver.count(1);
  t.equal(again?.id, failed?.id);
});

t.test("410 switches off at once", async (t) => {
  const { app, receiver, webhook } = await world(t);
  receiver.answer = () => 410;
  await topic(app, "a");
  await untilOff(app, webhook);
  await quiet();
  t.equal(receiver.received.length, 1);
  t.match((await webhookNow(app, webhook)).disabled, { reason: "gone", detail: /410/ });
  t.equal((await webhookNow(app, webhook)).waiting, 1);
});

t.test("`Retry-After` is heard", async (t) => {
  const { app, receiver } = await world(t);
  receiver.answer = (_, response) => {
    if (receiver.received.length > 1) return 200;
    response.writeHead(429, { "retry-after": "1" }).end();
    return undefined;
  };
  await topic(app, "a");
  const [one, two] = await receiver.count(2);
  t.ok((two?.at ?? 0) - (one?.at ?? 0) >= 990);
});

t.test("a later delivery that fails waits for an earlier one that is sent again", async (t) => {
  const { app, receiver, webhook } = await world(t, { pauses: [60_000] });
  await topic(app, "a");
  await until(async () => (await logOf(app, webhook))[0]?.state === "delivered", "the first");
  let fail = () => {};
  receiver.answer = (_, response) => {
    fail = () => response.writeHead(500).end();
    return undefined;
  };
  await patch(app, "/topics/a", { description: "x" });
  await receiver.count(2);
  receiver.answer = () => 500;
  await resend(app, (await logOf(app, webhook))[1] as ServedDelivery);
  await until(async () => (await logOf(app, webhook))[1]?.attempts === 2, "the first, again");
  fail();
  await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, "the second");
  const [later, earlier] = await logOf(app, webhook);
  t.ok(earlier?.next_attempt_at);
  t.equal(later?.next_attempt_at, null, "it has no turn before the other one");
  receiver.answer = () => 200;
  receiver.clear();
  await resend(app, earlier as ServedDelivery);
  await receiver.count(2);
  t.same(receiver.told, ["created a", "updated a"]);
});

t.test("messages that can't be made are in nobody's way, and given up in the end", async (t) => {
  const path = join(temporaryFolder(t), "x.db");
  const app = webhookApp(t, {}, { DATABASE_PATH: path });
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, resource: "topics" });
  await patchWebhook(app, webhook, { enabled: false });
  for (let n = 0; n < 10; n++) await topic(app, `bad${n}`);
  const other = new SqliteConnection(path);
  other.exec("update changes set data = 'no json', public_data = 'no json'");
  other.close();
  await patchWebhook(app, webhook, { enabled: true });
  await topic(app, "good");
  await receiver.count(1);
  t.same(receiver.told, ["created good"]);
  await until(async () => (await logOf(app, webhook, "state=failed")).length === 10, "the end");
  const [failed] = await logOf(app, webhook, "state=failed");
  t.match(failed, { attempts: 4, response_status: null, error: /can't be made/ });
  t.match(await webhookNow(app, webhook), { enabled: true, last_failure_at: null });
});
