import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { appUnderTest } from "../app-under-test.ts";
import type { Served } from "../commands/program.ts";
import { serve, temporaryFolder } from "../commands/program.ts";
import { listen } from "../http/raw-exchange.ts";
import { lines, NDJSON } from "./import-client.ts";

const KEY = "a-key-of-the-operator-of-32-characters-or-more";
const HEADERS = { authorization: `Bearer ${KEY}` };
const PATH = "/imports?resource=topics";

/** Enough that an import is still under way when something else happens. */
const many = (count: number): string =>
  lines(
    ...Array.from({ length: count }, (_, i) => ({ id: `m-${i}`, name: `Number ${i} of many` })),
  );

async function served(t: Parameters<typeof serve>[0]): Promise<Served & { path: string }> {
  const path = join(temporaryFolder(t), "data.db");
  const environment = { DATABASE_PATH: path, SEED: "false", ADMIN_KEY: KEY, RATE_LIMIT: "0" };
  return { ...(await serve(t, environment)), path };
}

const post = (url: string, body: string) =>
  fetch(url + PATH, { method: "POST", headers: { ...HEADERS, "content-type": NDJSON }, body });

async function total(url: string): Promise<number> {
  const answer = await fetch(`${url}/topics?limit=1&state=draft,published`, { headers: HEADERS });
  return ((await answer.json()) as { page: { total: number } }).page.total;
}

/** Sends an import's head and body by a socket of its own, whose end is in the test's hand. */
async function sendBare(url: string, length: number, body: string) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: ${NDJSON}\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Waits until an import is taken again. */
async function untilFree(url: string): Promise<Response> {
  for (;;) {
    const answer = await post(url, lines({ name: "The next" }));
    if (answer.status !== 503) return answer;
    await answer.arrayBuffer();
    await sleep(50);
  }
}

t.test("reads go on during an import, and writes wait or are told to come again", async (t) => {
  const { url } = await served(t);
  await (await post(url, lines({ id: "there", name: "There before" }))).json();
  let isOver = false;
  const importing = post(url, many(6000)).finally(() => {
    isOver = true;
  });
  await sleep(200);
  const patching = fetch(`${url}/topics/there`, {
    method: "PATCH",
    headers: { ...HEADERS, "content-type": "application/merge-patch+json" },
    body: '{"description": "Changed meanwhile."}',
  });
  const second = await post(url, lines({ name: "Second" }));
  t.equal(second.status, 503, "one at a time");
  t.ok(Number(second.headers.get("retry-after")) > 0);
  t.match(await second.text(), /one at a time/);
  const times: number[] = [];
  while (!isOver) {
    const begun = performance.now();
    const answer = await fetch(`${url}/topics/there`);
    times.push(performance.now() - begun);
    t.equal(answer.status, 200);
    await answer.arrayBuffer();
    await sleep(20);
  }
  t.ok(times.length > 10, `${times.length} reads`);
  times.sort((a, b) => a - b);
  t.ok(
    (times[times.length >> 1] ?? 1000) < 100,
    `half of the reads took ${times[times.length >> 1]} ms`,
  );
  const answer = await importing;
  t.equal(answer.status, 200);
  t.match(await answer.json(), { summary: { created: 6000 } });
  const patched = await patching;
  t.ok([200, 503].includes(patched.status), `${patched.status}`);
  if (patched.status === 503) t.ok(Number(patched.headers.get("retry-after")) > 0);
  t.equal(await total(url), 6001);
});

t.test("an import may take longer than a connection may be silent", async (t) => {
  const app = appUnderTest(t, { SEED: "false", ADMIN_KEY: KEY });
  const port = await listen(app);
  const silence = 300;
  app.server.setTimeout(silence);
  const began = performance.now();
  const answer = await post(`http://127.0.0.1:${port}`, many(2000));
  t.ok(performance.now() - began > 2 * silence, "it was one");
  t.equal(answer.status, 200);
  t.match(await answer.json(), { summary: { created: 2000 } });
});

t.test("who hangs up has written nothing", async (t) => {
  const { url } = await served(t);
  const body = many(3000);
  const half = await sendBare(url, body.length, body.slice(0, body.length / 2));
  await sleep(200);
  half.destroy();
  t.equal((await untilFree(url)).status, 200, "the next one is not held up");
  t.equal(await total(url), 1);

  const whole = await sendBare(url, body.length, body);
  await sleep(200);
  whole.destroy();
  t.equal((await untilFree(url)).status, 200);
  t.equal(await total(url), 2);
});

t.test("the end of the service is the end of an import, with nothing written", async (t) => {
  const { url, child, ended, path } = await served(t);
  const answered = post(url, many(20_000)).then(
    async (answer) => `${answer.status} ${await answer.text()}`,
    () => "cut off",
  );
  await sleep(700);
  child.kill("SIGTERM");
  t.match(await answered, /^503 .*Nothing was written|^cut off/);
  t.equal((await ended).code, 0);
  const db = new SqliteConnection(path);
  t.equal(db.prepare("select count(*) from topics").pluck().get(), 0);
  t.equal(db.pragma("integrity_check", { simple: true }), "ok");
  db.close();
});

t.test("where the file can't be opened for writing it is not the service's fault", async (t) => {
  const { url, path } = await served(t);
  const connection = new SqliteConnection(path);
  t.teardown(() => connection.close());
  // A newer program has brought it to its schema meanwhile.
  const insert = connection.prepare(
    "insert into __drizzle_migrations (hash, created_at) values ('x', 9e15)",
  );
  insert.run();
  const answer = await post(url, lines({ name: "Not kept" }));
  t.equal(answer.status, 503);
  t.equal(answer.headers.get("retry-after"), "60");
  const body = await answer.text();
  t.match(body, /may not write to its database/);
  t.notOk(body.includes(path), "nobody is told where it is");
  connection.exec("delete from __drizzle_migrations where created_at = 9e15");
  t.equal((await untilFree(url)).status, 200);
});
