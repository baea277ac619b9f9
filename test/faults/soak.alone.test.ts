import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { run, serve, temporaryFolder } from "../commands/program.ts";
import { SeededRandom } from "../seeded-random.ts";

/**
 * Reads and writes of all kinds for a while, in which memory, the log and latency stay flat.
 * `SOAK_SECONDS=600 npx tap test/faults/soak.alone.test.ts` is the long form.
 */
const SECONDS = Number(process.env["SOAK_SECONDS"] ?? 8);

/** The time is looked at in so many parts of the same length; the first two are for warming up. */
const PARTS = 8;
const WARM = 2;

const KEY = "a-key-for-the-test-that-takes-long-42";
const KEYED = { authorization: `Bearer ${KEY}` };
const JSON_BODY = { ...KEYED, "content-type": "application/json" };

interface Part {
  latencies: number[];
  memory: number;
  log: number;
}

const random = new SeededRandom(42);

/** Requests such as many different clients send. */
function anyUrl(): string {
  const day = `2020-${String(random.between(1, 12)).padStart(2, "0")}-${String(random.between(1, 28)).padStart(2, "0")}`;
  return random.pick([
    `/items?topic=${random.pick(["privacy", "personal-information", "apps"])}&limit=${random.between(1, 50)}`,
    `/items?authority=${random.pick(["MIIT", "CAC", "TC260"])}&sort=${random.pick(["title", "-date", "id"])}`,
    `/items?q=${random.pick(["data", "security", "数据", "personal information"])}&highlight=true`,
    "/items?facets=topic,authority,year&limit=1",
    `/instruments?in_force_on=${day}`,
    `/issuing-bodies?q=${random.pick(["ministry", "office", "bureau"])}&limit=${random.between(1, 200)}`,
    `/jurisdictions?limit=${random.between(1, 200)}`,
    "/jurisdictions?format=csv",
    "/items?format=ndjson",
    `/changes?after=${random.between(1, 5000)}&limit=50`,
    "/events?format=ics",
  ]);
}

t.test(`for ${SECONDS} seconds nothing grows`, async (t) => {
  const path = join(temporaryFolder(t), "soak.db");
  const { url, child, ended } = await serve(t, {
    DATABASE_PATH: path,
    ADMIN_KEY: KEY,
    RATE_LIMIT: "0",
  });
  const parts: Part[] = [];
  const faults: string[] = [];
  let part: Part = { latencies: [], memory: 0, log: 0 };
  let isOver = false;

  async function ask(target: string, request: RequestInit = {}): Promise<void> {
    const begun = performance.now();
    const answer = await fetch(`${url}${target}`, request);
    await answer.arrayBuffer();
    part.latencies.push(performance.now() - begun);
    if (answer.status >= 400) faults.push(`${request.method ?? "GET"} ${target}: ${answer.status}`);
  }

  async function readOn(): Promise<void> {
    while (!isOver) await ask(anyUrl());
  }

  /** The number of records stays the same, and each is changed. */
  async function writeOn(name: string): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const title = `${name} ${n % 20}`;
      const id = title.toLowerCase().replaceAll(" ", "-");
      const body = JSON.stringify({
        id: `${id}-${n}`,
        title,
        kind: "other",
        state: "published",
        topics: ["privacy"],
      });
      await ask("/items", { method: "POST", headers: JSON_BODY, body });
      const change = JSON.stringify({ summary: `Changed ${n}` });
      await ask(`/items/${id}-${n}`, { method: "PATCH", headers: JSON_BODY, body: change });
      await ask(`/items/${id}-${n}`, { method: "DELETE", headers: KEYED });
      await sleep(20);
    }
  }

  const work = [readOn(), readOn(), readOn(), writeOn("Alpha"), writeOn("Beta")];
  for (let i = 0; i < PARTS; i++) {
    await sleep((1000 * SECONDS) / PARTS);
    part.memory = memoryOf(child.pid as number);
    part.log = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
    parts.push(part);
    part = { latencies: [], memory: 0, log: 0 };
  }
  isOver = true;
  await Promise.all(work);
  t.same(faults.slice(0, 5), []);

  for (const { latencies, memory, log } of parts) {
    t.comment(
      `${latencies.length} requests, p50 ${at(latencies, 0.5)} ms, p99 ${at(latencies, 0.99)} ms, ${mega(memory)} MB, log ${mega(log)} MB`,
    );
  }
  const settled = parts.slice(WARM);
  const half = settled.length / 2;
  const [first, last] = [settled.slice(0, half), settled.slice(half)];
  const most = (some: Part[], of: (part: Part) => number) => Math.max(...some.map(of));
  const memory = [most(first, (each) => each.memory), most(last, (each) => each.memory)] as const;
  t.ok(memory[1] < 1.25 * memory[0] + 32e6, `memory: ${memory.map(mega).join(" → ")} MB`);
  t.ok(most(parts, ({ log }) => log) < 80e6, "the log is begun anew before it is large");
  const median = (some: Part[]) =>
    at(
      some.flatMap(({ latencies }) => latencies),
      0.5,
    );
  // In seconds beside other tests it shows what those do.
  if (SECONDS >= 60) {
    t.ok(median(last) < 2 * median(first) + 5, `p50: ${median(first)} → ${median(last)} ms`);
  }

  child.kill("SIGTERM");
  t.match(await ended, { code: 0 });
  t.match(await run(["check"], { DATABASE_PATH: path }), { code: 0, stdout: /all is right/ });
});

/** The memory that a process has, in bytes: Linux tells. */
function memoryOf(pid: number): number {
  const status = existsSync(`/proc/${pid}/status`)
    ? readFileSync(`/proc/${pid}/status`, "utf8")
    : "";
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);

function at(latencies: number[], part: number): number {
  const sorted = [...latencies].sort((a, b) => a - b);
  return Number((sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1));
}
