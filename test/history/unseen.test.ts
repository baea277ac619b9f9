import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import type { View } from "../../src/db/dataset.ts";
import { lastSeqIn } from "../../src/history/history.ts";
import { appUnderTest, create, KEYED, patch, read, write } from "../app-under-test.ts";
import { seededDatabase } from "../seeded-database.ts";

/** Of what is written to drafts a client without a key is not even told that it was written. */

const app = appUnderTest(t);

const headersOf = async (url: string) => (await app.inject({ url })).headers;

/** All that tells how far the data set is, to anybody. */
async function toldToAnybody(moment: string) {
  const { page } = await read<{ page: { reached: number } }>(app, "/changes?limit=1000&after=5000");
  const beyond = await app.inject({ url: `/changes?after=${page.reached + 1}` });
  const stream = await app.inject({ url: `/changes/stream?after=${page.reached + 1}` });
  const metrics = (await app.inject({ url: "/metrics" })).body;
  return {
    reached: page.reached,
    beyond: [beyond.statusCode, beyond.json<{ detail: string }>().detail],
    stream: [stream.statusCode, stream.json<{ detail: string }>().detail],
    past: (await headersOf(`/topics?format=ndjson&as_of=${moment}`))["changes-seq"],
    now: (await headersOf("/topics?format=ndjson"))["changes-seq"],
    tag: (await headersOf("/topics")).etag,
    metrics: metrics.match(/^legal_developments_(?:dataset_revision|changes_seq) .*$/gm),
  };
}

t.test("nothing that anybody is told moves with a draft", async (t) => {
  await create(app, "topics", { id: "unseen", name: "Unseen", state: "draft" });
  const before = await toldToAnybody(new Date().toISOString());
  for (let n = 0; n < 3; n++) await patch(app, "/topics/unseen", { description: `Again ${n}` });
  await create(app, "items", { title: "Unseen too", kind: "other", state: "draft" });
  const after = await toldToAnybody(new Date().toISOString());
  t.strictSame(after, before);
  t.equal(after.beyond[0], 410);
  t.equal(after.metrics?.length, 2);

  const { page } = await read<{ page: { reached: number } }>(
    app,
    `/changes?after=${before.reached}`,
    KEYED,
  );
  t.equal(page.reached, before.reached + 5, "who has a key sees all");
  const keyed = await app.inject({ url: `/changes?after=${page.reached}`, headers: KEYED });
  t.equal(keyed.statusCode, 200);
  await patch(app, "/topics/unseen", { state: "published" });
  const open = await toldToAnybody(new Date().toISOString());
  t.equal(open.reached, before.reached + 6);
});

t.test("nor when one that was never published is deleted and erased", async (t) => {
  const told = async () => {
    const { etag, "last-modified": modified } = await headersOf("/topics");
    return { etag, modified, ...(await toldToAnybody(new Date().toISOString())) };
  };
  const erase = async (id: string) => {
    t.equal((await write(app, "DELETE", `/topics/${id}`)).statusCode, 204);
    t.equal((await write(app, "POST", `/topics/${id}/purge`)).statusCode, 204);
  };
  await create(app, "topics", { id: "was-open", name: "Was open", state: "published" });
  await patch(app, "/topics/was-open", { state: "draft" });
  await create(app, "topics", { id: "never-open", name: "Never open", state: "draft" });
  // The date is that of the first whole second after the last change.
  while ((await headersOf("/topics"))["last-modified"] === undefined) await setTimeout(50);
  const before = await told();
  t.type(before.modified, "string");
  await erase("never-open");
  t.strictSame(await told(), before);
  await erase("was-open");
  t.not((await told()).etag, before.etag, "what was public can't be answered from memory any more");
});

t.test("the last that anybody sees is looked up, whatever was written after it", (t) => {
  const { folder, path } = seededDatabase();
  const db = Database.open(path);
  t.teardown(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.writer.run(
    `insert into changes (at, resource, record, id, revision, action)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000)
     select '2026-01-01T00:00:00.000Z', 'items', i, 'draft-' || i, 1, 'create' from n`,
  );
  const timeOf = (view: View) => {
    const times = Array.from({ length: 21 }, () => {
      const begun = performance.now();
      lastSeqIn(db.reader, view);
      return performance.now() - begun;
    });
    return times.sort((a, b) => a - b)[10] as number;
  };
  const [seen, all] = [timeOf("public"), timeOf("full")];
  t.ok(lastSeqIn(db.reader, "full") - lastSeqIn(db.reader, "public") >= 200_000);
  t.ok(seen < 100 * all, `${seen} ms, of all ${all} ms`);
  t.end();
});
