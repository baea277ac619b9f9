import type { FastifyInstance } from "fastify";
import t from "tap";
import { create, KEYED, patch, read, walk, write } from "../app-under-test.ts";
import { bearer, makeKey } from "../keys/keys-client.ts";
import { quiet, Receiver, until, verified } from "./receiver.ts";
import type { MadeWebhook, ServedDelivery, ServedWebhook } from "./webhook-client.ts";
import {
  logOf,
  patchWebhook,
  resend,
  subscribe,
  webhookApp,
  webhookNow,
} from "./webhook-client.ts";

/** The routes by which webhooks are made, seen and changed. */

const HOOK = "https://example.org/hook";

interface Faulty {
  detail: string;
  errors: { pointer?: string; parameter?: string; detail: string; suggestion?: string }[];
}

t.test("a webhook is made, read, listed, changed and deleted", async (t) => {
  const app = webhookApp(t);
  await create(app, "topics", { name: "Apps" });
  const body = { url: HOOK, resource: "items", query: { topic: "apps" }, description: "For us" };
  const answer = await write(app, "POST", "/webhooks", body);
  t.equal(answer.statusCode, 201);
  t.equal(answer.headers["cache-control"], "private, no-store");
  const { secret, ...made } = answer.json<MadeWebhook>();
  t.equal(answer.headers["location"], made.links.self);
  t.match(secret, /^whsec_[\w+/]{43}=$/);
  t.match(made.id, /^example-org-[0-9a-f]{8}$/);
  t.match(made, { ...body, drafts: false, enabled: true, disabled: null, waiting: 0 });
  t.same(await webhookNow(app, made), made, "all but the secret");
  const others = [];
  for (let n = 0; n < 4; n++) others.push(await subscribe(app, { url: HOOK, resource: "topics" }));
  const { records, totals } = await walk<ServedWebhook>(app, "/webhooks?limit=2", KEYED);
  t.same(records.map(({ id }) => id).sort(), [made, ...others].map(({ id }) => id).sort());
  t.same([...totals], [5]);
  const changed = await patchWebhook(app, made, { description: null, query: {}, drafts: true });
  t.match(changed, { description: null, query: {}, drafts: true, url: HOOK });
  t.ok(changed.updated_at > made.updated_at);
  t.equal((await write(app, "DELETE", made.links.self)).statusCode, 204);
  t.equal((await app.inject({ url: made.links.self, headers: KEYED })).statusCode, 404);
  t.equal((await write(app, "DELETE", made.links.self)).statusCode, 404);
});

t.test("a test is sent once, also where the webhook is off", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, resource: "items", enabled: false });
  t.match(webhook, { enabled: false, disabled: { reason: "requested" } });
  const answer = await write(app, "POST", `${webhook.links.self}/test`);
  t.equal(answer.statusCode, 202);
  const queued = answer.json<ServedDelivery>();
  t.match(queued, { type: "webhook.test", state: "waiting", seq: null, record: null });
  const [received] = await receiver.count(1);
  if (received === undefined) return t.fail("nothing came");
  t.equal(received.id, queued.id);
  t.match(verified(webhook.secret, received), {
    type: "webhook.test",
    data: { webhook: webhook.id },
  });
  receiver.answer = () => 500;
  await write(app, "POST", `${webhook.links.self}/test`);
  await receiver.count(2);
  await quiet();
  t.equal(receiver.received.length, 2, "it is not tried again");
  const [failed, taken] = await logOf(app, webhook);
  t.match(failed, { state: "failed", response_status: 500, attempts: 1 });
  t.match(taken, { state: "delivered", response_status: 204, attempts: 1 });
  receiver.answer = () => 200;
  t.equal((await resend(app, failed as ServedDelivery)).statusCode, 202);
  await receiver.count(3);
});

t.test("the log: pages, states, bodies, and sending again", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, resource: "topics" });
  for (let n = 0; n < 7; n++) await create(app, "topics", { name: `t${n}` });
  await receiver.count(7);
  const path = webhook.links.deliveries;
  const isDone = async () => (await logOf(app, webhook, "state=delivered")).length === 7;
  await until(isDone, "the log");
  const { records, pageLengths } = await walk<ServedDelivery>(app, `${path}?limit=3`, KEYED);
  t.same(pageLengths, [3, 3, 1]);
  t.same(
    records.map(({ record }) => record),
    ["t6", "t5", "t4", "t3", "t2", "t1", "t0"],
  );
  const some = await walk<ServedDelivery>(app, `${path}?limit=3&state=delivered`, KEYED);
  t.same(some.records, records);
  t.same(await logOf(app, webhook, "state=failed"), []);
  const [last] = records;
  if (last === undefined) return t.fail("no log");
  const whole = await read<ServedDelivery & { payload: object }>(app, last.links.self, KEYED);
  const { payload, ...rest } = whole;
  t.same(rest, last);
  t.same(payload, receiver.received.find(({ id }) => id === last.id)?.event);
  receiver.clear();
  t.equal((await resend(app, last)).statusCode, 202);
  const [again] = await receiver.count(1);
  t.equal(again?.id, last.id);
  await patchWebhook(app, webhook, { enabled: false });
  const off = await resend(app, last);
  t.equal(off.statusCode, 409);
  t.match(off.json<Faulty>().detail, /switch it on/);
  for (const query of ["state=sent", "limit=0", "limit=201", "cursor=x", "sort=id", "state="]) {
    const answer = await app.inject({ url: `${path}?${query}`, headers: KEYED });
    t.equal(answer.statusCode, 400, query);
  }
  const other = await subscribe(app, { url: receiver.url, resource: "topics" });
  const { next } = (await read<{ page: { next: string } }>(app, `${path}?limit=3`, KEYED)).page;
  const stolen = await app.inject({
    url: `${other.links.deliveries}?limit=3&cursor=${next}`,
    headers: KEYED,
  });
  t.equal(stolen.statusCode, 400, "a cursor is of one list");
  const elsewhere = last.links.self.replace(webhook.id, other.id);
  t.equal((await app.inject({ url: elsewhere, headers: KEYED })).statusCode, 404);
});

