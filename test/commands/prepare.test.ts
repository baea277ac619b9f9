import { readFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { isPlainRefusal, run, temporaryFolder } from "./program.ts";

const countOf = (path: string, table: string): number => {
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    return (
      connection.prepare<[], { n: number }>(`select count(*) as n from ${table}`).get()?.n ?? 0
    );
  } finally {
    connection.close();
  }
};

t.test("migrate makes the file, and again is harmless", async (t) => {
  const path = join(temporaryFolder(t), "new/folder/it.db");
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await run(["migrate"], { DATABASE_PATH: path });
    t.equal(code, 0, stderr);
    t.ok(stdout.includes(path));
  }
  t.equal(countOf(path, "items"), 0, "and puts nothing into it");
});

t.test("seed fills an empty database, and no other", async (t) => {
  const path = join(temporaryFolder(t), "seeded.db");
  const { code, stdout, stderr } = await run(["seed"], { DATABASE_PATH: path });
  t.equal(code, 0, stderr);
  t.match(stdout, /\d+ records/);
  const items = countOf(path, "items");
  t.ok(items > 10);
  const before = readFileSync(path);
  const again = await run(["seed"], { DATABASE_PATH: path });
  t.ok(isPlainRefusal(again), again.stderr);
  t.match(again.stderr, "Nothing was changed");
  t.ok(before.equals(readFileSync(path)));
  t.equal(countOf(path, "items"), items);
});

t.test("commands that would leave nothing behind are refused", async (t) => {
  const environment = { DATABASE_PATH: ":memory:" };
  const commands = [["migrate"], ["seed"]];
  for (const end of await Promise.all(commands.map((command) => run(command, environment)))) {
    t.ok(isPlainRefusal(end), end.stderr);
    t.match(end.stderr, ":memory:");
  }
});
