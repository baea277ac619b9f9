import { renameSync } from "node:fs";
import type { Worker } from "node:cluster";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { Metrics } from "../../src/metrics/metrics.ts";
import { Gathering } from "../../src/workers/gathering.ts";
import { appUnderTest, create, KEYED, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";

/** What is measured, by the names of the series with their labels. */
async function measured(app: FastifyInstance): Promise<Map<string, number>> {
  const answer = await app.inject({ url: "/metrics" });
  t.equal(answer.statusCode, 200, answer.body);
  const series = answer.body
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))] as const);
  return new Map(series);
}

const OF_REQUESTS = "legal_developments_http_requests_total";

t.test("requests are counted by method, route and status, whatever is asked for", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  await create(app, "topics", { id: "it", name: "It" });
  for (const id of ["it", "it", "nothing", "nothing-else"]) {
    await app.inject({ url: `/topics/${id}?on=${id}`, headers: KEYED });
    await app.inject({ url: `/topics/${id}`, headers: KEYED });
  }
  for (const url of ["/no/such/path", "/another", "/%zz"]) await app.inject({ url });
  await app.inject({ method: "PURGE" as "GET", url: "/topics/it" });
  const found = await measured(app);
  const count = (method: string, route: string, status: number) =>
    found.get(`${OF_REQUESTS}{method="${method}",route="${route}",status="${status}"}`);
  t.equal(count("POST", "/topics", 201), 1);
  t.equal(count("GET", "/topics/:id", 200), 2);
  t.equal(count("GET", "/topics/:id", 404), 2);
  t.equal(count("GET", "/topics/:id", 400), 4);
  t.equal(count("GET", "none", 404), 2);
  const series = [...found.keys()].filter((name) => name.startsWith(OF_REQUESTS));
  t.notOk(
    series.some((name) => /nothing|such|another|PURGE/.test(name)),
    "no label has what clients chose",
  );
  const durations = found.get(
    'legal_developments_http_request_duration_seconds_count{method="GET",route="/topics/:id"}',
  );
  t.equal(durations, 8);
});

t.test("what is kept, the database and the process are measured", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const before = await measured(app);
  await create(app, "topics", { id: "it", name: "It", state: "published" });
  for (let i = 0; i < 4; i++) await app.inject({ url: "/topics" });
  const after = await measured(app);
  const moved = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  t.equal(moved('legal_developments_kept_answers_total{result="hit"}'), 2);
  t.equal(moved('legal_developments_kept_answers_total{result="miss"}'), 2);
  t.ok(moved('legal_developments_kept_records_total{result="hit"}') >= 1);
  t.ok(moved('legal_developments_sql_statements_total{connection="reader"}') > 4);
  t.ok(moved('legal_developments_sql_statements_total{connection="writer"}') > 1);
  t.equal(moved("legal_developments_dataset_revision"), 1);
  t.equal(moved("legal_developments_changes_seq"), 1);
  for (const name of ["database_bytes", "database_wal_bytes", "disk_free_bytes"]) {
    t.ok((after.get(`legal_developments_${name}`) ?? 0) > 0, name);
  }
  t.equal(after.get("legal_developments_imports_running"), 0);
  t.equal(after.get("legal_developments_change_streams_open"), 0);
  t.equal(after.get("legal_developments_http_requests_open"), 1, "this one");
  for (const name of ["nodejs_eventloop_lag_seconds", "process_resident_memory_bytes"]) {
    t.ok(after.has(name), name);
  }
});

t.test("a key can be asked for", async (t) => {
  const app = appUnderTest(t, { SEED: "false", METRICS: "key" });
  t.equal((await app.inject({ url: "/metrics" })).statusCode, 401);
  const answer = await app.inject({ url: "/metrics", headers: KEYED });
  t.equal(answer.statusCode, 200);
  t.match(answer.headers["content-type"], /^text\/plain; version=0\.0\.4/);
});

t.test("it is as any other route", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const accept =
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
  t.equal((await app.inject({ url: "/metrics", headers: { accept } })).statusCode, 200);
  t.equal((await app.inject({ url: "/metrics?x=1" })).statusCode, 400);
  t.equal((await write(app, "POST", "/metrics", {})).statusCode, 405);
  t.equal((await app.inject({ method: "HEAD", url: "/metrics" })).statusCode, 200);
});

t.test("where one thing can't be measured, all others are", async (t) => {
  const folder = join(temporaryFolder(t), "data");
  const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: join(folder, "x.db") });
  await measured(app);
  renameSync(folder, `${folder}-elsewhere`);
  const found = await measured(app);
  renameSync(`${folder}-elsewhere`, folder);
  t.notOk(found.has("legal_developments_disk_free_bytes"), "not even as a nought");
  t.ok((found.get(`${OF_REQUESTS}{method="GET",route="/metrics",status="200"}`) ?? 0) >= 1);
});

t.test("what workers counted that ended at the same moment stays in the sums", async (t) => {
  const gathering = new Gathering();
  // Of a worker nothing is needed here but which one it is.
  const workers = [1, 2, 3].map((id) => ({ id, isConnected: () => false }) as unknown as Worker);
  for (const worker of workers) {
    const metrics = new Metrics();
    metrics.answered("GET", "/topics", 200, 0.1);
    gathering.hear(worker, { kind: "report", number: 0, report: await metrics.report() });
  }
  for (const worker of workers) gathering.forget(worker);
  const text = await gathering.text([]);
  t.match(text, /http_requests_total\{method="GET",route="\/topics",status="200"\} 3/);
});
