import { join } from "node:path";
import type { Test } from "tap";
import t from "tap";
import { checkDatabase } from "../../src/check/check-database.ts";
import { appUnderTest, create, idsOf, KEYED, read, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";

/** What goes with a merged record to the survivor is seen by whoever sees that. */

const path = join(temporaryFolder(t), "merged.db");
const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });

interface Told {
  data: { resource: string; id: string; action: string }[];
}

/** The last that either view is told of each record. */
async function lastToldOf(headers = {}): Promise<Map<string, string>> {
  const { data } = await read<Told>(app, "/changes?limit=1000", headers);
  return new Map(data.map(({ resource, id, action }) => [`${resource} ${id}`, action]));
}

/** Asserts that of some records of a resource everybody is shown, and told, these. */
async function seen(
  t: Test,
  list: string,
  { all, open }: { all: string[]; open: string[] },
): Promise<void> {
  const resource = list.slice(1).split("?")[0] ?? "";
  t.same(
    (await idsOf(app, `${list}&state=draft,published`, KEYED)).sort(),
    [...all].sort(),
    "with a key",
  );
  t.same((await idsOf(app, list)).sort(), [...open].sort(), "without one");
  const [told, toldAll] = [await lastToldOf(), await lastToldOf(KEYED)];
  for (const id of all) {
    const action = told.get(`${resource} ${id}`) ?? "delete";
    t.equal(
      action !== "delete",
      open.includes(id),
      `${resource} ${id}: everybody is told ${action}`,
    );
    t.not(toldAll.get(`${resource} ${id}`) ?? "delete", "delete");
  }
}

t.before(async () => {
  await create(app, "instruments", { id: "law", title: "Law", type: "law", state: "published" });
});

for (const [from, into] of [
  ["draft", "published"],
  ["published", "draft"],
]) {
  const isOpen = into === "published";

  t.test(`an instrument: ${from} into ${into}`, async (t) => {
    const [old, survivor] = [`old-${from}`, `survivor-${into}`];
    const hidden = `hidden-item-${from}`;
    await create(app, "items", { id: hidden, title: "Hidden", kind: "other", state: "draft" });
    await create(app, "instruments", {
      id: old,
      title: `Merged ${from}`,
      type: "law",
      state: from,
      citations: [{ id: `c-${old}`, text: "OJ 1" }],
      events: [
        { id: `e-${old}`, type: "in_force", date: "2020-01-01" },
        { id: `h-${old}`, type: "other", date: "2020-02", item: hidden },
      ],
    });
    await create(app, "instruments", {
      id: survivor,
      title: `Zymurgy ${into}`,
      type: "law",
      state: into,
    });
    const merged = await write(app, "POST", `/instruments/${old}/merge`, { into: survivor });
    t.equal(merged.statusCode, 200, merged.body);
    const citations = [`c-${old}`];
    const events = [`e-${old}`, `h-${old}`];
    const where = `instrument=${survivor}`;
    if (isOpen) {
      await seen(t, `/citations?${where}`, { all: citations, open: citations });
      await seen(t, `/events?${where}`, { all: events, open: [`e-${old}`] });
      t.match(await read(app, `/instruments/${survivor}`), {
        status: "in_force",
        events: [{ id: `e-${old}` }],
        citations: [{ id: `c-${old}` }],
      });
    } else {
      const open = await idsOf(app, "/events");
      t.same(
        open.filter((id) => events.includes(id)),
        [],
      );
      t.notOk((await idsOf(app, "/citations")).includes(`c-${old}`));
      const told = await lastToldOf();
      t.equal(told.get(`events e-${old}`), "delete");
      t.equal(told.get(`citations c-${old}`), "delete");
      t.match(await read(app, `/instruments/${survivor}`, KEYED), { status: "in_force" });
    }
    t.ok(
      (await idsOf(app, "/events?q=zymurgy&state=draft,published", KEYED)).includes(`e-${old}`),
      "by its new owner",
    );
    for (const { instrument } of (await read<{ data: { instrument: unknown }[] }>(app, "/events"))
      .data) {
      t.not(instrument, null);
    }
  });

  t.test(`an item: ${from} into ${into}`, async (t) => {
    const [old, survivor] = [`item-${from}`, `item-into-${into}`];
    await create(app, "items", {
      id: old,
      title: `Merged ${from}`,
      kind: "other",
      state: from,
      citations: [{ id: `c-${old}`, text: "85 FR 9" }],
    });
    await create(app, "items", { id: survivor, title: "Survivor", kind: "other", state: into });
    const event = { id: `e-${old}`, instrument: "law", type: "other", item: old };
    await create(app, "events", event);
    const merged = await write(app, "POST", `/items/${old}/merge`, { into: survivor });
    t.equal(merged.statusCode, 200, merged.body);
    if (isOpen) {
      const [citations, events] = [[`c-${old}`], [`e-${old}`]];
      await seen(t, `/citations?item=${survivor}`, { all: citations, open: citations });
      await seen(t, `/events?item=${survivor}`, { all: events, open: events });
    } else {
      t.notOk((await idsOf(app, "/citations")).includes(`c-${old}`));
      t.notOk((await idsOf(app, "/events")).includes(`e-${old}`));
      const told = await lastToldOf();
      t.equal(told.get(`events e-${old}`), "delete");
      t.equal(told.get(`citations c-${old}`), "delete");
      t.match(await read(app, `/items/${survivor}`, KEYED), { citations: [{ id: `c-${old}` }] });
    }
  });
}

t.test("feeds and what is derived agree", async (t) => {
  for (const list of ["/events", "/instruments", "/items"]) {
    for (const format of list === "/items" ? ["atom"] : ["atom", "ics"]) {
      for (const headers of [{}, KEYED]) {
        const answer = await app.inject({ url: `${list}?format=${format}`, headers });
        t.equal(answer.statusCode, 200, `${list} ${format}`);
      }
    }
  }
  const asked = { quick: false, signal: new AbortController().signal, advance: () => undefined };
  t.same(await checkDatabase(path, asked), []);
});
