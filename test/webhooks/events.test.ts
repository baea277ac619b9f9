import type { FastifyInstance } from "fastify";
import t from "tap";
import { create, KEYED, patch, read, write } from "../app-under-test.ts";
import { quiet, Receiver, until, verified } from "./receiver.ts";
import type { MadeWebhook } from "./webhook-client.ts";
import { subscribe, webhookApp } from "./webhook-client.ts";

/** What a subscriber hears, and what not. */

interface Change {
  seq: number;
  id: string;
  data: object | null;
}

interface Closing {
  teardown(handler: () => unknown): unknown;
}

interface World {
  app: FastifyInstance;
  receiver: Receiver;
  webhook: MadeWebhook;
}

async function world(t: Closing, subscription: object): Promise<World> {
  const app = webhookApp(t);
  await create(app, "topics", { name: "Apps", id: "apps" });
  await create(app, "topics", { name: "Cars", id: "cars" });
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, ...subscription });
  return { app, receiver, webhook };
}

const item = (id: string, more: object = {}) => ({
  id,
  title: `Title of ${id}`,
  kind: "legislation",
  state: "published",
  ...more,
});

t.test("what is sent is the change, signed, in the form of the specification", async (t) => {
  const { app, receiver, webhook } = await world(t, { resource: "items" });
  await create(app, "items", item("a", { topics: ["apps"] }));
  const [received] = await receiver.count(1);
  if (received === undefined) return t.fail("nothing came");
  const event = verified(webhook.secret, received);
  const { data: changes } = await read<{ data: Change[] }>(app, "/changes?resource=items");
  t.same(event.data, changes[0], "as `/changes` has it");
  t.equal(event.type, "item.created");
  t.equal(event.timestamp, event.data.at);
  t.match(received.headers, {
    "content-type": "application/json",
    "webhook-id": /^msg_[\w-]+$/,
    "webhook-timestamp": /^\d{10}$/,
    "webhook-signature": /^v1,[\w+/]+=$/,
    "user-agent": /^legal-developments\/\d/,
  });
  t.throws(() => verified(webhook.secret, { ...received, body: `${received.body} ` }));
  t.throws(() => verified(`whsec_${Buffer.alloc(32).toString("base64")}`, received));
});

t.test("each change, in order for a record", async (t) => {
  const { app, receiver } = await world(t, { resource: "items" });
  for (const id of ["a", "b", "c"]) await create(app, "items", item(id));
  for (let n = 1; n <= 5; n++) {
    for (const id of ["a", "b", "c"]) await patch(app, `/items/${id}`, { title: `${id} ${n}` });
  }
  for (const id of ["a", "b", "c"]) await write(app, "DELETE", `/items/${id}`);
  await receiver.count(21);
  await quiet();
  for (const id of ["a", "b", "c"]) {
    const events = receiver.received.filter(({ event }) => event.data.id === id);
    const titles = events.map(({ event }) => event.data.data?.["title"] ?? null);
    const [one, ...changed] = titles;
    t.equal(one, `Title of ${id}`);
    t.same(changed, [1, 2, 3, 4, 5].map((n): string | null => `${id} ${n}`).concat(null), id);
    t.same(
      events.map(({ event }) => event.type),
      ["item.created", ...Array(5).fill("item.updated"), "item.deleted"],
    );
  }
});

t.test("of a burst nothing is lost, not even what was there for a moment", async (t) => {
  const { app, receiver } = await world(t, { resource: "items", query: { topic: "apps" } });
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      await create(app, "items", item(`x${i}`, { topics: ["apps"] }));
      await write(app, "DELETE", `/items/x${i}`);
    }),
  );
  await receiver.count(60);
  for (let i = 0; i < 30; i++) {
    t.same(
      receiver.told.filter((told) => told.endsWith(` x${i}`)),
      [`created x${i}`, `deleted x${i}`],
    );
  }
});

