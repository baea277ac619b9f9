import type { LookupAddress, LookupOptions } from "node:dns";
import t from "tap";
import {
  checkedLookup,
  ForbiddenAddress,
  isPublicAddress,
  type Resolve,
} from "../../src/webhooks/address.ts";
import { create, write } from "../app-under-test.ts";
import { quiet, Receiver, until } from "./receiver.ts";
import { logOf, type MadeWebhook, patchWebhook, subscribe, webhookApp } from "./webhook-client.ts";

/** Where requests may not go. */

const PRIVATE = [
  ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"],
  ...["172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1"],
  ...["100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"],
  ...["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1"],
  ...["::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:a9fe:a9fe", "::127.0.0.1"],
  ...["64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1"],
  ...["fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "100::1", "2001:2::1"],
  ...["fe80::1%eth0", "5f00::1", "", "localhost", "1.2.3", "8.8.8.8.8"],
  ...["1fff::1", "4000::1", "3fff::", "3fff:fff:ffff::1"],
];

const PUBLIC = [
  ...["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1"],
  ...["169.253.0.1", "192.167.1.1", "223.255.255.254", "2606:4700:4700::1111", "2a00:1450::1"],
  ...["3fff:1000::1", "3ffe:ffff::1"],
];

t.test("which addresses are public", (t) => {
  for (const address of PRIVATE) t.equal(isPublicAddress(address), false, address);
  for (const address of PUBLIC) t.equal(isPublicAddress(address), true, address);
  t.end();
});

t.test("a URL that says by itself that it is not public is refused", async (t) => {
  const app = webhookApp(t, { allowPrivate: false });
  const refused = [
    ...["https://localhost/", "https://LOCALHOST./x", "https://a.localhost/", "https://127.1/"],
    ...["https://0x7f.1/", "https://2130706433/", "https://0177.0.0.1/", "https://0/"],
    ...["https://10.0.0.1:8443/", "https://169.254.169.254/latest/meta-data", "https://[::1]/"],
    ...[
      "https://localhost./",
      "https://[::ffff:127.0.0.1]/",
      "https://[64:ff9b::7f00:1]/",
      "https://[fd00::1]/",
    ],
    ...["https://１２７.0.0.1/", "https://127。0。0。1/"],
  ];
  for (const url of refused) {
    const answer = await write(app, "POST", "/webhooks", { url, resource: "items" });
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ pointer: "/url", detail: /no public address/ }] }, url);
  }
  for (const url of [
    "https://localhost.example.org/",
    "https://notlocalhost/",
    "https://[2606:4700::1]/",
  ]) {
    await subscribe(app, { url, resource: "items", enabled: false });
  }
  const taken = await subscribe(app, { url: "https://1.1.1.1/hook", resource: "items" });
  const moved = await write(app, "PATCH", `/webhooks/${taken.id}`, { url: "https://[::1]/" });
  t.equal(moved.statusCode, 400, "nor can it be changed to that");
});

