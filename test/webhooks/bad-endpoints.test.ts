import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import t from "tap";
import { quiet, Receiver, until } from "./receiver.ts";
import { logOf, subscribe, webhookApp } from "./webhook-client.ts";
import { topic, world } from "./world.ts";

/** Endpoints that give no answer, or one without end. */

t.test("what is no answer is a failure that says so", async (t) => {
  const cases: [string, Receiver["answer"], RegExp][] = [
    ["silence", () => undefined, /no answer within 0.3 seconds/],
    [
      "a connection that breaks",
      (_, response) => {
        response.socket?.destroy();
        return undefined;
      },
      /no answer/,
    ],
    [
      "a redirect",
      (_, response) => {
        response.writeHead(307, { location: "/elsewhere" }).end();
        return undefined;
      },
      /307: redirects are not followed/,
    ],
    [
      "headers without end",
      (_, response) => {
        response.writeHead(200, { "x-long": "x".repeat(30_000) }).end();
        return undefined;
      },
      /no answer/,
    ],
  ];
  for (const [name, answer, error] of cases) {
    const { app, receiver, webhook } = await world(t, { timeout: 300, pauses: [60_000] });
    receiver.answer = answer;
    await topic(app, "a");
    await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, name);
    const [logged] = await logOf(app, webhook);
    t.match(logged, { state: "waiting", error }, name);
    t.same(
      receiver.received.map(({ path }) => path),
      ["/hook"],
      name,
    );
  }
});

t.test("of a body without end only a bound is read", async (t) => {
  const { app, receiver, webhook } = await world(t);
  let sent = 0;
  receiver.answer = (_, response) => {
    response.writeHead(200);
    const more = () => {
      if (response.destroyed) return;
      sent += 65_536;
      response.write(Buffer.alloc(65_536), () => setImmediate(more));
    };
    more();
    return undefined;
  };
  await topic(app, "a");
  await until(async () => (await logOf(app, webhook))[0]?.state === "delivered", "the end");
  t.ok(sent < 20_000_000, `${sent} bytes`);
});

t.test("a host that is not there", async (t) => {
  const app = webhookApp(t, { pauses: [60_000] });
  const gone = await Receiver.open({ teardown: (close) => setImmediate(() => close()) });
  const refused = await subscribe(app, { url: gone.url, resource: "topics" });
  const unknown = await subscribe(app, { url: "https://no.invalid/x", resource: "topics" });
  await quiet();
  await topic(app, "a");
  for (const webhook of [refused, unknown]) {
    await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, webhook.url);
  }
  t.match((await logOf(app, refused))[0]?.error, /refused/);
  t.match((await logOf(app, unknown))[0]?.error, /not known|no answer/);
});

t.test("an endpoint that only fails is not stormed", async (t) => {
  const { app, receiver } = await world(t, { pauses: [200, 60_000] });
  receiver.answer = () => 500;
  for (let n = 0; n < 40; n++) await topic(app, `t${n}`);
  await quiet();
  t.ok(receiver.received.length < 25, `${receiver.received.length} requests`);
});

t.test("an answer without end is broken off, whatever is collected meanwhile", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { app, receiver, webhook } = await world(t, { timeout: 500, pauses: [60_000] });
  receiver.answer = (_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("x"), 50);
    response.once("close", () => clearInterval(drip));
    return undefined;
  };
  await topic(app, "a");
  await receiver.count(1);
  for (let n = 0; n < 10; n++) {
    collect();
    await sleep(20);
  }
  await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, "the end", 5000);
});
