import t from "tap";
import { create, patch, write } from "../app-under-test.ts";
import { quiet, Receiver, until } from "./receiver.ts";
import { patchWebhook, subscribe, webhookApp, webhookNow } from "./webhook-client.ts";
import { topic, untilOff, world } from "./world.ts";

/** What becomes of what waits where a webhook is changed. */

t.test("another URL has what waits sent at once", async (t) => {
  const { app, receiver, webhook } = await world(t, { pauses: [60_000] });
  receiver.answer = () => 500;
  await topic(app, "a");
  await receiver.count(1);
  const other = await Receiver.open(t);
  await patchWebhook(app, webhook, { url: other.url });
  await other.count(1);
  t.same(other.told, ["created a"]);
});

t.test("while it is off everything waits; deleted, nothing does", async (t) => {
  const { app, receiver, webhook } = await world(t);
  const off = await patchWebhook(app, webhook, { enabled: false });
  t.match(off.disabled, { reason: "requested", at: /Z$/ });
  await topic(app, "a");
  await patch(app, "/topics/a", { description: "x" });
  await topic(app, "b");
  await write(app, "DELETE", "/topics/b");
  await quiet();
  t.same(receiver.told, []);
  await patchWebhook(app, webhook, { enabled: true });
  await receiver.count(2);
  await quiet();
  t.same(receiver.told, ["created a", "updated a"], "of `b` there is nothing to say any more");
  receiver.clear();
  receiver.answer = () => 500;
  await topic(app, "c");
  await receiver.count(1);
  t.equal((await write(app, "DELETE", `/webhooks/${webhook.id}`)).statusCode, 204);
  // What was under way then still comes.
  await quiet();
  receiver.clear();
  await topic(app, "d");
  await quiet();
  t.same(receiver.told, []);
});

t.test("a query whose topic is deleted switches off, and goes on when it is mended", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  await topic(app, "Gone");
  await topic(app, "Apps");
  const query = { topic: ["gone", "apps"] };
  const webhook = await subscribe(app, { url: receiver.url, resource: "items", query });
  await write(app, "DELETE", "/topics/gone");
  const item = { title: "One", kind: "other", state: "published", topics: ["apps"] };
  await create(app, "items", item);
  await untilOff(app, webhook);
  t.match((await webhookNow(app, webhook)).disabled, {
    reason: "query",
    detail: /no topic 'gone'/,
  });
  t.equal(
    (await write(app, "PATCH", `/webhooks/${webhook.id}`, { enabled: true })).statusCode,
    400,
  );
  await create(app, "items", { ...item, title: "Two" });
  await patchWebhook(app, webhook, { query: { topic: "apps" }, enabled: true });
  await receiver.count(2);
  t.same(receiver.told.sort(), ["created one", "created two"]);
});

t.test("another query holds for what is written from then on", async (t) => {
  const { app, receiver, webhook } = await world(t, { pauses: Array(50).fill(100) });
  const isBetaThere = () => receiver.told.includes("created beta");
  receiver.answer = () => (isBetaThere() ? 200 : 500);
  await topic(app, "Alpha");
  await receiver.count(1);
  await patchWebhook(app, webhook, { query: { q: "beta" } });
  await patch(app, "/topics/alpha", { description: "x" });
  await topic(app, "Beta");
  await until(() => isBetaThere() && receiver.told.at(-1) === "created alpha", "what waited");
  await quiet();
  t.same(new Set(receiver.told), new Set(["created alpha", "created beta"]));
  t.equal(receiver.told.at(-1), "created alpha");
});
