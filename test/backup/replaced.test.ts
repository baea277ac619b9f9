import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { putBack } from "../../src/backup/put-back.ts";
import { appUnderTest, create, read, write } from "../app-under-test.ts";
import { isPlainRefusal, run, serve } from "../commands/program.ts";
import { seededBackup, titleIn } from "./seeded-backup.ts";

/** What a backup takes the place of: logs without a database, links, damage, and files in use. */

const { path, folder, at, backup, restore } = seededBackup(t);

/** Writes over the beginning of a file, as a disk that fails does. */
function damage(file: string): void {
  writeSync(openSync(file, "r+"), Buffer.alloc(4096, "x"));
}

t.test("a log whose database is gone is not played into the one that comes", async (t) => {
  const [gone, database] = [at("gone.db"), at("beside-a-log.db")];
  copyFileSync(path, gone);
  const connection = new SqliteConnection(gone);
  connection.pragma("journal_mode = WAL");
  connection.exec("update items set title = 'Of another time' where key = 1");
  copyFileSync(`${gone}-wal`, `${database}-wal`);
  writeFileSync(`${database}-journal`, "of that one too");
  connection.close();
  t.equal((await restore(database)).code, 0);
  t.not(titleIn(database), "Of another time");
  const kept = readdirSync(folder).filter((name) => name.startsWith("beside-a-log.db.replaced-"));
  t.match(kept.sort(), [/-journal$/, /-wal$/]);
  t.match(await run(["check", "--quick"], { DATABASE_PATH: database }), { code: 0 });
});

t.test("a database that is damaged and in use is not replaced", async (t) => {
  const database = at("damaged-in-use.db");
  copyFileSync(path, database);
  const { child, ended } = await serve(t, { DATABASE_PATH: database });
  damage(database);
  const refused = await restore(database, "--force");
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /in use/);
  child.kill("SIGKILL");
  await ended;
  t.equal((await restore(database, "--force")).code, 0);
  t.match(await run(["check", "--quick"], { DATABASE_PATH: database }), { code: 0 });
});

t.test("a link goes on pointing to where the database is", async (t) => {
  mkdirSync(at("volume"));
  const [link, database] = [at("link.db"), at("volume/there.db")];
  symlinkSync(database, link);
  t.equal((await restore(link)).code, 0, "to what is not there yet");
  t.ok(existsSync(database));
  const restored = await restore(link, "--force", "--json");
  t.equal(restored.code, 0, restored.stderr);
  t.match(JSON.parse(restored.stdout), { database, kept: /volume\/there\.db\.replaced-/ });
  t.ok(lstatSync(link).isSymbolicLink());
  for (const [of, target] of [
    [link, database],
    [database, link],
  ] as const) {
    const refused = await run(["backup", target, "--force"], { DATABASE_PATH: of });
    t.ok(isPlainRefusal(refused), refused.stderr);
    t.match(refused.stderr, /is the database itself/);
  }
});

t.test("a backup that may only be read is restored", async (t) => {
  if (process.getuid?.() !== 0) return t.pass("only root can be somebody else");
  const kept = at("kept");
  mkdirSync(kept);
  mkdirSync(at("theirs"), { mode: 0o777 });
  chmodSync(at("theirs"), 0o777);
  chmodSync(folder, 0o755);
  const file = join(kept, "backup.db");
  copyFileSync(backup, file);
  chmodSync(file, 0o444);
  const restored = await run(
    ["restore", file],
    { DATABASE_PATH: at("theirs/x.db") },
    { uid: 65534 },
  );
  t.equal(restored.code, 0, restored.stderr);
  copyFileSync(path, at("theirs/not-theirs.db"));
  chmodSync(at("theirs/not-theirs.db"), 0o444);
  const refused = await run(
    ["restore", file, "--force"],
    { DATABASE_PATH: at("theirs/not-theirs.db") },
    { uid: 65534 },
  );
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /can't be read and written by this user/);
});

t.test("restored twice where nothing is left, no number is given twice", async (t) => {
  const numbers: number[] = [];
  for (const name of ["first", "second"]) {
    const database = at(`${name}.db`);
    const restored = await restore(database, "--json");
    numbers.push(JSON.parse(restored.stdout).next_change);
    const app = appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
    const { page } = await read<{ page: { reached: number } }>(app, `/changes?after=0`);
    await create(app, "topics", { name: `Made in the ${name}`, state: "published" });
    const followed = await read<{ data: object[] }>(app, `/changes?after=${page.reached}`);
    t.match(followed.data, [{ action: "create" }]);
    await app.close();
    // The time decides, by the second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const [first = 0, second = 0] = numbers;
  t.ok(second >= first + 10_000, `${first} and ${second}`);
  t.ok(Number.isSafeInteger(second));
  const archive = at("archive.ndjson.gz");
  const from = await run(["export", archive], { DATABASE_PATH: at("second.db") });
  t.equal(from.code, 0, from.stderr);
  const into = await run(["import", archive], { DATABASE_PATH: at("from-an-archive.db") });
  t.equal(into.code, 0, into.stderr);
});

t.test("an entity tag of what was lost guards nothing", async (t) => {
  const database = at("tags.db");
  const served = () => appUnderTest(t, { DATABASE_PATH: database, SEED: "false" });
  let app = served();
  await create(app, "topics", { id: "kept", name: "As it was" });
  const saved = at("tags-backup.db");
  t.equal((await run(["backup", saved], { DATABASE_PATH: database })).code, 0);
  const change = (name: string) => write(app, "PATCH", "/topics/kept", { name });
  const lost = await change("Lost");
  await app.close();
  const restored = await run(["restore", saved, "--force"], { DATABASE_PATH: database });
  t.equal(restored.code, 0, restored.stderr);
  app = served();
  const other = await change("Written since");
  t.equal(other.json().revision, lost.json().revision);
  const put = (tag: unknown) =>
    write(app, "PUT", "/topics/kept", { name: "Later" }, { "if-match": String(tag) });
  t.equal((await put(lost.headers.etag)).statusCode, 412);
  t.equal((await put(other.headers.etag)).statusCode, 200);
});

t.test(
  "what somebody made while it was restored is not replaced without being asked",
  async (t) => {
    const database = at("made-meanwhile.db");
    const putting = (mayReplace: boolean) =>
      putBack(backup, database, {
        mayReplace,
        signal: new AbortController().signal,
        advance: ({ phase }) => {
          if (phase === "copying" && !existsSync(database)) copyFileSync(path, database);
        },
      });
    await t.rejects(putting(false), { message: /There is a file .* by now: --force replaces it/ });
    t.match(await run(["check", "--quick"], { DATABASE_PATH: database }), { code: 0 });
    t.match(await putting(true), { kept: /made-meanwhile\.db\.replaced-/ });
    t.same(
      readdirSync(folder).filter((name) => /made-meanwhile.*partial/.test(name)),
      [],
    );
  },
);
