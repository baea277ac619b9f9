import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import fc from "fast-check";
import t from "tap";
import { RELATIONS_WITHOUT_CYCLES } from "../../src/vocabularies.ts";
import { appUnderTest, create, KEYED, patch, read, write } from "../app-under-test.ts";
import type { ServedInstrument } from "../served-records.ts";

/** Relations in which no text can lead back to itself, and those in which it can. */

const app = appUnderTest(t, { SEED: "false" });

const make = (id: string, relations: object[] = []) =>
  create(app, "instruments", { id, title: id, type: "law", relations });

const says = (type: string, instrument: string, more = {}) => ({ type, instrument, ...more });

const detailOf = (answer: { json(): unknown }) =>
  (answer.json() as { errors: { pointer: string; detail: string }[] }).errors;

t.test("a circle is refused by PATCH and PUT, and is named", async (t) => {
  for (const [type, reason] of Object.entries(RELATIONS_WITHOUT_CYCLES)) {
    const [a, b, c] = [`${type}-a`, `${type}-b`, `${type}-c`].map((id) => id.replaceAll("_", "-"));
    await make(c as string);
    await make(b as string, [says(type, c as string)]);
    await make(a as string, [says(type, b as string)]);
    const circle = `'${c}' → '${a}' → '${b}' → '${c}'`;
    const wrong = [says("cites", a as string), says(type, a as string, { locator: "Article 1" })];
    const patched = await write(app, "PATCH", `/instruments/${c}`, { relations: wrong });
    t.equal(patched.statusCode, 400, type);
    t.equal(detailOf(patched).length, 1);
    t.match(detailOf(patched)[0], { pointer: "/relations/1/instrument" });
    const { detail = "" } = detailOf(patched)[0] ?? {};
    t.ok(detail.includes(circle) && detail.includes(reason), detail);
    const put = { title: "c", type: "law", relations: wrong };
    t.equal((await write(app, "PUT", `/instruments/${c}`, put)).statusCode, 400);
    const upper = await write(
      app,
      "PATCH",
      `/instruments/${c}`.toUpperCase().replace("INSTRUMENTS", "instruments"),
      {
        relations: [says(type, String(a).toUpperCase())],
      },
    );
    t.equal(upper.statusCode, 400, "case makes no difference");
    t.same((await read<ServedInstrument>(app, `/instruments/${c}`)).relations.length, 1);
    await patch(app, `/instruments/${a}`, { relations: [] });
    await patch(app, `/instruments/${c}`, { relations: wrong });
    const refused = await write(app, "PATCH", `/instruments/${a}`, {
      relations: [says(type, b as string)],
    });
    t.ok(detailOf(refused)[0]?.detail.includes(`'${a}' → '${b}' → '${c}' → '${a}'`));
  }
});

t.test("two texts may amend, cite or repeal parts of one another", async (t) => {
  for (const type of [
    "amends",
    "cites",
    "repeals",
    "implements",
    "interprets",
    "corrects",
    "plans",
  ]) {
    await make(`mutual-${type}-a`);
    await make(`mutual-${type}-b`, [says(type, `mutual-${type}-a`)]);
    const [, other] = [
      0,
      await patch<ServedInstrument>(app, `/instruments/mutual-${type}-a`, {
        relations: [says(type, `mutual-${type}-b`)],
      }),
    ];
    t.equal(other.relations.length, 2, type);
  }
});

t.test("a circle of two kinds is none", async (t) => {
  await make("mixed-a");
  await make("mixed-b", [says("replaces", "mixed-a")]);
  await patch(app, "/instruments/mixed-a", { relations: [says("part_of", "mixed-b")] });
  t.pass();
});

t.test("a circle through drafts is one, and a long one is shortened", async (t) => {
  await make("long-0");
  for (let i = 1; i <= 30; i++) {
    await create(app, "instruments", {
      id: `long-${i}`,
      title: "Long",
      type: "law",
      state: i % 2 === 0 ? "draft" : "published",
      relations: [says("part_of", `long-${i - 1}`)],
    });
  }
  const refused = await write(app, "PATCH", "/instruments/long-0", {
    relations: [says("part_of", "long-30")],
  });
  const { detail = "" } = detailOf(refused)[0] ?? {};
  t.match(detail, /'long-0' → 'long-30' → .* → … → 'long-0'\.$/);
  t.ok(detail.length < 500);
});

