import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { serve, temporaryFolder } from "../commands/program.ts";

const KEY = "a-key-of-the-operator-of-32-characters-or-more";

t.test("what was acknowledged is there after SIGKILL", async (t) => {
  const path = join(temporaryFolder(t), "killed.db");
  const environment = { DATABASE_PATH: path, SEED: "false", ADMIN_KEY: KEY };
  const { url, child, ended } = await serve(t, environment);
  const acknowledged: string[] = [];
  const post = async (n: number): Promise<void> => {
    const answer = await fetch(`${url}/items`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: JSON.stringify({
        title: `Item ${n}`,
        kind: "other",
        citations: [{ url: `https://example.org/${n}` }],
      }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    acknowledged.push(((await answer.json()) as { id: string }).id);
  };
  for (let n = 0; n < 20; n++) await post(n);
  // More are under way when it is killed; of these, those that were answered count too.
  const late = Array.from({ length: 40 }, (_, n) => post(100 + n).catch(() => undefined));
  await Promise.race(late);
  child.kill("SIGKILL");
  await Promise.all(late);
  t.equal((await ended).signal, "SIGKILL");
  t.ok(acknowledged.length > 20, String(acknowledged.length));

  const connection = new SqliteConnection(path, { readonly: true });
  t.teardown(() => connection.close());
  t.same(connection.pragma("integrity_check"), [{ integrity_check: "ok" }]);
  t.same(connection.pragma("foreign_key_check"), []);
  const ids = new Set(connection.prepare<[], string>("select id from items").pluck().all());
  t.same(
    acknowledged.filter((id) => !ids.has(id)),
    [],
  );
  const count = (table: string) =>
    connection.prepare(`select count(*) from ${table}`).pluck().get() as number;
  t.equal(count("citations"), ids.size, "and none is there by half");
  t.equal(
    connection.prepare("select revision from dataset").pluck().get(),
    ids.size + 1,
    "each moved the data set's revision, in its own transaction",
  );
});
