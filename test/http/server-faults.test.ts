import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import t, { type Test } from "tap";
import { appUnderTest, create, write } from "../app-under-test.ts";

/** An app, and a second connection to its database that does it harm. */
async function harmed(t: Test, harm: string): Promise<{ app: FastifyInstance; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), "server-faults-"));
  const path = join(folder, "harmed.db");
  const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
  await create(app, "topics", { name: "A topic" });
  const connection = new SqliteConnection(path);
  connection.pragma("foreign_keys = off");
  t.teardown(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });
  connection.exec(harm);
  return { app, path };
}

const LEAKS = [
  /sqlite/i,
  /no such/i,
  /\bselect\b/i,
  /node_modules/,
  /\/src\//,
  /\bat \w+/,
  /\.ts\b/,
];

function leaksNothing(t: Test, answer: LightMyRequestResponse, path: string): void {
  t.equal(answer.headers["content-type"], "application/problem+json; charset=utf-8");
  const written = `${answer.body} ${JSON.stringify(answer.headers)}`;
  for (const leak of LEAKS) t.notMatch(written, leak);
  t.notOk(written.includes(path));
}

t.test("a 5xx has the request's id and nothing of the inside", async (t) => {
  const { app, path } = await harmed(t, "drop table topics");
  for (const request of [
    () => app.inject({ url: "/topics" }),
    () => app.inject({ url: "/topics/a-topic" }),
    () => write(app, "POST", "/topics", { name: "Another" }),
    () => write(app, "DELETE", "/topics/a-topic"),
  ]) {
    const answer = await request();
    t.equal(answer.statusCode, 500, answer.body);
    leaksNothing(t, answer, path);
    const { type, detail } = answer.json<{ type: string; detail: string }>();
    t.equal(type, "/problems/internal");
    t.match(detail, /request's id is \S+/);
    t.equal(answer.headers["etag"], undefined, "a fault is not kept as the answer");
    t.equal(answer.headers["last-modified"], undefined);
    t.notMatch(String(answer.headers["cache-control"]), /public/);
  }
  t.equal((await app.inject({ url: "/sources" })).statusCode, 200, "the rest goes on");
});

t.test("the id in a 5xx is one that no other request has, after a restart too", async (t) => {
  const ids: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { app } = await harmed(t, "drop table topics");
    const { detail } = (await app.inject({ url: "/topics" })).json<{ detail: string }>();
    ids.push(detail);
  }
  t.not(ids[0], ids[1]);
});

t.test("readiness notices what liveness does not", async (t) => {
  const { app, path } = await harmed(t, "drop table dataset");
  t.equal((await app.inject({ url: "/health/live" })).statusCode, 200);
  const ready = await app.inject({ url: "/health/ready" });
  t.equal(ready.statusCode, 503);
  t.ok(Number(ready.headers["retry-after"]) > 0);
  t.equal(ready.headers["cache-control"], "no-store");
  leaksNothing(t, ready, path);
});

t.test("while another process writes for long, a write is told to come again", async (t) => {
  const { app, path } = await harmed(t, "begin immediate");
  t.equal((await app.inject({ url: "/topics" })).statusCode, 200, "reading goes on");
  const answer = await write(app, "POST", "/topics", { name: "Patient" });
  t.equal(answer.statusCode, 503, answer.body);
  t.ok(Number(answer.headers["retry-after"]) > 0);
  leaksNothing(t, answer, path);
});
