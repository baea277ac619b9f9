import { join } from "node:path";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { serve, temporaryFolder } from "../commands/program.ts";
import { KEY, keyed, open, post } from "./program-clients.ts";

/** How a service ends: told to, or killed. */

const environment = { DATABASE_PATH: ":memory:", SEED: "false", ADMIN_KEY: KEY };

const ITEMS = 300;

for (const WORKERS of ["1", "2"]) {
  t.test(`a large answer that is taken slowly is whole, with ${WORKERS} workers`, async (t) => {
    const { url, child, ended } = await serve(t, { ...environment, WORKERS, STOP_TIMEOUT: "60" });
    // More than what kernels keep of a connection that nobody reads.
    const item = { kind: "other", summary: "x".repeat(50_000), state: "published" };
    for (let i = 0; i < ITEMS; i++) {
      t.equal((await post(`${url}/items`, { title: `Item ${i}`, ...item })).status, 201);
    }
    const { socket, received } = await open(url);
    socket.write("GET /items?format=ndjson HTTP/1.1\r\nHost: x\r\n\r\n");
    while (received().length < 1000) await sleep(10);
    socket.pause();
    child.kill("SIGTERM");
    await sleep(1000);
    t.equal(await Promise.race([ended, sleep(10, null)]), null, "it waits for the client");
    socket.resume();
    const { code } = await ended;
    t.equal(code, 0);
    t.match(received(), /0\r\n\r\n$/, "to the last chunk");
    t.equal(received().match(/"summary"/g)?.length, ITEMS);
  });
}

t.test("it says that it is not ready before it stops, and serves on meanwhile", async (t) => {
  const { url, child, ended } = await serve(t, { ...environment, STOP_DELAY: "3" });
  t.equal((await fetch(`${url}/health/ready`)).status, 200);
  child.kill("SIGTERM");
  await sleep(300);
  const ready = await fetch(`${url}/health/ready`);
  t.equal(ready.status, 503);
  t.match(await ready.text(), "is ending");
  t.equal((await fetch(`${url}/health/live`)).status, 200);
  const answer = await fetch(`${url}/topics`);
  t.equal(answer.status, 200);
  t.equal(answer.headers.get("connection"), "close");
  t.equal((await post(`${url}/topics`, { name: "Late" })).status, 201);
  t.equal((await ended).code, 0);
});

for (const WORKERS of ["1", "2"]) {
  t.test(`what is on its way when it stops is answered, with ${WORKERS} workers`, async (t) => {
    const { url, child, ended } = await serve(t, { ...environment, WORKERS });
    const clients = await Promise.all(Array.from({ length: 8 }, () => open(url)));
    const request = "GET /topics HTTP/1.1\r\nHost: x\r\n\r\n";
    const answers = (received: () => string) => received().split("HTTP/1.1 200 OK").length - 1;
    // Half of them are new connections, on which nothing was said yet.
    const old = clients.slice(0, 4);
    for (const { socket } of old) socket.write(request);
    for (const { received } of old) while (answers(received) < 1) await sleep(5);
    child.kill("SIGTERM");
    await sleep(100);
    for (const { socket } of clients) socket.write(request);
    t.equal((await ended).code, 0);
    for (const [index, { received }] of clients.entries()) {
      t.equal(answers(received), index < 4 ? 2 : 1);
      t.match(received().toLowerCase(), "connection: close");
    }
  });
}

t.test("an import that was on its way is answered, and no fault is logged", async (t) => {
  const { url, child, ended } = await serve(t, { ...environment, LOG_LEVEL: "warn" });
  let logged = "";
  child.stdout?.on("data", (text) => (logged += text));
  const { socket, received } = await open(url);
  socket.write(
    `POST /imports?resource=topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{"name"`,
  );
  await sleep(300);
  child.kill("SIGTERM");
  t.equal((await ended).code, 0);
  t.match(received(), /^HTTP\/1.1 503 /);
  t.notMatch(logged, "TypeError");
});

t.test("streams of changes end as whole answers", async (t) => {
  const { url, child, ended } = await serve(t, environment);
  const { received, socket } = await open(url);
  socket.write("GET /changes/stream HTTP/1.1\r\nHost: x\r\n\r\n");
  while (!received().includes("retry:")) await sleep(10);
  child.kill("SIGTERM");
  t.equal((await ended).code, 0);
  t.match(received(), /\r\n0\r\n\r\n$/);
});

t.test("a client that takes nothing does not hold it up for ever", async (t) => {
  const { url, child, ended } = await serve(t, { ...environment, STOP_TIMEOUT: "2" });
  const { socket } = await open(url);
  socket.write("POST /topics HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
  await sleep(200);
  child.kill("SIGTERM");
  const began = Date.now();
  t.equal((await ended).code, 0);
  t.ok(Date.now() - began < 8000, `${Date.now() - began} ms`);
});

t.test(
  "killed between the commit and the answer, a repeat gets the answer of one write",
  async (t) => {
    const path = join(temporaryFolder(t), "it.db");
    const settings = { ...environment, DATABASE_PATH: path };
    const body = { name: "Once" };
    const key = { "idempotency-key": "survives" };
    let isWritten = false;
    for (let attempt = 0; attempt < 20 && !isWritten; attempt++) {
      const { url, child, ended } = await serve(t, settings);
      const file = new SqliteConnection(path, { readonly: true });
      const written = file.prepare("select count(*) from idempotency_answers").pluck();
      const answer = post(`${url}/topics`, body, key).catch(() => null);
      // The process is stopped as soon as the commit shows, which is before or after the answer.
      const end = Date.now() + 5000;
      while (written.get() === 0 && Date.now() < end) await turn();
      child.kill("SIGKILL");
      isWritten = written.get() === 1;
      file.close();
      await Promise.all([ended, answer]);
    }
    t.ok(isWritten);
    const { url } = await serve(t, settings);
    const again = await post(`${url}/topics`, body, key);
    t.equal(again.status, 201);
    t.equal(again.headers.get("idempotency-replayed"), "true");
    t.match(await again.json(), { id: "once", revision: 1 });
    const list = (await (await fetch(`${url}/topics`, { headers: keyed })).json()) as {
      page: { total: number };
    };
    t.equal(list.page.total, 1);
  },
);
