import { get } from "node:http";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { Mirror } from "../../src/mirror/follow.ts";
import { create, patch, read, uncheckedApp } from "../app-under-test.ts";
import { listen } from "../http/raw-exchange.ts";

/** Pages of history end early where the records are large, and whoever goes on misses nothing. */

const app = uncheckedApp(t, { SEED: "false" });
const VERSIONS = 30;
/** In no answer may there be more, in bytes: some 16 MB of records, each perhaps before and after. */
const MOST = 40_000_000;

interface Change {
  seq: number;
  data: { title: string } | null;
}

interface Revision {
  seq: number;
  revision: number;
  changes: { field: string; before: unknown; after: unknown }[];
}

interface Page<T> {
  data: T[];
  page: { limit: number; total?: number; next: string | null; reached: number };
}

const citationsOf = (version: number) =>
  Array.from({ length: 140 }, (_, i) => ({
    text: `${version} ${i} ${"法".repeat(1900)}`,
    position: i + 1,
  }));

let id = "";
t.before(async () => {
  ({ id } = await create(app, "items", {
    title: "Version 1",
    kind: "other",
    state: "published",
    citations: citationsOf(1),
  }));
  for (let version = 2; version <= VERSIONS; version++) {
    const body = { title: `Version ${version}` };
    // Mostly something small of a large record; in the end the large list itself.
    const isLarge = version > VERSIONS - 3;
    await patch(app, `/items/${id}`, isLarge ? { citations: citationsOf(version), ...body } : body);
  }
});

/** All pages of a path, which must each have something, and not too much. */
async function pages<T>(path: string, parameter: string): Promise<Page<T>[]> {
  const all: Page<T>[] = [];
  for (let next = ""; ; ) {
    const { body } = await app.inject(`${path}${next}`);
    t.ok(body.length < MOST, `${body.length} bytes`);
    const page = JSON.parse(body) as Page<T>;
    all.push(page);
    t.ok(page.data.length > 0);
    if (page.page.next === null) return all;
    next = `&${parameter}=${encodeURIComponent(page.page.next)}`;
  }
}

t.test("the versions of a large record", async (t) => {
  const all = await pages<Revision>(`/items/${id}/revisions?limit=200`, "cursor");
  t.ok(all.length > 1, `${all.length} pages`);
  t.ok(
    all.every(({ page }) => page.limit === 200 && page.total === VERSIONS),
    "the total is of all",
  );
  const revisions = all.flatMap(({ data }) => data);
  t.strictSame(
    revisions.map(({ revision }) => revision),
    Array.from({ length: VERSIONS }, (_, i) => VERSIONS - i),
  );
  for (const { revision, changes } of revisions) {
    const before = revision === 1 ? [] : [`Version ${revision - 1}`];
    const title = changes.filter(({ field }) => field === "title");
    t.strictSame(
      title.map((change) => change.before),
      before,
      `what differs in the version ${revision}`,
    );
  }
});

t.test("the changes of large records", async (t) => {
  const all = await pages<Change>("/changes?resource=items&limit=1000", "after");
  t.ok(all.length > 1, `${all.length} pages`);
  const titles = all.flatMap(({ data }) => data.map(({ data: record }) => record?.title));
  const expected = Array.from({ length: VERSIONS }, (_, i) => `Version ${i + 1}`);
  t.strictSame(titles, expected);
  for (const { data, page } of all.slice(0, -1)) {
    t.equal(page.reached, data.at(-1)?.seq, "goes on after the last that is there");
  }
});

t.test("who is told of changes, or mirrors, has them all", async (t) => {
  const port = await listen(app);
  const titles = await new Promise<string[]>((resolve, reject) => {
    const path = "/changes/stream?resource=items";
    const request = get({ host: "127.0.0.1", port, path }, async (stream) => {
      const told: string[] = [];
      let text = "";
      for await (const part of stream.setEncoding("utf8")) {
        text += part;
        const events = text.split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) told.push(JSON.parse(data).data.title);
        }
        if (told.length >= VERSIONS) break;
      }
      resolve(told);
    });
    request.on("error", reject);
  });
  t.strictSame(
    titles,
    Array.from({ length: VERSIONS }, (_, i) => `Version ${i + 1}`),
  );
  const db = Database.open(":memory:");
  t.teardown(() => db.close());
  prepareDataset(db);
  const mirror = new Mirror(db, `http://127.0.0.1:${port}`, null);
  await mirror.catchUp();
  const { page } = await read<Page<Change>>(app, "/changes?after=0&limit=1");
  t.ok(page.next !== null);
  t.equal(
    db.reader.get("select title from items where id = ?", id)?.["title"],
    `Version ${VERSIONS}`,
  );
});

t.test("an export as of a moment has each record once, as it was last", async (t) => {
  for (let i = 0; i < 24; i++) {
    const citations = citationsOf(i);
    await create(app, "items", {
      title: `Copy ${i}`,
      kind: "other",
      state: "published",
      citations,
    });
  }
  const at = new Date().toISOString();
  const { body } = await app.inject(`/items?format=ndjson&as_of=${at}&fields=title`);
  const titles = body
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { title: string }).title);
  const expected = [`Version ${VERSIONS}`, ...Array.from({ length: 24 }, (_, i) => `Copy ${i}`)];
  t.strictSame(titles.toSorted(), expected.toSorted());
});
