import { spawn } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { root, run, serve, temporaryFolder } from "../commands/program.ts";
import { dump } from "../database-dump.ts";

/** The database as Litestream replicates it, by the configuration that the documents give. */

interface Listed {
  page: { total: number };
}

const KEY = "a-key-for-the-tests-of-litestream-42";
const folder = temporaryFolder(t);
const environment = {
  DATABASE_PATH: join(folder, "live.db"),
  REPLICA_URL: `file://${join(folder, "replica")}`,
};
const restored = join(folder, "restored.db");

/** The program for this machine, which is an optional package: null where there is none. */
function programOf(): string | null {
  const name = `@flydotio/litestream-${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/litestream`);
  } catch {
    return null;
  }
}

const program = programOf();
if (program !== null) chmodSync(program, 0o755);

function litestream(...words: string[]) {
  const child = spawn(program as string, words, { env: { ...process.env, ...environment } });
  let printed = "";
  child.stdout.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  const ended = new Promise<{ code: number | null; printed: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, printed })),
  );
  return { child, ended };
}

t.test(
  "all is killed, and what was restored is all that was there",
  { skip: program === null && "there is no program of it for this machine" },
  async (t) => {
    const { url, child, ended } = await serve(t, { ...environment, ADMIN_KEY: KEY, SEED: "false" });
    const replication = litestream("replicate", "-config", join(root, "docs/litestream.yml"));
    t.teardown(() => replication.child.kill("SIGKILL"));
    let created = 0;
    const write = async () => {
      const answer = await fetch(`${url}/topics`, {
        method: "POST",
        headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ name: `Topic ${created}`, state: "published" }),
      });
      t.equal(answer.status, 201);
      created++;
    };
    // Some before it has begun, and many while it goes on, with checkpoints in between.
    for (let i = 0; i < 200; i++) await write();
    while (!existsSync(join(folder, "replica", "generations"))) await sleep(50);
    for (let i = 0; i < 200; i++) await write();
    // Its configuration says that it is a second behind.
    await sleep(2500);
    replication.child.kill("SIGKILL");
    child.kill("SIGKILL");
    await Promise.all([replication.ended, ended]);

    const words = ["restore", "-o", restored, environment.REPLICA_URL];
    const { code, printed } = await litestream(...words).ended;
    t.equal(code, 0, printed);
    t.equal(dump(restored), dump(environment.DATABASE_PATH));
    const connection = new SqliteConnection(restored, { readonly: true });
    t.equal(connection.prepare("select count(*) from topics").pluck().get(), created);
    connection.close();
    t.match(await run(["check"], { DATABASE_PATH: restored }), { code: 0, stdout: /all is right/ });

    const anew = { DATABASE_PATH: join(folder, "anew.db"), SEED: "false" };
    t.match(await run(["restore", restored], anew), { code: 0 });
    const again = await serve(t, anew);
    const list = (await (await fetch(`${again.url}/topics?limit=1`)).json()) as Listed;
    t.equal(list.page.total, created);
    t.equal((await fetch(`${again.url}/changes?after=${created + 1}`)).status, 410);
  },
);