t.test("a record that begins to match is created, one that ceases to is deleted", async (t) => {
  const query = { topic: "apps", kind: ["legislation", "case"], q: "title" };
  const { app, receiver } = await world(t, { resource: "items", query });
  await create(app, "items", item("a", { topics: ["cars"] }));
  await create(app, "items", item("b", { topics: ["apps"], kind: "other" }));
  await patch(app, "/items/a", { summary: "still about cars" });
  await patch(app, "/items/a", { topics: ["cars", "apps"] });
  await receiver.count(1);
  await patch(app, "/items/a", { summary: "about both" });
  await patch(app, "/items/a", { title: "Named otherwise" });
  await patch(app, "/items/a", { summary: "not found any more" });
  await patch(app, "/items/b", { kind: "case" });
  await patch(app, "/items/b", { topics: [] });
  await write(app, "DELETE", "/items/b");
  await receiver.count(5);
  await quiet();
  t.same(
    receiver.told.filter((told) => told.endsWith("a")),
    ["created a", "updated a", "deleted a"],
  );
  t.same(
    receiver.told.filter((told) => told.endsWith("b")),
    ["created b", "deleted b"],
  );
  for (const { event } of receiver.received) {
    const isLeft = event.type === "item.deleted";
    t.equal(event.data.action, isLeft ? "delete" : event.type.replace(/^item\.|d$/g, ""));
    t.equal(event.data.data === null, isLeft);
  }
});

t.test("what was there before is no news, but what becomes of it is", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  await create(app, "topics", { name: "Apps" });
  await create(app, "items", item("old", { topics: ["apps"] }));
  await subscribe(app, { url: receiver.url, resource: "items", query: { topic: "apps" } });
  await quiet();
  t.same(receiver.told, []);
  await patch(app, "/items/old", { topics: [] });
  await receiver.count(1);
  t.same(receiver.told, ["deleted old"]);
});

t.test("drafts don't exist for who did not ask for them", async (t) => {
  const { app, receiver } = await world(t, { resource: "items" });
  await create(app, "topics", { name: "A secret topic", id: "secret", state: "draft" });
  await create(app, "items", item("d", { state: "draft", title: "Hidden title" }));
  await patch(app, "/items/d", { summary: "Hidden summary" });
  await create(app, "items", item("e", { state: "draft" }));
  await write(app, "DELETE", "/items/e");
  await quiet();
  t.same(receiver.told, []);
  await patch(app, "/items/d", { state: "published", topics: ["secret", "apps"], summary: null });
  await patch(app, "/items/d", { title: "Seen" });
  await patch(app, "/items/d", { state: "draft" });
  await patch(app, "/items/d", { title: "Hidden again" });
  await receiver.count(3);
  await quiet();
  t.same(receiver.told, ["created d", "updated d", "deleted d"]);
  const all = receiver.received.map(({ body }) => body).join();
  t.notMatch(
    all,
    /secret|Hidden again|Hidden summary|written_by/,
    "nor the links to them, nor who",
  );
  t.match(all, /"apps"/);
});

t.test("what links to a draft is told when that is published", async (t) => {
  const { app, receiver } = await world(t, { resource: "items" });
  await create(app, "topics", { name: "Hidden", id: "hidden", state: "draft" });
  await create(app, "items", item("f", { topics: ["hidden"] }));
  await receiver.count(1);
  t.notMatch(receiver.received[0]?.body, /hidden/i);
  await patch(app, "/topics/hidden", { state: "published" });
  await receiver.count(2);
  t.same(receiver.told, ["created f", "updated f"]);
  t.match(receiver.received[1]?.body, /"id":"hidden"/);
});

