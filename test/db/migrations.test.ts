import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import SqliteConnection from "better-sqlite3";
import t, { type Test } from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { migrateDatabase } from "../../src/db/migrate.ts";
import { loadSeed } from "../../src/records/seed.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

function temporaryFile(t: Test, name = "it.db"): string {
  const folder = mkdtempSync(join(tmpdir(), "migrations-test-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

/** The whole schema of a database, as SQLite keeps it. */
function schemaOf(path: string): unknown[] {
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    return connection.prepare("select type, name, sql from sqlite_schema order by name").all();
  } finally {
    connection.close();
  }
}

t.test("an empty file, or none, gets the schema; again is harmless", (t) => {
  for (const make of [() => undefined, (path: string) => writeFileSync(path, "")]) {
    const path = temporaryFile(t);
    make(path);
    migrateDatabase(path);
    const schema = schemaOf(path);
    t.ok(schema.length > 20);
    migrateDatabase(path);
    t.same(schemaOf(path), schema);
  }
  t.end();
});

t.test("a migration keeps what is there", (t) => {
  const path = temporaryFile(t);
  const db = Database.open(path);
  prepareDataset(db);
  db.close();
  const secret = () => {
    const connection = new SqliteConnection(path, { readonly: true });
    const found = connection.prepare("select cursor_secret from dataset").pluck().get();
    connection.close();
    return found;
  };
  const before = secret();
  t.match(before, /^[0-9a-f]{64}$/);
  migrateDatabase(path);
  const again = Database.open(path);
  prepareDataset(again);
  again.close();
  t.equal(secret(), before, "cursors that were given out still hold");
  t.end();
});

t.test("the seed breaks no constraint", (t) => {
  const db = Database.open(temporaryFile(t));
  t.teardown(() => db.close());
  prepareDataset(db);
  t.ok(loadSeed(db) > 5_000);
  t.same(db.reader.connection.pragma("foreign_key_check"), []);
  t.same(db.reader.connection.pragma("integrity_check"), [{ integrity_check: "ok" }]);
  t.end();
});

t.test("both connections are as durable and as strict as they should be", (t) => {
  const db = Database.open(temporaryFile(t));
  t.teardown(() => db.close());
  for (const { connection } of [db.writer, db.reader]) {
    const pragma = (name: string) => connection.pragma(name, { simple: true });
    t.equal(pragma("journal_mode"), "wal");
    // FULL: an acknowledged write survives a power cut.
    t.equal(pragma("synchronous"), 2);
    t.equal(pragma("foreign_keys"), 1);
    t.ok(Number(pragma("busy_timeout")) >= 1_000);
  }
  t.throws(() => db.reader.run("delete from items"), /readonly|read-only|query_only/i);
  t.end();
});

t.test("a temporary database is gone when it is closed", (t) => {
  const temporary = () =>
    readdirSync(tmpdir()).filter((name) => name.startsWith("legal-developments-"));
  const before = new Set(temporary());
  const db = Database.open(":memory:");
  const made = temporary().filter((name) => !before.has(name));
  t.ok(made.length >= 1);
  db.close();
  const left = new Set(temporary());
  t.ok(made.some((name) => !left.has(name)));
  t.end();
});

t.test("the migrations make the schema that the tables in the code describe", (t) => {
  // drizzle-kit compares the code with the last migration's snapshot: it must find nothing to do.
  const folder = join(root, "node_modules", ".cache", `drizzle-kit-${process.pid}`);
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "migrations"), join(folder, "migrations"), { recursive: true });
  const config = readFileSync(join(root, "drizzle.config.ts"), "utf8");
  const path = join(folder, "drizzle.config.ts");
  // Its paths are relative to where it is run.
  const out = `./${folder.slice(root.length)}/migrations`;
  writeFileSync(path, config.replace('"./migrations"', JSON.stringify(out)));
  const before = readdirSync(join(folder, "migrations"));
  const { stdout, stderr, status } = spawnSync(
    "node_modules/.bin/drizzle-kit",
    ["generate", `--config=${path.slice(root.length)}`],
    { cwd: root, encoding: "utf8" },
  );
  t.equal(status, 0, stderr);
  t.match(stdout, /No schema changes, nothing to migrate/);
  t.same(readdirSync(join(folder, "migrations")), before, "else: npm run migrations:generate");
  t.end();
});
