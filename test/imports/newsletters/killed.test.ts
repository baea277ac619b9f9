import { setTimeout } from "node:timers/promises";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import { run, start, temporaryFolder } from "../../commands/program.ts";
import { seededDatabase } from "../../seeded-database.ts";
import { FIRST } from "./letters.ts";

/** The command `import` with newsletters, and what is left of one that is killed. */

const { folder, path } = seededDatabase();
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const environment = { DATABASE_PATH: path };
const files = temporaryFolder(t);

/** A file with a text in it. */
function fileOf(name: string, text: string): string {
  const file = join(files, name);
  writeFileSync(file, text);
  return file;
}

function count(table: string): number {
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    return connection.prepare(`select count(*) from ${table}`).pluck().get() as number;
  } finally {
    connection.close();
  }
}

t.test("a file is imported and told of in words", async (t) => {
  const file = fileOf("letter.txt", FIRST);
  const before = count("items");
  const dry = await run(["import", file, "--published-on", "2021-09", "--dry-run"], environment);
  t.match(dry, { code: 0, stdout: /^Nothing was written/ });
  t.equal(count("items"), before);
  const done = await run(["import", file, "--published-on", "2021-09"], environment);
  t.match(done, { code: 0, stdout: /edition 1: 3 developments, 3 drafts made\./ });
  t.match(done.stdout, "3. created: 2021-07-09-cac-orders-apps-to-be-removed-from-stores");
  t.equal(count("items"), before + 3);
  const again = await run(["import", file, "--json"], environment);
  t.match(JSON.parse(again.stdout), { summary: { created: 0, unchanged: 3 } });
  t.equal(count("items"), before + 3);
  const wrong = await run(
    ["import", fileOf("empty.txt", "Nothing."), "--source", "x"],
    environment,
  );
  t.match(wrong, { code: 1, stderr: /No development was found/ });
});

t.test("one that is killed is there as a whole or not at all", async (t) => {
  const many = Array.from(
    { length: 150 },
    (_, n) =>
      `Development number ${n} of many\n\nOn 5 August 2021, the CAC issued the Measures number ${n} for Apps.[${n + 1}]\n`,
  );
  const notes = many.map((_, n) => `[${n + 1}] https://letters.example/many/${n}`);
  const text = `A letter of many\n\n${many.join("\n")}\n${notes.join("\n")}\n`;
  const file = fileOf("many.txt", text);
  const [items, editions] = [count("items"), count("source_editions")];
  const begun = Date.now();
  t.match(await run(["import", file, "--dry-run"], environment), { code: 0 });
  const time = Date.now() - begun;
  for (const delay of [0.5, 0.7, 0.85, 0.95].map((part) => part * time)) {
    const child = start(["import", file], environment);
    const ended = new Promise((resolve) => child.once("close", resolve));
    await setTimeout(delay);
    child.kill("SIGKILL");
    await ended;
    const added = count("items") - items;
    t.ok(added === 0 || added === 150, `${added} after ${delay} ms`);
    t.equal(count("source_editions") - editions, added === 0 ? 0 : 1);
  }
  const whole = await run(["import", file, "--json"], environment);
  t.equal(whole.code, 0, whole.stderr);
  t.equal(count("items"), items + 150);
});