t.test("with `drafts`, drafts and who wrote; `state` narrows it down", async (t) => {
  const { app, receiver } = await world(t, { resource: "items", drafts: true });
  const published = await Receiver.open(t);
  const query = { state: "published" };
  await subscribe(app, { url: published.url, resource: "items", drafts: true, query });
  const drafts = await Receiver.open(t);
  await subscribe(app, {
    url: drafts.url,
    resource: "items",
    drafts: true,
    query: { state: "draft" },
  });
  await create(app, "items", item("g", { state: "draft" }));
  await patch(app, "/items/g", { summary: "x" });
  await patch(app, "/items/g", { state: "published" });
  await write(app, "DELETE", "/items/g");
  await receiver.count(4);
  await published.count(2);
  await drafts.count(3);
  await quiet();
  t.same(receiver.told, ["created g", "updated g", "updated g", "deleted g"]);
  t.same(published.told, ["created g", "deleted g"]);
  t.same(drafts.told, ["created g", "updated g", "deleted g"]);
  t.equal(receiver.received[0]?.event.data.written_by, "ADMIN_KEY");
});

t.test("a merge, as it is seen", async (t) => {
  const { app, receiver } = await world(t, { resource: "topics" });
  const items = await Receiver.open(t);
  await subscribe(app, { url: items.url, resource: "items", query: { topic: "cars" } });
  await create(app, "topics", { name: "Hidden", id: "hidden", state: "draft" });
  await create(app, "items", item("h", { topics: ["apps"] }));
  t.equal(
    (await write(app, "POST", "/topics/apps/merge", { into: "cars" })).statusCode < 300,
    true,
  );
  await receiver.count(2);
  await items.count(1);
  t.same(receiver.told.sort(), ["merged apps", "updated cars"]);
  const merged = receiver.received.find(({ event }) => event.type === "topic.merged");
  t.match(merged?.event.data, { action: "merge", merged_into: "cars", data: null });
  t.same(items.told, ["created h"], "what linked to it begins to match");
  await write(app, "POST", "/topics/cars/merge", { into: "hidden" });
  await receiver.count(3);
  t.equal(receiver.told.at(-1), "deleted cars", "into what it can't see");
  t.equal(receiver.received.at(-1)?.event.data.merged_into, null);
});

t.test("every resource has its events, also those that belong to others", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  for (const resource of ["events", "citations", "instruments", "issuing-bodies", "sources"]) {
    await subscribe(app, { url: receiver.url, resource });
  }
  await create(app, "issuing-bodies", { name: "A body", kind: "court" });
  await create(app, "sources", { title: "A letter" });
  await create(app, "instruments", {
    title: "A law",
    type: "law",
    events: [{ type: "adopted", date: "2020" }],
    citations: [{ url: "https://a.example" }],
  });
  await receiver.count(5);
  t.same(receiver.received.map(({ event }) => event.type).sort(), [
    "citation.created",
    "event.created",
    "instrument.created",
    "issuing_body.created",
    "source.created",
  ]);
});

t.test("what is purged is in no message, waiting or sent, and in no log", async (t) => {
  const { app, receiver, webhook } = await world(t, { resource: "items" });
  receiver.answer = () => 500;
  await create(app, "items", item("p", { title: "Mr Unforgettable" }));
  await receiver.count(1);
  await write(app, "DELETE", "/items/p");
  t.equal((await write(app, "POST", "/items/p/purge")).statusCode, 204);
  // What was on its way may still come; the next attempt is made after that.
  const isErased = () => receiver.received.some(({ event }) => event.data.data === null);
  await until(isErased, "an attempt after it");
  receiver.clear();
  receiver.answer = () => 204;
  await receiver.count(2);
  t.same(receiver.told, ["created p", "deleted p"]);
  t.notMatch(receiver.received.map(({ body }) => body).join(), /Unforgettable/);
  const { data } = await read<{ data: { links: { self: string } }[] }>(
    app,
    `/webhooks/${webhook.id}/deliveries`,
    KEYED,
  );
  for (const { links } of data) {
    const one = await app.inject({ url: links.self, headers: KEYED });
    t.notMatch(one.body, /Unforgettable/);
    t.match(one.json(), { payload: { data: { id: "p", data: null } } });
  }
});
