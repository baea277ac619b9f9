import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { findReferences } from "../../src/references/find.ts";
import { Matcher } from "../../src/references/matches.ts";
import { Titles } from "../../src/references/titles.ts";
import { appUnderTest, create, patch, write } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import { lookUp, lookUpUrl, recordsOf } from "./lookup-client.ts";

/** Titles in memory can't be stale, whoever wrote. */

const folder = mkdtempSync(join(tmpdir(), "following-test-"));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test("one that follows finds what one finds that has just read everything", async (t) => {
  const path = join(folder, "followed.db");
  // Two applications on one file, as two processes are.
  const [here, there] = [0, 1].map(() => appUnderTest(t, { DATABASE_PATH: path }));
  if (here === undefined || there === undefined) throw new Error();
  const db = Database.open(path);
  t.teardown(() => db.close());
  const random = new SeededRandom(7);
  const names = ["Alpha Beta Law", "Alpha Beta", "阿尔法条例细则", "ABL", "Beta Gamma Delta Rules"];
  const text = `the ${names.join("; the ")}; Data Security Law; 1 FR 1; 2 FR 2; 3 FR 3`;
  const ids: string[] = [];
  let found = 0;
  for (let step = 0; step < 60; step++) {
    const app = random.pick([here, there]);
    const body = {
      title: random.pick(names),
      aliases: random.chance(0.5) ? [random.pick(names)] : [],
      number: random.pick([null, "1 FR 1", "2 FR 2; 3 FR 3"]),
      state: random.pick(["draft", "published"]),
    };
    const id = random.pick(["", ...ids]);
    if (id === "") ids.push((await create(app, "instruments", { ...body, type: "law" })).id);
    else if (random.chance(0.3)) {
      await write(app, "DELETE", `/instruments/${id}`);
      ids.splice(ids.indexOf(id), 1);
    } else await patch(app, `/instruments/${id}`, body);

    const states = ["published"];
    const titles = new Titles(db);
    await titles.prepare();
    const expected = db.snapshot(() => {
      titles.catchUp();
      const references = findReferences(text, titles, states);
      return new Matcher(db.reader, states, 10).lookUp(text, references);
    });
    for (const one of [here, there]) t.same(await lookUp(one, text), expected, `step ${step}`);
    found += expected.flatMap(({ matches }) => matches).length;
  }
  t.ok(found > 100);
});

t.test("what went past our code counts too", async (t) => {
  const path = join(folder, "past.db");
  const app = appUnderTest(t, { DATABASE_PATH: path });
  await create(app, "instruments", { id: "a", title: "Quokka Law", type: "law", number: "1 FR 1" });
  t.equal((await lookUp(app, "Quokka Law")).length, 1);
  const db = Database.open(path);
  t.teardown(() => db.close());
  db.writer.run("update instruments set title = 'Wombat Law' where id = 'a'");
  t.same(await lookUp(app, "Quokka Law"), []);
  t.equal((await lookUp(app, "Wombat Law")).length, 1);
  db.writer.run("delete from instruments where id = 'a'");
  t.same(await lookUp(app, "Wombat Law"), []);
  t.equal((await lookUp(app, "1 FR 1"))[0]?.status, "unknown");
  t.equal(
    db.reader.get("select count(*) as n from reference_forms where form = '1 FR 1'")?.["n"],
    0,
  );
  db.writer.run("delete from set_changes");
  db.writer.run(
    "insert into set_changes (seq, resource, record, added) values (99999, 'items', 0, 0)",
  );
  t.equal((await lookUp(app, "Data Security Law")).length, 1, "one that is too far behind");
});

t.test("databases that were derived by other rules are derived again", async (t) => {
  const path = join(folder, "old.db");
  const before = appUnderTest(t, { DATABASE_PATH: path });
  await create(before, "instruments", { id: "a", title: "A", type: "law", number: "1 FR 1" });
  const [{ id }, url] = [
    { id: "2020-07-29-tc260-app-permissions" },
    "https://tc260.org.cn/front/postDetail.html?id=20200729195232",
  ];
  const served = await before.inject({ url: `/items/${id}` });
  await before.close();
  const db = Database.open(path);
  db.writer.run("delete from reference_forms");
  db.writer.run("update citations set url_normalized = 'old', host = 'old'");
  db.writer.run("update dataset set derived_by = 'others'");
  db.close();

  const app = appUnderTest(t, { DATABASE_PATH: path });
  t.same(recordsOf(await lookUpUrl(app, url)), [`cites items/${id}`]);
  t.equal((await lookUp(app, "1 FR 1"))[0]?.status, "found");
  const tag = { "if-none-match": String(served.headers["etag"]) };
  const again = await app.inject({ url: `/items/${id}`, headers: tag });
  t.equal(again.statusCode, 200, "what was held showed the old form");
  t.equal(again.body, served.body, "and no revision moved");
});
