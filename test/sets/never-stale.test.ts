import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { deriveAgain } from "../../src/records/derived.ts";
import type { Lives } from "../../src/resources/instruments/lives.ts";
import { resources } from "../../src/resources/index.ts";
import { Leaves } from "../../src/search/leaves.ts";
import { PARTS } from "../../src/search/text-index.ts";
import { AllSets } from "../../src/sets/all-sets.ts";
import { KEYED, patch, uncheckedApp, write } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import { addInstruments, addItems, addNames, randomItem, seedNames } from "../synthetic-items.ts";

/**
 * Sets in memory must say what the tables say, whoever wrote: a follower that only catches up is
 * compared with one that has just read everything.
 */

const folder = mkdtempSync(join(tmpdir(), "never-stale-"));
t.teardown(() => rmSync(folder, { recursive: true }));
const DATABASE_PATH = join(folder, "shared.db");
const app = uncheckedApp(t, { DATABASE_PATH });
const db = Database.open(DATABASE_PATH);
t.teardown(() => db.close());
const random = new SeededRandom(11);

/** Words that the synthetic records have, whole, as phrases and as prefixes. */
const SEARCHED = ["data", "apps", "law data", "数据", "安全 法", "source", "nobody"].flatMap(
  (text) => [true, false].map((prefix) => ({ tokens: text.split(" "), prefix })),
);

/** What instruments are on some days, to each who asks. */
const livesOnDays = (sets: AllSets) =>
  (["public", "full"] as const).flatMap((view) =>
    ["2019-06-01", "2020-08-01", "2022-01-01"].map((day) => {
      const lives = sets.of("instruments").followed as Lives;
      const statuses = [...lives.byStatus(view, day)].map(([code, keys]) => [code, keys.toArray()]);
      const years = (["from", "to"] as const).map((end) =>
        [...lives.force(end, view, day).years()]
          .map(([year, keys]) => [year, keys.toArray()])
          .sort(),
      );
      return [statuses, years];
    }),
  );

class Follower {
  readonly sets = new AllSets(db.reader);
  readonly leaves = new Leaves(db.reader);

  constructor() {
    this.sets.onChange((resource, keys) => this.leaves.update(resource, keys));
  }

  /** All that it holds, in a form that can be compared. */
  dump(): Record<string, unknown> {
    return db.snapshot(() => {
      this.sets.catchUp();
      return Object.fromEntries(
        resources.map(({ name, filters, memberships }) => {
          const sets = this.sets.of(name);
          const families = [
            ...Object.values(filters).flatMap(({ keeps }) => (keeps ? [sets.column(keeps)] : [])),
            ...Object.keys(memberships?.sources ?? {}).map((filter) => sets.family(filter)),
          ];
          const values = families.map((family) =>
            [...family.values()]
              // Spellings that differ in case are one value, by whichever was read first.
              .map(({ value, open, hidden }) => [
                value.toLowerCase(),
                open.toArray(),
                hidden.toArray(),
              ])
              .filter(([, open, hidden]) => [open, hidden].some((keys) => keys?.length !== 0))
              .sort(),
          );
          const units = (["year", "month"] as const).map((unit) =>
            [...sets.days.counted(unit)]
              .map(([value, keys]) => [value, keys.toArray()])
              .filter(([, keys]) => keys?.length !== 0)
              .sort(),
          );
          const found = SEARCHED.map((leaf) =>
            PARTS.map((part) => this.leaves.keys(name, part, leaf).toArray()),
          );
          const { published, draft } = sets.states;
          const onDays = name === "instruments" ? livesOnDays(this.sets) : [];
          return [name, [published.toArray(), draft.toArray(), values, units, found, onDays]];
        }),
      );
    });
  }
}

interface Comparing {
  same(found: unknown, wanted: unknown, message: string): boolean;
}

const follower = new Follower();
const isTrue = (t: Comparing, what: string) => t.same(follower.dump(), new Follower().dump(), what);

t.test("what was written is in what is held", async (t) => {
  isTrue(t, "at first");
  const named = seedNames();
  await addNames(app, random, named);
  await addInstruments(app, random, named, 12);
  isTrue(t, "names and instruments");
  await addItems(app, random, named, 40);
  isTrue(t, "items");
  const changes: [string, () => Promise<unknown>][] = [
    ["a name", () => patch(app, "/issuing-bodies/miit", { name: "Data Apps Ministry" })],
    ["an alias", () => patch(app, "/topics/apps", { aliases: ["nobody", "数据"] })],
    ["a draft topic", () => patch(app, "/topics/apps", { state: "draft" })],
    ["a topic again", () => patch(app, "/topics/apps", { state: "published" })],
    ["a topic moved", () => patch(app, "/topics/sdk", { parent: "consent" })],
    ["a place moved", () => patch(app, "/jurisdictions/CN-GD-shenzhen", { parent: "CN" })],
    ["a draft body", () => patch(app, "/issuing-bodies/cac", { state: "draft" })],
    [
      "a title",
      () => patch(app, "/instruments/civil-code", { title: "Law of data", type: "rule" }),
    ],
    [
      "a life",
      () =>
        patch(app, "/instruments/data-security-law", {
          events: [{ type: "in_force", date: "2019-05-05" }],
        }),
    ],
    ["the end of one", () => patch(app, "/events/civil-code-in-force", { type: "repealed" })],
    ["a judgment", () => patch(app, "/instruments/criminal-law", { type: "judgment" })],
    ["a draft text", () => patch(app, "/instruments/criminal-law", { state: "draft" })],
    ["a source", () => patch(app, `/sources/${named.sources[0]}`, { language: "de" })],
  ];
  for (const [what, change] of changes) {
    await change();
    isTrue(t, what);
  }
  for (const id of random.some(named.items, 10, 10)) {
    await write(app, "PUT", `/items/${id}`, randomItem(random, named));
    isTrue(t, `${id} replaced`);
  }
  for (const id of random.some(named.items, 8, 8)) {
    await write(app, "DELETE", `/items/${id}`);
    isTrue(t, `${id} deleted`);
  }
  t.ok((await app.inject({ url: "/items?q=data", headers: KEYED })).statusCode === 200);
});

t.test("a write that is undone leaves nothing", async (t) => {
  t.throws(() =>
    db.transaction(() => {
      db.writer.run("update items set state = 'draft'");
      db.writer.run("delete from item_members");
      throw new Error("undone");
    }),
  );
  isTrue(t, "undone");
});

t.test("changes that nobody's code announced are noted too", async (t) => {
  db.writer.run(
    "update items set kind = 'other', date_start = '2021-01-01', date_end = '2021-01-01'",
  );
  isTrue(t, "rows");
  db.writer.run("delete from item_members where set_number % 3 = 0");
  isTrue(t, "memberships");
  db.writer.run("delete from events where key % 2 = 0");
  isTrue(t, "deletions");
});

t.test("who is too far behind reads everything anew", async (t) => {
  db.writer.run("delete from set_changes where seq < (select max(seq) from set_changes)");
  db.writer.run("update items set kind = 'case' where key % 2 = 0");
  db.writer.run("delete from set_changes where seq < (select max(seq) from set_changes)");
  isTrue(t, "changes are missing");
});

t.test("what is derived by other rules is derived again", async (t) => {
  const before = follower.dump();
  db.writer.run("update dataset set derived_by = '0'");
  t.ok(deriveAgain(db) > 0);
  isTrue(t, "derived");
  t.not(JSON.stringify(before), JSON.stringify(follower.dump()), "what had been deleted is back");
  t.equal(deriveAgain(db), 0, "once is enough");
});
