import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import type { FastifyInstance } from "fastify";
import type { Test } from "tap";
import { appUnderTest, type Headers, write } from "../app-under-test.ts";

export const empty = (t: Test, environment = {}) =>
  appUnderTest(t, { SEED: "false", ...environment });

export const post = (
  app: FastifyInstance,
  url: string,
  key: string,
  body?: object,
  more: Headers = {},
) => write(app, "POST", url, body, { "idempotency-key": key, ...more });

/** An app, and a second connection to its database. */
export function withDatabase(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), "idempotency-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "it.db");
  const app = empty(t, { DATABASE_PATH: path });
  const connection = () => new SqliteConnection(path);
  const run = (sql: string) => {
    const opened = connection();
    opened.exec(sql);
    opened.close();
  };
  const dump = () => {
    const opened = connection();
    const rows = opened.prepare("select * from idempotency_answers order by number").all();
    opened.close();
    return rows as Record<string, unknown>[];
  };
  return { app, path, run, dump };
}
