import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/db/seed.ts";
import { Faults } from "../../src/problems/faults.ts";
import { createRecord, patchRecord, writeTransaction } from "../../src/records/write.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import { Leaves } from "../../src/search/leaves.ts";
import { AllSets } from "../../src/sets/all-sets.ts";

/** Words that are read in slices, with others writing in between, must be what one look finds. */

const db = Database.open(":memory:");
t.teardown(() => db.close());
prepareDataset(db);
loadSeed(db);
const items = resourceNamed("items");

function add(count: number): void {
  writeTransaction(db, (context) => {
    for (let i = 0; i < count; i++) {
      const body = { title: `A slice of cake ${i}`, kind: "other", state: "published" };
      createRecord(context, items, { body, faults: new Faults() });
    }
  });
}

const change = (title: string, body: object) =>
  writeTransaction(db, (context) => {
    const id = context.writer.get("select id from items where title = ?", title)?.["id"] as string;
    const request = { body, faults: new Faults(), matches: () => true };
    return patchRecord(context, items, id, request);
  });

const CAKE = { tokens: ["cake"], prefix: false };

t.test("slices are read while others write", async (t) => {
  add(60);
  const sets = new AllSets(db.reader);
  // One key in a slice, so that there are many turns in which something can happen.
  const leaves = new Leaves(db.reader, { slice: 1, turn: 0 });
  sets.onChange((resource, keys) => leaves.update(resource, keys));
  sets.catchUp();
  let isDone = false;
  const prepared = Promise.all([
    leaves.prepare([["items", "title", CAKE]]),
    leaves.prepare([["items", "title", CAKE]]),
  ]).then(() => {
    isDone = true;
  });
  for (let i = 0; i < 20; i++) {
    change(`A slice of cake ${i * 3}`, { title: `A slice of bread ${i * 3}` });
    add(1);
    sets.catchUp();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await prepared;
  t.ok(isDone);
  sets.catchUp();
  const found = leaves.keys("items", "title", CAKE).toArray();
  const wanted = db.reader.column("select key from items where title like '%cake%' order by key");
  t.same(found, wanted);
  t.ok(found.length > 40);
});

t.test("where everything is read anew, nothing that was under way is kept", async (t) => {
  const leaves = new Leaves(db.reader, { slice: 1, turn: 0 });
  const prepared = leaves.prepare([["items", "title", CAKE]]);
  leaves.update("items", []);
  change("A slice of cake 1", { title: "Nothing" });
  await prepared;
  const found = leaves.keys("items", "title", CAKE).toArray();
  t.same(found, db.reader.column("select key from items where title like '%cake%' order by key"));
});