t.test("a name that leads to a private address is not connected to", async (t) => {
  const receiver = await Receiver.open(t);
  const { port } = new URL(receiver.url);
  const names: Record<string, LookupAddress[]> = {
    "loopback.example": [{ address: "127.0.0.1", family: 4 }],
    "mapped.example": [{ address: "::ffff:127.0.0.1", family: 6 }],
    "metadata.example": [{ address: "169.254.169.254", family: 4 }],
    "both.example": [
      { address: "127.0.0.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ],
    "nothing.example": [],
  };
  const app = webhookApp(t, {
    allowPrivate: false,
    pauses: [60_000],
    resolve: (host, _, done) => done(null, names[host] ?? []),
  });
  for (const host of Object.keys(names)) {
    // A scheme may be written in capitals (RFC 3986 §3.1).
    const webhook = await subscribe(app, { url: `HTTPS://${host}:${port}/`, resource: "topics" });
    await create(app, "topics", { name: `For ${host}` });
    await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, host);
    t.match((await logOf(app, webhook))[0]?.error, /no public address, so nothing was sent/, host);
    await write(app, "DELETE", `/webhooks/${webhook.id}`);
  }
  t.same(receiver.received, []);
});

t.test("a look-up gives sockets what they ask for, of what is public", async (t) => {
  const answers: Record<string, LookupAddress[]> = {
    "both.example": [
      { address: "10.0.0.1", family: 4 },
      { address: "1.1.1.1", family: 4 },
      { address: "::1", family: 6 },
      { address: "2606:4700:4700::1111", family: 6 },
    ],
    "private.example": [{ address: "::1", family: 6 }],
  };
  const asked: unknown[] = [];
  const resolve: Resolve = (host, options, done) => {
    asked.push(options);
    const found = answers[host];
    if (found) done(null, found);
    else done(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }), []);
  };
  const lookup = checkedLookup(isPublicAddress, resolve);
  const look = (host: string, options: LookupOptions): Promise<unknown[]> =>
    new Promise((done) => lookup(host, options, (...given) => done(given)));
  const open = answers["both.example"]?.filter(({ address }) => isPublicAddress(address));
  t.same(await look("both.example", { all: true }), [null, open]);
  t.same(await look("both.example", {}), [null, "1.1.1.1", 4]);
  t.same(await look("both.example", { all: false }), [null, "1.1.1.1", 4]);
  for (const family of [4, 6, "IPv4", "IPv6"] as const) {
    await look("both.example", { all: true, family });
  }
  t.same(
    asked,
    [0, 0, 0, 4, 6, 4, 6].map((family) => ({ all: true, family })),
  );
  for (const all of [true, false]) {
    const [refusal] = await look("private.example", { all });
    t.ok(refusal instanceof ForbiddenAddress);
    t.match(refusal, { message: /^'private\.example' is at no public address/ });
    t.match((await look("nowhere.example", { all }))[0], { code: "ENOTFOUND" });
  }
});

t.test("the address that was checked is the one that is connected to", async (t) => {
  const receiver = await Receiver.open(t);
  const { port } = new URL(receiver.url);
  let asked = 0;
  const app = webhookApp(t, {
    allowPrivate: false,
    pauses: [10, 10, 10, 60_000],
    timeout: 300,
    // A name that is public when it is first asked for, and then is not (DNS rebinding).
    resolve: (_, __, done) =>
      done(null, [{ address: asked++ === 0 ? "203.0.114.1" : "127.0.0.1", family: 4 }]),
  });
  const url = `https://rebinds.example:${port}/`;
  const webhook = await subscribe(app, { url, resource: "topics" });
  await create(app, "topics", { name: "a" });
  await until(async () => ((await logOf(app, webhook))[0]?.attempts ?? 0) >= 3, "attempts");
  t.same(receiver.received, []);
  t.match((await logOf(app, webhook))[0]?.error, /no public address/);
});

t.test(
  "what was allowed when it was made is refused when the operator allows it no more",
  async (t) => {
    const receiver = await Receiver.open(t);
    const folder = t.testdir();
    const environment = { DATABASE_PATH: `${folder}/x.db` };
    const before = webhookApp(t, {}, environment);
    const literal = await subscribe(before, { url: receiver.url, resource: "topics" });
    const named = await subscribe(before, {
      url: receiver.url.replace("127.0.0.1", "localhost"),
      resource: "topics",
    });
    await create(before, "topics", { name: "a" });
    await receiver.count(2);
    await before.close();
    receiver.clear();
    const after = webhookApp(t, { allowPrivate: false, pauses: [60_000] }, environment);
    await create(after, "topics", { name: "b" });
    for (const webhook of [literal, named]) {
      await until(async () => (await logOf(after, webhook))[0]?.attempts === 1, webhook.url);
      t.match((await logOf(after, webhook))[0]?.error, /plain HTTP/);
      await patchWebhook(after, webhook, { enabled: false });
    }
    t.same(receiver.received, []);
  },
);