t.test("a query is held to what lists take, with the same help", async (t) => {
  const app = webhookApp(t);
  await create(app, "topics", { name: "Apps" });
  const cases: [object, string, RegExp, string?][] = [
    [{ topik: "apps" }, "/query/topik", /not a parameter/, "topic"],
    [{ topic: "aps" }, "/query/topic", /no topic 'aps'/, "apps"],
    [{ topic: ["apps", "nope"] }, "/query/topic/1", /no topic 'nope'/],
    [{ kind: "cases" }, "/query/kind", /cases/, "case"],
    [{ date_gte: "yesterday" }, "/query/date_gte", /yesterday/],
    [{ q: "x".repeat(10_001) }, "/query/q", /10000|10,000/],
    [{ q: "a\0b" }, "/query/q", /U\+0000/],
    [{ topic: {} }, "/query/topic", /object/],
    [{ topic: [] }, "/query/topic", /empty array/],
    [{ sort: "date" }, "/query/sort", /leave it out/],
    [{ limit: 1 }, "/query/limit", /leave it out/],
    [{ fields: ["id"] }, "/query/fields", /leave it out/],
    [{ format: "csv" }, "/query/format", /leave it out/],
    [{ state: "draft" }, "/query/state", /drafts: true/],
    [{ state: ["published", "draft"] }, "/query/state", /drafts: true/],
    [{ constructr: 1, toString: "x" }, "/query/constructr", /not a parameter/],
  ];
  const webhook = await subscribe(app, { url: HOOK, resource: "items" });
  for (const [query, pointer, detail, suggestion] of cases) {
    const name = JSON.stringify(query).slice(0, 80);
    for (const answer of [
      await write(app, "POST", "/webhooks", { url: HOOK, resource: "items", query }),
      await write(app, "PATCH", `/webhooks/${webhook.id}`, { query }),
    ]) {
      t.equal(answer.statusCode, 400, name);
      const { errors } = answer.json<Faulty>();
      const fault = errors.find((each) => each.pointer === pointer);
      t.match(fault?.detail, detail, name);
      if (suggestion !== undefined) t.equal(fault?.suggestion, suggestion, name);
    }
  }
  t.same((await webhookNow(app, webhook)).query, {}, "nothing was changed");
});

t.test("every fault of a body is named at once", async (t) => {
  const app = webhookApp(t, { allowPrivate: false });
  const body = {
    url: "http://10.0.0.1/",
    resource: "items",
    query: { topik: 1 },
    drafts: false,
    description: "x".repeat(501),
    colour: "red",
  };
  const { errors } = (await write(app, "POST", "/webhooks", body)).json<Faulty>();
  t.same(errors.map(({ pointer }) => pointer).sort(), [
    "/colour",
    "/description",
    "/query/topik",
    "/url",
  ]);
  const bodies: [unknown, string][] = [
    [{ url: HOOK }, "/resource"],
    [{ resource: "items" }, "/url"],
    [{ url: HOOK, resource: "item" }, "/resource"],
    [{ url: HOOK, resource: ["items"] }, "/resource"],
    [{ url: 5, resource: "items" }, "/url"],
    [{ url: `https://e.org/${"x".repeat(2000)}`, resource: "items" }, "/url"],
    [{ url: HOOK, resource: "items", query: "topic=apps" }, "/query"],
    [{ url: HOOK, resource: "items", query: null }, "/query"],
    [{ url: HOOK, resource: "items", query: [] }, "/query"],
    [{ url: HOOK, resource: "items", drafts: "yes" }, "/drafts"],
    [{ url: HOOK, resource: "items", enabled: 1 }, "/enabled"],
    [{ url: HOOK, resource: "items", description: "a\0b" }, "/description"],
    [{ url: HOOK, resource: "items", secret: "whsec_x" }, "/secret"],
    [{ url: HOOK, resource: "items", id: "mine" }, "/id"],
  ];
  for (const [sent, pointer] of bodies) {
    const answer = await write(app, "POST", "/webhooks", sent as object);
    t.equal(answer.statusCode, 400, JSON.stringify(sent).slice(0, 80));
    t.match(
      answer.json<Faulty>().errors.map((each) => each.pointer),
      [pointer],
    );
  }
  for (const text of ["[]", '"x"', "null", "7", "{", ""]) {
    t.equal((await write(app, "POST", "/webhooks", text)).statusCode, 400, text);
  }
  const suggestion = (
    await write(app, "POST", "/webhooks", { url: HOOK, resource: "itmes" })
  ).json<Faulty>().errors[0]?.suggestion;
  t.equal(suggestion, "items");
});