t.test("what is in a circle already can be sent back, and be taken apart", async (t) => {
  const path = join(t.testdir(), "old.db");
  const old = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });
  const law = { title: "Law", type: "law" };
  await create(old, "instruments", { ...law, id: "old-a" });
  await create(old, "instruments", { ...law, id: "old-b", relations: [says("replaces", "old-a")] });
  // As a database may hold it that was written before circles were refused.
  const connection = new SqliteConnection(path);
  connection
    .prepare("insert into instrument_relations (owner, position, type, target) values (?, 1, ?, ?)")
    .run("old-a", "replaces", "old-b");
  connection.close();
  const url = "/instruments/old-a";
  const { relations } = await patch<ServedInstrument>(old, url, { title: "A new title" });
  t.match(relations, [{ type: "replaces" }, { type: "replaced_by", inverse: true }]);
  const whole = await read<ServedInstrument>(old, url);
  const { revision } = whole;
  const same = await write(old, "PUT", url, whole);
  t.match(same.json(), { revision });
  const closer = [{ type: "replaces", instrument: "old-b", locator: "Article 1", date: "2020" }];
  await patch(old, url, { relations: closer });
  await patch(old, url, { relations: [] });
  const again = await write(old, "PATCH", url, { relations: closer });
  t.equal(again.statusCode, 400, "once it is gone it can't come back");
});

/** Instruments n0 … and what each says of which others, by the kind of relation. */
type Model = Map<string, [type: string, target: string][]>;

const leadsTo = (model: Model, type: string, from: string, to: string): boolean => {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const [kind, next] of model.get(id) ?? []) if (kind === type) seen.add(next);
  }
  return false;
};

const NODES = 4;
const KINDS = ["part_of", "replaces", "cites"] as const;

t.test("writes at random are refused where a plain model has a circle", async (t) => {
  const nodes = Array.from({ length: NODES }, (_, i) => `n${i}`);
  for (const id of nodes) await make(id);
  const relation = fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: 0, max: NODES - 1 }));
  const writing = fc.record({
    owner: fc.integer({ min: 0, max: NODES - 1 }),
    relations: fc.uniqueArray(relation, { maxLength: 3, selector: String }),
    method: fc.constantFrom("PATCH" as const, "PUT" as const),
  });
  let refusals = 0;
  let writes = 0;
  const run = fc.asyncProperty(
    fc.array(writing, { minLength: 10, maxLength: 25 }),
    async (steps) => {
      const model: Model = new Map(nodes.map((id) => [id, []]));
      for (const id of nodes) await patch(app, `/instruments/${id}`, { relations: [] });
      for (const { owner, relations, method } of steps) {
        const id = `n${owner}`;
        const said = relations
          .filter(([, target]) => target !== owner)
          .map(([type, target]): [string, string] => [type, `n${target}`]);
        const closes = said.filter(
          ([type, target]) =>
            type !== "cites" &&
            !(model.get(id) ?? []).some(([kind, other]) => kind === type && other === target) &&
            leadsTo(model, type, target, id),
        );
        const body = { relations: said.map(([type, target]) => says(type, target)) };
        const answer = await write(app, method, `/instruments/${id}`, {
          ...body,
          ...(method === "PUT" ? { title: id, type: "law" } : {}),
        });
        t.equal(answer.statusCode, closes.length > 0 ? 400 : 200, JSON.stringify({ id, said }));
        if (closes.length > 0) t.equal(detailOf(answer).length, closes.length);
        else model.set(id, said);
        if (closes.length > 0) refusals++;
        else writes++;
      }
      const served = await app.inject({
        url: "/instruments?limit=200&fields=id,relations",
        headers: KEYED,
      });
      const { data } = served.json() as { data: ServedInstrument[] };
      for (const { id, relations } of data.filter((each) => nodes.includes(each.id))) {
        t.same(
          relations
            .filter(({ inverse }) => !inverse)
            .map(({ type, instrument }) => [type, instrument.id]),
          model.get(id),
        );
      }
    },
  );
  await fc.assert(run, { numRuns: 30, seed: 11 });
  t.ok(refusals > 20 && writes > 50, `${refusals} refused, ${writes} written`);
});
