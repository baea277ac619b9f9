import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { run, serve, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";

/** Files that a disk has damaged, and a clock that is set back. */

const KEY = "a-key-for-the-tests-of-damaged-files-42";
const KEYED = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
const folder = temporaryFolder(t);

const post = (url: string, name: string) =>
  fetch(`${url}/topics`, {
    method: "POST",
    headers: KEYED,
    body: JSON.stringify({ name, state: "published" }),
  });

t.test("a log whose end is damaged gives back all that came before", async (t) => {
  const path = join(folder, "log.db");
  const environment = { DATABASE_PATH: path, ADMIN_KEY: KEY, SEED: "false" };
  const first = await serve(t, environment);
  for (let n = 0; n < 20; n++) t.equal((await post(first.url, `Topic ${n}`)).status, 201);
  const before = statSync(`${path}-wal`).size;
  for (let n = 20; n < 25; n++) t.equal((await post(first.url, `Topic ${n}`)).status, 201);
  first.child.kill("SIGKILL");
  await first.ended;
  const log = openSync(`${path}-wal`, "r+");
  writeSync(log, Buffer.alloc(4096, 0xa5), 0, 4096, before + 4096);
  closeSync(log);

  const second = await serve(t, environment);
  const list = (await (await fetch(`${second.url}/topics?limit=50`)).json()) as {
    page: { total: number };
  };
  t.ok(list.page.total >= 20 && list.page.total < 25, `${list.page.total} topics`);
  t.equal((await post(second.url, "After it")).status, 201);
  t.match(await run(["check"], environment), { code: 0, stdout: /all is right/ });
});

t.test(
  "a page that is damaged while it serves: the rest goes on, and the log says what to do",
  async (t) => {
    const path = join(folder, "page.db");
    copyFileSync(seededDatabase().path, path);
    const connection = new SqliteConnection(path);
    connection.pragma("journal_mode = delete");
    const page = connection
      .prepare("select rootpage from sqlite_schema where name = 'citations'")
      .pluck()
      .get() as number;
    const size = connection.pragma("page_size", { simple: true }) as number;
    connection.close();
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
    closeSync(file);

    const { url, child, ended } = await serve(t, {
      DATABASE_PATH: path,
      ADMIN_KEY: KEY,
      SEED: "false",
      LOG_LEVEL: "error",
    }).catch((error: Error) => ({ url: null, child: null, ended: Promise.resolve(error) }));
    if (url === null || child === null) {
      t.match(String(await ended), /damaged|malformed/, "it says at the start what is wrong");
    } else {
      const damaged = await fetch(`${url}/citations`);
      t.equal(damaged.status, 500);
      t.match(await damaged.json(), { type: "/problems/internal", detail: /request's id/ });
      t.equal((await fetch(`${url}/topics`)).status, 200);
      t.equal((await fetch(`${url}/health/live`)).status, 200);
      child.kill("SIGTERM");
      const { stdout } = (await ended) as { stdout: string };
      t.match(stdout, /"level":60.*run `legal-developments check`/);
    }
    const checked = await run(["check"], { DATABASE_PATH: path });
    t.equal(checked.code, 2);
    t.match(checked.stdout, /^pages: /m);
  },
);

t.test("a clock that is set back makes nobody keep what has changed", async (t) => {
  const preload = new URL("jumping-clock.mjs", import.meta.url).href;
  const path = join(folder, "clock.db");
  const { url, child } = await serve(t, {
    DATABASE_PATH: path,
    ADMIN_KEY: KEY,
    SEED: "false",
    NODE_OPTIONS: `--import=${preload}`,
  });
  t.equal((await post(url, "Before")).status, 201);
  // A date is only given when its second is over.
  await sleep(1500);
  const read = await fetch(`${url}/topics`);
  const modified = read.headers.get("last-modified");
  const tag = read.headers.get("etag");
  t.ok(modified);
  child.kill("SIGUSR2");
  await sleep(200);
  const conditional = (headers: Record<string, string>) => fetch(`${url}/topics`, { headers });
  t.equal((await conditional({ "if-none-match": String(tag) })).status, 304, "nothing has changed");
  t.equal((await post(url, "After")).status, 201);
  t.equal((await conditional({ "if-none-match": String(tag) })).status, 200);
  t.equal((await conditional({ "if-modified-since": String(modified) })).status, 200);
  const changes = (await (await fetch(`${url}/changes`)).json()) as {
    data: { seq: number; id: string; at: string }[];
  };
  t.same(
    changes.data.map(({ id }) => id),
    ["before", "after"],
  );
  t.ok(String(changes.data[1]?.at) < String(changes.data[0]?.at), "the clock was set back");
  t.ok(existsSync(path) && readFileSync(path).length > 0);
});
