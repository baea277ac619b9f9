import t from "tap";
import { create, KEYED, read } from "../app-under-test.ts";
import { Receiver, verified } from "./receiver.ts";
import type { MadeWebhook } from "./webhook-client.ts";
import { subscribe, webhookApp } from "./webhook-client.ts";

/** Writes that carry an Idempotency-Key are told of like any other, and once. */

t.test("a repeated write is told of once", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  const webhook = await subscribe(app, { url: receiver.url, resource: "topics" });
  const post = () =>
    app.inject({
      method: "POST",
      url: "/topics",
      headers: { ...KEYED, "idempotency-key": "once" },
      payload: { name: "Told once", state: "published" },
    });
  const [first, again] = [await post(), await post()];
  t.equal(first.statusCode, 201);
  t.equal(again.headers["idempotency-replayed"], "true");
  t.equal(again.body, first.body);
  await create(app, "topics", { name: "Another", state: "published" });
  const received = await receiver.count(2);
  t.same(
    received.map((each) => verified(webhook.secret, each).data.id),
    ["told-once", "another"],
  );
});

t.test("who repeats the making of a webhook gets its secret again, and one webhook", async (t) => {
  const app = webhookApp(t);
  const receiver = await Receiver.open(t);
  const ask = (url: string, payload: object, key: string) =>
    app.inject({ method: "POST", url, headers: { ...KEYED, "idempotency-key": key }, payload });
  const body = { url: receiver.url, resource: "topics" };
  const [first, again] = [
    await ask("/webhooks", body, "make"),
    await ask("/webhooks", body, "make"),
  ];
  t.equal(first.statusCode, 201);
  const made = first.json<MadeWebhook>();
  t.match(made.secret, /^whsec_/);
  t.same(again.json(), made);
  const list = await read<{ page: { total: number } }>(app, "/webhooks", KEYED);
  t.equal(list.page.total, 1);

  const path = `/webhooks/${made.id}/rotate`;
  const rotated = await ask(path, {}, "rotate");
  t.equal(rotated.statusCode, 200);
  const { secret } = rotated.json<MadeWebhook>();
  t.not(secret, made.secret);
  t.equal((await ask(path, {}, "rotate")).json<MadeWebhook>().secret, secret);
  await create(app, "topics", { name: "Signed", state: "published" });
  const [received] = await receiver.count(1);
  t.ok(received && verified(secret, received), "the secret that was shown is the one that signs");

  const metrics = (await app.inject({ url: "/metrics" })).body;
  t.match(metrics, /^legal_developments_webhook_deliveries_waiting \d+$/m);
  t.match(metrics, /^legal_developments_webhooks_disabled 0$/m);
});
