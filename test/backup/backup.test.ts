import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { Worker } from "node:worker_threads";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { takeBackup } from "../../src/backup/take-backup.ts";
import { partialOf } from "../../src/files/whole-file.ts";
import { isPlainRefusal, run, start, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";

/** Backups as the operator makes them: by the command, while a service writes. */

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const at = (...names: string[]) => join(folder, ...names);
const environment = { DATABASE_PATH: path };

function ask<T>(file: string, sql: string): T {
  const connection = new SqliteConnection(file, { readonly: true });
  try {
    return connection.prepare(sql).pluck().get() as T;
  } finally {
    connection.close();
  }
}

/** Another thread with connections of its own, which writes until it is told to end. */
function startWriter(file: string) {
  const loader = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const program = JSON.stringify(new URL("writer.ts", import.meta.url).href);
  const code = `import(${loader}).then(({ register }) => (register(), import(${program})))`;
  const worker = new Worker(code, { eval: true, workerData: file, execArgv: [] });
  return {
    end: () =>
      new Promise<number>((resolve) => {
        worker.once("message", resolve);
        worker.postMessage("end");
      }),
  };
}

t.test("a backup while others write ends, is whole, and is of one moment", async (t) => {
  const live = at("live.db");
  copyFileSync(path, live);
  const writer = startWriter(live);
  const halves = "select count(*) from items where title like 'Pair %'";
  while (ask<number>(live, halves) < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  const file = at("while-writing.db");
  const made = await run(["backup", file, "--json"], { DATABASE_PATH: live });
  t.equal(made.code, 0, made.stderr);
  const pairs = await writer.end();
  const { records, last_change, bytes } = JSON.parse(made.stdout);
  const found = ask<number>(file, halves);
  t.ok(found >= 4 && found % 2 === 0, `no half of a transaction: ${found}`);
  t.ok(found < 2 * pairs, "others went on writing");
  t.equal(records.items, 17 + found);
  t.equal(last_change, ask(file, "select max(seq) from changes"));
  t.equal(bytes, statSync(file).size);
  t.equal(ask(file, "pragma integrity_check"), "ok");
  t.equal(statSync(file).mode & 0o777, 0o600, "it has the digests of keys");
  t.same(
    readdirSync(folder).filter((name) => name.startsWith("while-writing")),
    ["while-writing.db"],
    "one file",
  );
});

t.test("nobody else can read it while it is written either", async (t) => {
  const modes = new Set<number>();
  await takeBackup(path, at("private.db"), {
    replace: false,
    signal: new AbortController().signal,
    advance: () => {
      for (const name of readdirSync(folder)) {
        if (/^private\.db.*partial/.test(name)) modes.add(statSync(at(name)).mode & 0o777);
      }
    },
  });
  t.same([...modes], [0o600]);
});

t.test(
  "in a folder it is named by its database and the time, and old ones go when asked",
  async (t) => {
    const backups = at("backups");
    mkdirSync(backups);
    const base = basename(path, ".db");
    const others = [
      `${base}-notes.db`,
      "another-20200101T000000.000Z.db",
      `another-${base}-20200101T000000.000Z.db`,
      `${base}-20200101T000000.000Z.db.before`,
    ];
    const earlier = `${base}-20200101T000000.000Z.db`;
    const later = `${base}-29990101T000000.000Z.db`;
    for (const name of [...others, earlier]) writeFileSync(join(backups, name), "");
    t.match(await run(["backup", backups, "--keep", "2"], environment), { code: 0, stderr: "" });
    t.equal(readdirSync(backups).length, others.length + 2, "as many as are kept");
    const second = await run(["backup", backups, "--keep", "2", "--json"], environment);
    t.match(second, { code: 0, stderr: "" });
    const told = JSON.parse(second.stdout);
    t.match(told, { deleted: [join(backups, earlier)], warnings: [] });
    t.match(basename(told.file), new RegExp(`^${base}-\\d{8}T\\d{6}\\.\\d{3}Z\\.db$`));

    writeFileSync(join(backups, later), "");
    const third = await run(["backup", backups, "--keep", "2"], environment);
    t.match(third, { code: 0, stderr: /29990101T000000.*later than now/ });
    const [made = ""] = third.stdout.split(": ");
    t.same(
      readdirSync(backups).sort(),
      [...others, basename(made), later].sort(),
      "the new one is kept, whatever the clock said before",
    );
  },
);

/** What a file is called while this process makes it; another name each time. */
const partialName = (name: string): string => basename(partialOf(at(name)));

t.test("what a killed backup left is removed by a later one", async (t) => {
  const backups = at("unfinished");
  mkdirSync(backups);
  const base = basename(path, ".db");
  const gone = spawnSync(process.execPath, ["--version"]).pid;
  const ago = (hours: number) => Date.now() / 1000 - hours * 3600;
  const left: [name: string, hours: number, isRemoved: boolean][] = [
    [`${base}-20200101T000000.000Z.db.${gone}.partial`, 2, true],
    [`${base}-20200101T000000.000Z.db.${gone}.partial-journal`, 2, true],
    [`${base}-20200102T000000.000Z.db.${process.pid}.partial`, 25, true],
    [partialName(`${base}-20200102T000000.000Z.db`), 25, true],
    [`${partialName(`${base}-20200102T000000.000Z.db`)}-wal`, 25, true],
    [`${base}-20200103T000000.000Z.db.${process.pid}.partial`, 2, false],
    // The process may be one of another container.
    [`${base}-20200104T000000.000Z.db.${gone}.partial`, 0, false],
    [`another-20200101T000000.000Z.db.${gone}.partial`, 30, false],
    [`${base}-by-hand.db.${gone}.partial`, 30, false],
  ];
  for (const [name, hours] of left) {
    writeFileSync(join(backups, name), "");
    utimesSync(join(backups, name), ago(hours), ago(hours));
  }
  const ended = await run(["backup", backups, "--json"], environment);
  t.equal(ended.code, 0, ended.stderr);
  const told = JSON.parse(ended.stdout);
  const removed = left.filter(([, , isRemoved]) => isRemoved).map(([name]) => join(backups, name));
  t.same(told.deleted.sort(), removed.sort());
  t.same(
    readdirSync(backups).sort(),
    [
      ...left.filter(([, , isRemoved]) => !isRemoved).map(([name]) => name),
      basename(told.file),
    ].sort(),
  );
});

t.test("what can't be backed up, or not there", async (t) => {
  const other = at("other.db");
  const connection = new SqliteConnection(other);
  connection.exec("create table it (x)");
  connection.close();
  writeFileSync(at("there.db"), "");
  writeFileSync(at("text.db"), "This is no database at all, though it is long enough.");
  const refusals: [string[], Record<string, string>, RegExp][] = [
    [["backup", at("a.db")], { DATABASE_PATH: at("missing.db") }, /no database at .*missing\.db/],
    [["backup", at("a.db")], { DATABASE_PATH: other }, /database of something else/],
    [["backup", at("a.db")], { DATABASE_PATH: at("text.db") }, /not a SQLite database/],
    [["backup", at("there.db")], environment, /There is a file .*--force/],
    [["backup", path], environment, /the database itself/],
    [["backup", path, "--force"], environment, /the database itself/],
    [["backup", `${path}-wal`, "--force"], environment, /beside the database/],
    [["backup", `${path}-shm`], environment, /beside the database/],
    [["backup", at("no", "folder.db")], environment, /no folder for/],
    [["backup", at("a.db"), "--keep", "3"], environment, /no folder/],
    [["backup", folder, "--keep", "0"], environment, /whole number from 1/],
    [["backup", folder, "--keep", "many"], environment, /whole number from 1/],
  ];
  for (const [words, variables, expected] of refusals) {
    const refused = await run(words, variables);
    t.ok(isPlainRefusal(refused), `${words.join(" ")}: ${refused.stderr}`);
    t.match(refused.stderr, expected);
  }
  t.same(
    readdirSync(folder).filter((name) => /^a\.db|partial/.test(name)),
    [],
  );
  t.match(await run(["backup", at("there.db"), "--force"], environment), { code: 0 });
});

t.test("a damaged database gives no backup", async (t) => {
  const damaged = at("damaged.db");
  copyFileSync(path, damaged);
  const connection = new SqliteConnection(damaged);
  connection.pragma("journal_mode = delete");
  connection.unsafeMode();
  connection.pragma("writable_schema = on");
  // An index whose pages belong to another one.
  connection.exec(
    "update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'changes_by_at') where name = 'changes_by_record'",
  );
  connection.close();
  const refused = await run(["backup", at("of-damaged.db")], { DATABASE_PATH: damaged });
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /damaged/);
  t.same(
    readdirSync(folder).filter((name) => name.startsWith("of-damaged")),
    [],
  );
});

t.test("ended by a signal it leaves nothing", async (t) => {
  const child = start(["backup", at("ended.db")], environment);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  // Whenever it comes, there is all of it or nothing.
  await new Promise((resolve) => setTimeout(resolve, 250));
  child.kill("SIGTERM");
  await ended;
  const left = readdirSync(folder).filter((name) => name.startsWith("ended"));
  if (left.length > 0) {
    t.same(left, ["ended.db"]);
    t.equal(ask(at("ended.db"), "pragma integrity_check"), "ok");
  }
});

t.test("a folder that can't be written", { skip: process.getuid?.() === 0 }, async (t) => {
  const closed = at("closed");
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  const refused = await run(["backup", join(closed, "it.db")], environment);
  t.ok(isPlainRefusal(refused), refused.stderr);
});
