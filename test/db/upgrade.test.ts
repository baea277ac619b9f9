import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { idsOf, KEYED, read, uncheckedApp } from "../app-under-test.ts";
import { databaseAfter, emptyAfter } from "./older-database.ts";

/** A database that an earlier version made must answer as a new one does. */

const folder = mkdtempSync(join(tmpdir(), "upgrade-test-"));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test("a database of the first version is found, searched and counted", async (t) => {
  const old = uncheckedApp(t, { DATABASE_PATH: databaseAfter(1, folder, "old.db"), SEED: "false" });
  const fresh = uncheckedApp(t);
  for (const url of [
    "/items?topic=personal-information",
    "/items?authority=MIIT&authority_role=issuer",
    "/instruments?status=in_force&on=2020-08-01",
    "/items?q=personal+information",
    "/instruments?q=%E5%88%91%E6%B3%95",
    "/events?q=data+security",
    "/issuing-bodies?q=MIIT",
  ]) {
    const ids = await idsOf(old, url);
    t.ok(ids.length > 0, url);
    t.same(ids, await idsOf(fresh, url), url);
  }
  const facets = "/items?facets=topic,authority,jurisdiction,year,cited_host&limit=1";
  const of = async (app: typeof old) => (await read<{ facets: object }>(app, facets)).facets;
  t.same(await of(old), await of(fresh));
  const changed = await old.inject({
    method: "PATCH",
    url: "/topics/personal-information",
    headers: KEYED,
    payload: { state: "draft" },
  });
  t.equal(changed.statusCode, 200);
  t.equal((await old.inject("/items?topic=personal-information")).statusCode, 400);
});

t.test("who follows the changes of an old database goes on where it was", (t) => {
  const old = emptyAfter(7, folder, "followed.db");
  // Many came and went before these.
  const insert = old.prepare(
    "insert into set_changes (seq, resource, record, added) values (?, 'topics', 1, 1)",
  );
  for (const seq of [41, 42]) insert.run(seq);
  old.close();
  const db = Database.open(old.name);
  t.teardown(() => db.close());
  const numbers = () => db.reader.column("select seq from set_changes order by seq");
  t.same(numbers(), [42]);
  prepareDataset(db);
  db.writer.run(
    `insert into topics (id, created_at, updated_at, revision, render_version, name, state)
     values ('x', '', '', 1, 1, 'X', 'published')`,
  );
  t.same(numbers(), [42, 43]);
  t.end();
});
