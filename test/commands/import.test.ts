import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { builtProgram } from "./built-program.ts";
import { isPlainRefusal, root, run, start, temporaryFolder } from "./program.ts";

const RIGHT = "id,name\r\nc-one,One\r\nc-two,Two\r\n";
const FAULTY = "id,name,parent\r\nc-three,Three,\r\nc-four,Four,c-on\r\n";

t.test("a file is imported, and the exit code says how much of it", async (t) => {
  const folder = temporaryFolder(t);
  const environment = { DATABASE_PATH: join(folder, "data.db") };
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const [right, faulty] = [file("right.csv", RIGHT), file("faulty.csv", FAULTY)];
  const all = await run(["import", right, "--resource", "topics"], environment);
  t.equal(all.code, 0, all.stderr);
  t.equal(all.stdout, "topics: 2 rows: 2 created, 0 updated, 0 unchanged, 0 skipped.\n");
  t.equal(all.stderr, "", "no progress where there is no terminal");

  const none = await run(["import", faulty, "--resource", "topics"], environment);
  t.ok(isPlainRefusal(none), none.stderr);
  t.match(none.stderr, /^line 3, column 'parent': .*'c-on'.*'c-one'.*\n.*Nothing was written/);
  const part = await run(
    ["import", faulty, "--resource", "topics", "--on-error", "skip", "--json"],
    environment,
  );
  t.equal(part.code, 2, part.stderr);
  t.match(JSON.parse(part.stdout), {
    summary: { created: 1, skipped: 1 },
    errors: [{ line: 3, column: "parent", value: "c-on", suggestion: "c-one" }],
  });
  const refused = await run(["import", faulty, "--resource", "topics", "--json"], environment);
  t.equal(refused.code, 1);
  t.match(JSON.parse(refused.stdout), {
    type: "/problems/invalid-request",
    errors: [{ line: 2 }, { line: 3 }],
  });

  const mapping = file(
    "map.json",
    '{"resource": "topics", "fields": {"id": "ID", "name": "Name"}}',
  );
  const other = file("other.csv", "ID,Name\r\nc-one,Changed\r\nc-six,Six\r\n");
  const options = ["--mapping", mapping, "--mode", "upsert"];
  const dry = await run(["import", other, ...options, "--dry-run"], environment);
  t.equal(dry.code, 0, dry.stderr);
  t.match(dry.stdout, /1 created, 1 updated.*\n.*dry run: nothing was written/);
  const wet = await run(["import", other, ...options], environment);
  t.match(wet.stdout, /1 created, 1 updated/);
});

t.test("what is piped in is imported", async (t) => {
  const DATABASE_PATH = join(temporaryFolder(t), "data.db");
  const options = ["--resource", "topics", "--format", "ndjson"];
  const child = spawn(process.execPath, [builtProgram(root), "import", "-", ...options], {
    env: { PATH: process.env["PATH"] ?? "", DATABASE_PATH },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  }
  child.stdin.end('{"name": "Piped"}\n');
  const code = await new Promise((resolve) => child.on("close", resolve));
  t.equal(code, 0, printed);
  t.match(printed, /1 created/);
});

t.test("a slip is met with what would be right", async (t) => {
  const folder = temporaryFolder(t);
  const environment = { DATABASE_PATH: join(folder, "data.db") };
  const file = join(folder, "right.csv");
  writeFileSync(file, RIGHT);
  const refused = async (parameters: string[], pattern: RegExp) => {
    const end = await run(["import", ...parameters], environment);
    t.ok(isPlainRefusal(end), `${end.code} ${end.stderr}`);
    t.match(end.stderr, pattern);
  };
  await refused([join(folder, "none.csv"), "--resource", "topics"], /There is no file/);
  await refused([folder, "--format", "csv", "--resource", "topics"], /is no file/);
  await refused([join(folder, "x.xlsx"), "--resource", "topics"], /say what it is by --format/);
  await refused([file], /--resource.*topics/s);
  await refused([file, "--resource", "topic"], /topic.*choices/s);
  await refused([file, "--resource", "topics", "--format", "cvs"], /ndjson, csv/);
  await refused([file, "--mapping", join(folder, "none.json")], /can't be read/);
  await refused([file, "--mapping", file], /no JSON document/);
});

t.test("killed in the middle, it has written nothing", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "data.db");
  const environment = { DATABASE_PATH: path };
  const rows = Array.from({ length: 30_000 }, (_, i) => `{"name":"Number ${i}"}\n`);
  const file = join(folder, "many.ndjson");
  writeFileSync(file, `{"name":"First"}\n${rows.join("")}`);
  t.equal((await run(["migrate"], environment)).code, 0);
  const child = start(["import", file, "--resource", "topics"], environment);
  const db = new SqliteConnection(path);
  t.teardown(() => db.close());
  // It has begun to write once nobody else may.
  db.pragma("busy_timeout = 0");
  const isWriting = () => {
    try {
      db.exec("begin immediate; rollback");
      return false;
    } catch {
      return true;
    }
  };
  // Opening a database takes its lock too, and lets it go.
  for (let held = 0; held < 30; ) {
    held = isWriting() ? held + 1 : 0;
    await sleep(10);
  }
  t.ok(isWriting(), "it is in the middle");
  child.kill("SIGKILL");
  await new Promise((resolve) => child.on("close", resolve));
  t.equal(db.prepare("select count(*) from topics").pluck().get(), 0);
  t.equal(db.pragma("integrity_check", { simple: true }), "ok");
});
