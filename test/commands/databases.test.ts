import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t, { type Test } from "tap";
import { Database } from "../../src/db/database.ts";
import { isPlainRefusal, run, temporaryFolder } from "./program.ts";

/** A file that is refused is left byte for byte as it was, whichever command looks at it. */
async function isRefused(
  t: Test,
  path: string,
  words: RegExp,
  commands: string[][] = [["serve"]],
  more: { uid?: number } = {},
): Promise<void> {
  const before = readFileSync(path);
  const environment = { DATABASE_PATH: path, PORT: "0", LOG_LEVEL: "silent" };
  const ends = await Promise.all(commands.map((command) => run(command, environment, more)));
  for (const [index, end] of ends.entries()) {
    const name = commands[index]?.join(" ") ?? "";
    t.ok(isPlainRefusal(end), `${name}: ${end.code} ${end.stdout}${end.stderr.slice(0, 500)}`);
    t.match(end.stderr, words, name);
    t.ok(end.stderr.includes(path), "it names the file");
  }
  t.ok(before.equals(readFileSync(path)), "the file is as it was");
}

t.test("a text file", async (t) => {
  const path = join(temporaryFolder(t), "notes.txt");
  writeFileSync(path, "Notes that somebody would miss.\n".repeat(100));
  const commands = [["serve"], ["migrate"], ["seed"], ["key", "list"]];
  await isRefused(t, path, /not a SQLite database/, commands);
});

t.test("another program's database", async (t) => {
  const path = join(temporaryFolder(t), "browser.db");
  const connection = new SqliteConnection(path);
  connection.exec("create table bookmarks (url text); insert into bookmarks values ('x')");
  connection.close();
  await isRefused(t, path, /something else \(its tables: bookmarks\)/);
});

t.test("another program's database that drizzle migrates too", async (t) => {
  const path = join(temporaryFolder(t), "other.db");
  const connection = new SqliteConnection(path);
  connection.exec(
    "create table __drizzle_migrations (id integer primary key, hash text, created_at numeric); create table users (name text)",
  );
  connection.close();
  await isRefused(t, path, /something else/);
});

t.test("a database of a newer version", async (t) => {
  const path = join(temporaryFolder(t), "newer.db");
  Database.open(path).close();
  const connection = new SqliteConnection(path);
  connection
    .prepare("insert into __drizzle_migrations (hash, created_at) values ('later', ?)")
    .run(Date.now() + 100 * 365 * 86_400_000);
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
  await isRefused(t, path, /newer version/);
});

t.test("a file that may not be written", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "read-only.db");
  Database.open(path).close();
  chmodSync(path, 0o444);
  chmodSync(folder, 0o555);
  // Root may write everything, so there it is tried as nobody.
  const more = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  await isRefused(t, path, /written|read-only|readonly/, [["serve"]], more);
  const end = await run(["serve"], { DATABASE_PATH: path, PORT: "0" }, more);
  t.notMatch(end.stderr, /not a SQLite database/, "it is one");
});

t.test("a folder, and a path through a file", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "");
  const paths = [folder, join(folder, "file", "x.db")];
  const ends = await Promise.all(
    paths.map((path) => run(["serve"], { DATABASE_PATH: path, PORT: "0" })),
  );
  for (const end of ends) {
    t.ok(isPlainRefusal(end), end.stderr.slice(0, 500));
    t.ok(end.stderr.includes(folder), "it names the path");
  }
});
