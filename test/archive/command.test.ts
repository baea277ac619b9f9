import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import t from "tap";
import { create, uncheckedApp } from "../app-under-test.ts";
import type { Finished } from "../commands/program.ts";
import { isPlainRefusal, run, start, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";
import { linesOf, restoreInto } from "./archives.ts";

/** The command `export`, and `import` of what it writes. */

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);
const exporting = (...parameters: string[]) =>
  run(["export", ...parameters], { DATABASE_PATH: path });

t.test("a file that says what is in it, for its owner only", async (t) => {
  const done = await exporting(at("all.gz"));
  t.match(done, { code: 0, stdout: /all\.gz: \d+ rows with history, \d+ bytes\./, stderr: "" });
  t.equal(statSync(at("all.gz")).mode & 0o777, 0o600);
  t.same(readdirSync(folder), ["all.gz"]);
  const [header] = linesOf(at("all.gz"));
  t.match(header, { archive: "legal-developments", history: true, rows: { items: 17 } });
});

t.test("it replaces a file only when told to", async (t) => {
  writeFileSync(at("mine.gz"), "mine");
  const refused = await exporting(at("mine.gz"));
  t.ok(isPlainRefusal(refused));
  t.match(refused.stderr, "--force");
  t.equal(readFileSync(at("mine.gz"), "utf8"), "mine");
  const forced = await exporting(at("mine.gz"), "--force", "--json");
  t.match(JSON.parse(forced.stdout), { history: true, bytes: statSync(at("mine.gz")).size });
  t.ok(readFileSync(at("mine.gz")).equals(readFileSync(at("all.gz"))));
});

t.test("what can't be is refused in words", async (t) => {
  const nowhere = run(["export", at("x.gz")], { DATABASE_PATH: at("none.db") });
  const refusals: [Promise<Finished>, RegExp][] = [
    [nowhere, /There is no database at/],
    [exporting(at("no/such/folder.gz")), /can't be written \(ENOENT\)/],
    [exporting(folder, "--force"), /is no file/],
    [exporting(path, "--force"), /is the database itself/],
    [exporting("-", "--json"), /standard output/],
  ];
  for (const [refused, words] of refusals) {
    const finished = await refused;
    t.ok(isPlainRefusal(finished), finished.stderr);
    t.match(finished.stderr, words);
  }
  t.notOk(existsSync(at("none.db")));
});

t.test("through a pipe, from one database into another", async (t) => {
  const piped = start(["export", "-"], { DATABASE_PATH: path });
  const parts: Buffer[] = [];
  piped.stdout?.on("data", (part: Buffer) => parts.push(part));
  await new Promise((resolve) => piped.once("close", resolve));
  t.ok(Buffer.concat(parts).equals(readFileSync(at("all.gz"))));
  const restored = await run(["import", at("all.gz"), "--json"], { DATABASE_PATH: at("b.db") });
  t.match(JSON.parse(restored.stdout), { dry_run: false, history: true, rows: { items: 17 } });
  const again = await run(["import", at("all.gz")], { DATABASE_PATH: at("b.db") });
  t.ok(isPlainRefusal(again));
  t.match(again.stderr, /into an empty database.*Nothing was restored/);
});

t.test("who is told to end leaves nothing", async (t) => {
  const child = start(["export", at("ended.gz")], { DATABASE_PATH: path });
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (!readdirSync(folder).some((name) => name.endsWith(".partial"))) await setTimeout(1);
  child.kill("SIGTERM");
  await ended;
  const left = readdirSync(folder).filter((name) => name.startsWith("ended.gz"));
  t.ok(
    left.every((name) => name === "ended.gz"),
    String(left),
  );
});

t.test("it is of one moment, whoever writes meanwhile", async (t) => {
  const app = uncheckedApp(t, { DATABASE_PATH: path });
  let isDone = false;
  const exported = exporting(at("meanwhile.gz")).finally(() => (isDone = true));
  let count = 0;
  while (!isDone) {
    await create(app, "topics", { name: `Meanwhile ${count}` });
    const topics = [`meanwhile-${count}`];
    await create(app, "items", { title: `Meanwhile ${count++}`, kind: "other", topics });
    await setTimeout(1);
  }
  t.match(await exported, { code: 0 });
  await restoreInto(at("meanwhile.db"), at("meanwhile.gz"));
  const rows = linesOf(at("meanwhile.gz"));
  const [items, changes] = ["items", "changes"].map((name) => rows.filter((row) => name in row));
  t.ok((items?.length ?? 0) < 17 + count, `${items?.length} of ${17 + count}`);
  const last = changes?.at(-1)?.["changes"] as { seq: number };
  t.equal(last.seq, changes?.length);
});