t.test("an address in a URL is refused when it is connected to, too", async (t) => {
  const receiver = await Receiver.open(t);
  const { port } = new URL(receiver.url);
  const environment = { DATABASE_PATH: `${t.testdir()}/x.db` };
  const before = webhookApp(t, {}, environment);
  const hosts = { "127.0.0.1": "127.0.0.1", "[::1]": "::1", "10.0.0.1": "10.0.0.1" };
  const webhooks = new Map<string, MadeWebhook>();
  for (const [host, shown] of Object.entries(hosts)) {
    const url = `https://${host}:${port}/`;
    webhooks.set(shown, await subscribe(before, { url, resource: "topics" }));
  }
  await before.close();
  const after = webhookApp(t, { allowPrivate: false, pauses: [60_000] }, environment);
  await create(after, "topics", { name: "a" });
  for (const [shown, webhook] of webhooks) {
    await until(async () => (await logOf(after, webhook))[0]?.attempts === 1, webhook.url);
    const [logged] = await logOf(after, webhook);
    t.equal(logged?.error, `'${shown}' is at no public address, so nothing was sent.`);
  }
  t.same(receiver.received, []);
});

t.test("a redirect into the network is not followed, whatever is allowed", async (t) => {
  const inner = await Receiver.open(t);
  const outer = await Receiver.open(t);
  outer.answer = (_, response) => {
    response.writeHead(302, { location: inner.url }).end();
    return undefined;
  };
  const app = webhookApp(t, { pauses: [60_000] });
  const webhook = await subscribe(app, { url: outer.url, resource: "topics" });
  await create(app, "topics", { name: "a" });
  await until(async () => (await logOf(app, webhook))[0]?.attempts === 1, "an attempt");
  await quiet();
  t.same(inner.received, []);
  t.match((await logOf(app, webhook))[0], { response_status: 302, error: /not followed/ });
});

t.test("plain HTTP, users and fragments", async (t) => {
  const app = webhookApp(t, { allowPrivate: false });
  const refused: [string, RegExp][] = [
    ["http://example.org/", /must begin with https, not http/],
    ["ftp://example.org/", /must begin with https/],
    ["javascript:alert(1)", /must begin with https/],
    ["file:///etc/passwd", /must begin with https/],
    ["https://user:pass@example.org/", /no user and password/],
    ["https://user@example.org/", /no user and password/],
    ["https://example.org/#x", /no fragment/],
    ["https://", /no URL/],
    ["example.org", /no URL/],
    ["https://exa mple.org/", /no URL/],
    ["https://example.org/\r\nX-Y: z", /no URL/],
    ["https://example.org:99999/", /no URL/],
  ];
  for (const [url, detail] of refused) {
    const answer = await write(app, "POST", "/webhooks", { url, resource: "items" });
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ pointer: "/url", detail }] }, url);
  }
});

t.test("a URL that others could read otherwise, or that leads nowhere, is refused", async (t) => {
  const app = webhookApp(t, { allowPrivate: false });
  const refused: [string, RegExp][] = [
    ["https:example.org", /should this be https:\/\/example\.org\/\?/],
    ["https:/example.org/x", /should this be https:\/\/example\.org\/x\?/],
    ["https:\\\\example.org\\x", /should this be/],
    ["https://example.org\\@127.0.0.1/", /should this be https:\/\/example\.org\/@127/],
    ["https://./", /'\.' is no host/],
    ["https://../", /'\.\.' is no host/],
    ["https://a..example.org/", /is no host/],
    [`https://${"a".repeat(64)}.org/`, /at most 63 between dots/],
    [`https://${"a.".repeat(126)}org/`, /at most 253/],
    ["https://example.org:0/", /no port 0/],
    ["https://example.org/\ud800", /half of a surrogate pair/],
  ];
  for (const [url, detail] of refused) {
    const answer = await write(app, "POST", "/webhooks", { url, resource: "items" });
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ pointer: "/url", detail }] }, url);
  }
  const taken = [
    "https://例え.jp/",
    "https://example.org.:8443/?q=é",
    "https://[2606:4700::1111]/",
  ];
  for (const url of taken) {
    t.equal((await subscribe(app, { url, resource: "items" })).url, url);
  }
});