t.test("what can't be changed, and requests that take nothing", async (t) => {
  const app = webhookApp(t);
  const webhook = await subscribe(app, { url: HOOK, resource: "items" });
  const { self } = webhook.links;
  for (const body of [{ resource: "topics" }, { id: "x" }, { waiting: 0 }, { url: null }, {}]) {
    const isNothing = Object.keys(body).length === 0;
    const answer = await write(app, "PATCH", self, body);
    t.equal(answer.statusCode, isNothing ? 200 : 400, JSON.stringify(body));
  }
  t.equal((await write(app, "POST", `${self}/test`, { x: 1 })).statusCode, 400);
  t.equal((await write(app, "POST", `${self}/test`, {})).statusCode, 202);
  t.equal((await write(app, "POST", `${self}/rotate`, { hours: 1 })).statusCode, 400);
  t.equal((await write(app, "PUT", self, {})).statusCode, 405);
  for (const url of [self, "/webhooks", `${self}/deliveries`]) {
    t.equal((await app.inject({ url: `${url}?x=1`, headers: KEYED })).statusCode, 400, url);
  }
  for (const url of [`${self}?x=1`, "/webhooks?x=1"]) {
    const method = url.startsWith("/webhooks?") ? "POST" : "PATCH";
    const body = { url: HOOK, resource: "items" };
    t.equal((await write(app, method, url, body)).statusCode, 400, url);
  }
});

t.test("each route needs the scope `admin`, whatever it is asked", async (t) => {
  const app: FastifyInstance = webhookApp(t);
  const { links } = await subscribe(app, { url: HOOK, resource: "items" });
  const delivery = (await write(app, "POST", `${links.self}/test`)).json<ServedDelivery>();
  const keys = new Map<string, Record<string, string>>([["none", {}]]);
  for (const scope of ["read", "write"]) {
    keys.set(scope, bearer((await makeKey(app, scope, [scope])).key));
  }
  const routes: ["GET" | "POST" | "PATCH" | "DELETE", string][] = [
    ["GET", "/webhooks"],
    ["POST", "/webhooks"],
    ["GET", links.self],
    ["PATCH", links.self],
    ["DELETE", links.self],
    ["POST", `${links.self}/rotate`],
    ["POST", `${links.self}/test`],
    ["GET", links.deliveries],
    ["GET", delivery.links.self],
    ["POST", `${delivery.links.self}/resend`],
    ["GET", "/webhooks/nobody"],
    ["DELETE", "/webhooks/nobody"],
  ];
  for (const [who, headers] of keys) {
    for (const [method, url] of routes) {
      const answer = await app.inject({ method, url, headers });
      t.equal(answer.statusCode, who === "none" ? 401 : 403, `${who} ${method} ${url}`);
      t.notMatch(answer.body, "example.org");
    }
  }
  t.equal((await webhookNow(app, { id: delivery.webhook })).enabled, true, "nothing was done");
  for (const [method, url] of routes.slice(-2)) {
    t.equal((await app.inject({ method, url, headers: KEYED })).statusCode, 404);
  }
});

t.test("what is not there is said to be so, whatever is asked for", async (t) => {
  const app = webhookApp(t);
  const { links } = await subscribe(app, { url: HOOK, resource: "items" });
  for (const id of ["nobody", "__proto__", "constructor", "%00", "..%2F", "'%20or%201=1%20--"]) {
    for (const url of [`/webhooks/${id}`, `${links.deliveries}/${id}`]) {
      const { statusCode } = await app.inject({ url, headers: KEYED });
      t.ok(statusCode === 404 || statusCode === 400, `${url} ${statusCode}`);
    }
  }
});

t.test("the data set does not move by webhooks", async (t) => {
  const app = webhookApp(t);
  await create(app, "topics", { name: "Apps" });
  const tag = (await app.inject({ url: "/topics" })).headers["etag"];
  const webhook = await subscribe(app, { url: HOOK, resource: "topics" });
  await write(app, "POST", `${webhook.links.self}/test`);
  await patchWebhook(app, webhook, { enabled: false });
  t.equal((await app.inject({ url: "/topics" })).headers["etag"], tag);
  await patch(app, "/topics/apps", { description: "x" });
  t.not((await app.inject({ url: "/topics" })).headers["etag"], tag);
});
