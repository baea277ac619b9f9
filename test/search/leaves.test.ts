import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { loadSeed } from "../../src/records/seed.ts";
import { Faults } from "../../src/problems/faults.ts";
import { createRecord, patchRecord, writeTransaction } from "../../src/records/write.ts";
import { resourceNamed } from "../../src/resources/index.ts";
import { Leaves } from "../../src/search/leaves.ts";
import { AllSets } from "../../src/sets/all-sets.ts";

/** Words whose records are kept while others write must be what a new look finds. */

const db = Database.open(":memory:");
t.teardown(() => db.close());
prepareDataset(db);
loadSeed(db);
const items = resourceNamed("items");

function add(count: number): void {
  writeTransaction(db, null, (context) => {
    for (let i = 0; i < count; i++) {
      const body = { title: `A slice of cake ${i}`, kind: "other", state: "published" };
      createRecord(context, items, { body, faults: new Faults() });
    }
  });
}

const change = (title: string, body: object) =>
  writeTransaction(db, null, (context) => {
    const id = context.writer.get("select id from items where title = ?", title)?.["id"] as string;
    const request = { body, faults: new Faults(), matches: () => true };
    return patchRecord(context, items, id, request);
  });

const CAKE = { tokens: ["cake"], prefix: false };
const wanted = () =>
  db.reader.column("select key from items where title like '%cake%' order by key");

t.test("what is kept follows what others write", async (t) => {
  add(60);
  const sets = new AllSets(db.reader);
  const leaves = new Leaves(db.reader);
  sets.onChange((resource, keys) => leaves.update(resource, keys));
  sets.catchUp();
  await leaves.prepare([["items", "title", CAKE]]);
  const kept = leaves.keys("items", "title", CAKE);
  for (let i = 0; i < 20; i++) {
    change(`A slice of cake ${i * 3}`, { title: `A slice of bread ${i * 3}` });
    add(1);
    sets.catchUp();
  }
  t.equal(leaves.keys("items", "title", CAKE), kept, "it was not read again");
  t.same(kept.toArray(), wanted());
  t.ok(kept.size > 40);
});

t.test(
  "what was written between the last look at the changes and the reading is there",
  async (t) => {
    const sets = new AllSets(db.reader);
    const leaves = new Leaves(db.reader);
    sets.onChange((resource, keys) => leaves.update(resource, keys));
    sets.catchUp();
    change("A slice of cake 1", { title: "Nothing" });
    add(1);
    await leaves.prepare([["items", "title", CAKE]]);
    t.same(leaves.keys("items", "title", CAKE).toArray(), wanted());
    sets.catchUp();
    t.same(leaves.keys("items", "title", CAKE).toArray(), wanted());
  },
);

t.test("where everything may have changed, nothing is kept", async (t) => {
  const leaves = new Leaves(db.reader);
  await leaves.prepare([["items", "title", CAKE]]);
  change("A slice of cake 4", { title: "Nothing" });
  leaves.update("items", []);
  t.same(leaves.keys("items", "title", CAKE).toArray(), wanted());
});
