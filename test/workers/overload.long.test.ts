import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { serve } from "../commands/program.ts";
import { KEY, keyed, open } from "./program-clients.ts";

/** What clients do that are slow, many, or too much. */

const environment = { DATABASE_PATH: ":memory:", SEED: "false", ADMIN_KEY: KEY };

t.test("a process that is too large turns requests away, and says so", async (t) => {
  const { url } = await serve(t, { ...environment, MAX_MEMORY: "1" });
  await sleep(1500);
  const answer = await fetch(`${url}/topics`);
  t.equal(answer.status, 503);
  t.equal(answer.headers.get("content-type"), "application/problem+json; charset=utf-8");
  t.ok(Number(answer.headers.get("retry-after")) > 0);
  t.match(await answer.json(), { type: "/problems/unavailable" });
  t.equal((await fetch(`${url}/health/live`)).status, 200);
  t.equal((await fetch(`${url}/health/ready`)).status, 503);
  t.equal((await fetch(`${url}/metrics`)).status, 200);
});

t.test("a process that is too late turns requests away, until it is not", async (t) => {
  const { url } = await serve(t, { ...environment, MAX_LAG: "5", RATE_LIMIT: "0", SEED: "true" });
  let shed = 0;
  const end = Date.now() + 20_000;
  const client = async () => {
    while (shed === 0 && Date.now() < end) {
      // Each is another question, so that none is answered from memory.
      const answer = await fetch(
        `${url}/items?facets=topic,authority&q=${Math.random()}&limit=200`,
      );
      if (answer.status === 503) shed++;
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 40 }, client));
  t.ok(shed > 0);
  let recovered = 0;
  for (let i = 0; i < 50 && recovered !== 200; i++) {
    await sleep(200);
    recovered = (await fetch(`${url}/topics`)).status;
  }
  t.equal(recovered, 200);
});

t.test("of many connections those beyond the limit are closed", async (t) => {
  const { url } = await serve(t, { ...environment, MAX_CONNECTIONS: "5" });
  const clients = await Promise.all(Array.from({ length: 9 }, () => open(url)));
  const closed = () => clients.filter(({ socket }) => socket.closed).length;
  for (let i = 0; i < 50 && closed() < 4; i++) await sleep(50);
  t.equal(closed(), 4);
  for (const { socket } of clients) socket.destroy();
  await sleep(200);
  t.equal((await fetch(`${url}/topics`)).status, 200, "later ones are heard again");
});

t.test("a client has ten streams of changes, and others theirs", async (t) => {
  const { url } = await serve(t, environment);
  const ending = new AbortController();
  t.teardown(() => ending.abort());
  const stream = (headers: Record<string, string> = {}) =>
    fetch(`${url}/changes/stream`, { headers, signal: ending.signal });
  const streams = await Promise.all(Array.from({ length: 10 }, () => stream()));
  t.same(new Set(streams.map(({ status }) => status)), new Set([200]));
  const refused = await stream();
  t.equal(refused.status, 429);
  t.ok(Number(refused.headers.get("retry-after")) > 0);
  t.equal((await stream(keyed)).status, 200, "another client");
  await streams[0]?.body?.cancel();
  await sleep(500);
  t.equal((await stream()).status, 200, "when one was closed");
});

t.test("headers that do not arrive are not waited for, nor floods of them", async (t) => {
  const { url } = await serve(t, environment);
  const slow = await open(url);
  slow.socket.write("GET /topics HTTP/1.1\r\nHost: x\r\n");
  const flood = await open(url);
  flood.socket.write(`GET /topics HTTP/1.1\r\nHost: x\r\n${"X-Filler: y\r\n".repeat(20_000)}\r\n`);
  const many = await open(url);
  many.socket.write(`GET /topics HTTP/1.1\r\nHost: x\r\nX-Long: ${"y".repeat(200_000)}\r\n\r\n`);
  for (let i = 0; i < 100 && !(flood.socket.closed && many.socket.closed); i++) await sleep(50);
  for (const { received } of [flood, many]) t.match(received(), /^HTTP\/1\.1 431 /);
  t.equal((await fetch(`${url}/topics`)).status, 200, "others are served meanwhile");
  const began = Date.now();
  while (!slow.socket.closed && Date.now() - began < 40_000) await sleep(200);
  t.match(slow.received(), /^HTTP\/1\.1 408 /);
  t.match(slow.received(), '"type":"/problems/timeout"');
});

t.test("a body that does not arrive is refused", async (t) => {
  const { url } = await serve(t, { ...environment, BODY_LIMIT: "1024" });
  const { socket, received } = await open(url);
  const head = `POST /topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}`;
  socket.write(`${head}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{`);
  const began = Date.now();
  // A byte now and then does not keep it open.
  while (!socket.closed && Date.now() - began < 60_000) {
    socket.write(" ");
    await sleep(1000);
  }
  const took = Date.now() - began;
  t.match(received(), /^HTTP\/1\.1 408 /);
  t.match(received(), '"type":"/problems/timeout"');
  t.match(received(), /connection: close/i);
  t.ok(took > 25_000 && took < 45_000, `${took} ms`);
});
