import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { run, serve, temporaryFolder } from "../commands/program.ts";
import { KEY, keyed, post } from "./program-clients.ts";

/** Several processes over one file, as who runs them sees them. */

const environment = { WORKERS: "2", SEED: "false", ADMIN_KEY: KEY };

/** The processes that a process started. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

t.test("a limit is counted over all workers", async (t) => {
  const { url } = await serve(t, { ...environment, DATABASE_PATH: ":memory:", RATE_LIMIT: "20" });
  const ask = () => fetch(`${url}/topics`, { headers: { connection: "close" } });
  const answers = await Promise.all(Array.from({ length: 50 }, ask));
  const count = (status: number) => answers.filter((each) => each.status === status).length;
  t.equal(count(200), 20, "exactly as many as are allowed");
  t.equal(count(429), 30);
  const left = answers
    .filter(({ status }) => status === 200)
    .map(({ headers }) => Number(headers.get("ratelimit-remaining")));
  t.same(
    left.sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i),
    "each once",
  );
  const refused = answers.find(({ status }) => status === 429);
  t.match(refused?.headers.get("ratelimit"), /^"default";r=0;t=\d+$/);
  t.equal(refused?.headers.get("ratelimit-policy"), '"default";q=20;w=60');
  t.ok(Number(refused?.headers.get("retry-after")) > 0);
});

t.test("repeats at the same time over all workers write once", async (t) => {
  const path = join(temporaryFolder(t), "it.db");
  const { url, child, ended } = await serve(t, { ...environment, DATABASE_PATH: path });
  for (let round = 0; round < 10; round++) {
    const body = { name: `Round ${round}` };
    const key = { "idempotency-key": `round-${round}` };
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const answer = await post(`${url}/topics`, body, key);
        return { status: answer.status, text: await answer.text(), headers: answer.headers };
      }),
    );
    const made = answers.filter(({ status }) => status === 201);
    t.equal(new Set(made.map(({ text }) => text)).size, 1, "all are the same answer");
    t.equal(made.filter(({ headers }) => !headers.has("idempotency-replayed")).length, 1);
    t.ok(
      answers.every(({ status }) => status === 201 || status === 409),
      answers.map(({ status }) => status).join(),
    );
  }
  const list = (await (await fetch(`${url}/topics`, { headers: keyed })).json()) as {
    page: { total: number };
  };
  t.equal(list.page.total, 10);
  child.kill("SIGTERM");
  t.equal((await ended).code, 0);
});

t.test("many writers over all workers wait for one another", async (t) => {
  const path = join(temporaryFolder(t), "it.db");
  const { url } = await serve(t, { ...environment, WORKERS: "3", DATABASE_PATH: path });
  const writer = async (name: string) => {
    const statuses: number[] = [];
    for (let i = 0; i < 15; i++) {
      statuses.push((await post(`${url}/topics`, { name: `${name} ${i}` })).status);
    }
    return statuses;
  };
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const statuses = (await Promise.all(names.map(writer))).flat();
  t.same(new Set(statuses), new Set([201]), "none is refused");
});

t.test("a worker that ended is started again, and the others serve meanwhile", async (t) => {
  const path = join(temporaryFolder(t), "it.db");
  const { url, child, ended } = await serve(t, { ...environment, DATABASE_PATH: path });
  const [victim, other] = childrenOf(child.pid ?? 0);
  process.kill(victim ?? 0, "SIGKILL");
  for (let i = 0; i < 10; i++) {
    // A connection that was handed to the one that ended is lost; the next goes to another.
    const signal = AbortSignal.timeout(5000);
    const request = fetch(`${url}/topics`, { headers: { connection: "close" }, signal });
    const answer = await request.catch(() => null);
    if (i > 2) t.equal(answer?.status, 200);
    await sleep(50);
  }
  for (let i = 0; i < 300 && childrenOf(child.pid ?? 0).length < 2; i++) await sleep(100);
  const now = childrenOf(child.pid ?? 0);
  t.equal(now.length, 2);
  t.notOk(now.includes(victim ?? 0));
  t.ok(now.includes(other ?? 0));
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  t.equal(code, 0);
  t.match(stderr, /A worker ended \(SIGKILL\); another starts/);
  t.same(now.filter(isThere), [], "none stays");
});

t.test("where another process can't be started for a while, the others serve on", async (t) => {
  const { url, child, ended } = await serve(t, {
    ...environment,
    DATABASE_PATH: ":memory:",
    NODE_OPTIONS: `--import=${new URL("failing-forks.mjs", import.meta.url).href}`,
  });
  child.kill("SIGUSR2");
  await sleep(200);
  process.kill(childrenOf(child.pid ?? 0)[0] ?? 0, "SIGKILL");
  for (let i = 0; i < 300 && childrenOf(child.pid ?? 0).length > 1; i++) await sleep(10);
  for (let i = 0; i < 300 && childrenOf(child.pid ?? 0).length < 2; i++) await sleep(100);
  t.equal(childrenOf(child.pid ?? 0).length, 2);
  t.equal((await fetch(`${url}/topics`)).status, 200);
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  t.equal(code, 0);
  t.equal(stderr.match(/A worker can't be started: .*(empty|ENOENT)/g)?.length, 2, stderr);
});

t.test("what is measured is the sum of all workers, and of those that ended", async (t) => {
  const { url, child } = await serve(t, { ...environment, DATABASE_PATH: ":memory:" });
  const headers = { connection: "close" };
  for (let i = 0; i < 10; i++) await fetch(`${url}/sources`, { headers });
  const count = async () => {
    const text = await (await fetch(`${url}/metrics`, { headers })).text();
    const of = 'http_requests_total{method="GET",route="/sources",status="200"}';
    return Number(text.split(`${of} `)[1]?.split("\n")[0]);
  };
  for (let i = 0; i < 4; i++) t.equal(await count(), 10, "whichever is asked");
  process.kill(childrenOf(child.pid ?? 0)[0] ?? 0, "SIGKILL");
  await sleep(500);
  t.equal(await count(), 10, "as the one that ended had last said");
});

t.test("a database in memory is one for all, and gone at the end", async (t) => {
  const { url, child, ended } = await serve(t, { ...environment, DATABASE_PATH: ":memory:" });
  t.equal((await post(`${url}/topics`, { name: "Shared" })).status, 201);
  for (let i = 0; i < 6; i++) {
    const headers = { ...keyed, connection: "close" };
    t.equal((await fetch(`${url}/topics/shared`, { headers })).status, 200);
  }
  const files = readFileSync(`/proc/${childrenOf(child.pid ?? 0)[0]}/maps`, "utf8");
  const path = /\S+temporary\.db-shm/.exec(files)?.[0] ?? "";
  t.ok(path !== "", "it is a file");
  child.kill("SIGINT");
  t.equal((await ended).code, 0);
  t.throws(() => readFileSync(path));
});

t.test("workers end with the process that started them", async (t) => {
  const path = join(temporaryFolder(t), "it.db");
  const { child } = await serve(t, { ...environment, DATABASE_PATH: path });
  const workers = childrenOf(child.pid ?? 0);
  child.kill("SIGKILL");
  for (let i = 0; i < 100 && workers.some(isThere); i++) await sleep(100);
  t.same(workers.filter(isThere), []);
});

t.test("what is wrong is said once, and nothing goes on", async (t) => {
  const first = await serve(t, { ...environment, DATABASE_PATH: ":memory:" });
  const port = new URL(first.url).port;
  const end = await run(["serve"], { ...environment, DATABASE_PATH: ":memory:", PORT: port });
  t.equal(end.code, 1);
  t.equal(end.stderr.match(/is taken/g)?.length, 1, end.stderr);
});
