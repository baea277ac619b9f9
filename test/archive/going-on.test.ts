import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { create, KEYED, uncheckedApp, walk, write } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { bring, CORRECTED } from "../imports/newsletters/letters.ts";
import { seededDatabase } from "../seeded-database.ts";
import { archiveOf, linesOf, restoreInto } from "./archives.ts";
import { bringLetters, changeIds, changesOf, views, withoutCursors } from "./world.ts";

/** How a data set goes on that was restored, with its history and without. */

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);
const world = uncheckedApp(t, { DATABASE_PATH: path });
let restored: FastifyInstance;

t.before(async () => {
  await bringLetters(world);
  const { id } = await create(world, "items", { title: "To be deleted", kind: "other" });
  await changeIds(world, [id]);
  await archiveOf(path, at("first.gz"));
  await restoreInto(at("restored.db"), at("first.gz"));
  restored = uncheckedApp(t, { DATABASE_PATH: at("restored.db") });
});

t.test("names of entries stay, cursors and entity tags do not", async (t) => {
  const url = "/items?limit=2";
  const [old, now] = await Promise.all([world, restored].map((app) => app.inject({ url })));
  t.not(now?.headers.etag, old?.headers.etag);
  const { next } = old?.json<{ page: { next: string } }>().page ?? {};
  t.equal((await restored.inject({ url: `${url}&cursor=${next}` })).statusCode, 400);
});

t.test("both go on alike: ids, numbers of changes, proposals, editions", async (t) => {
  const after = async (app: FastifyInstance) => {
    const [waiting] = (
      await walk<{ id: string; review: { proposals: { number: number }[] } }>(
        app,
        "/items?review=proposals&state=draft,published&sort=id",
        KEYED,
      )
    ).records;
    const number = waiting?.review.proposals[0]?.number;
    const accepted = await write(app, "POST", `/items/${waiting?.id}/proposals/${number}/accept`);
    const again = await bring(app, CORRECTED);
    const made = await create(app, "items", { title: "To be erased", kind: "other" });
    const changes = await changesOf(app, KEYED);
    const last = changes.slice(-3).map(({ seq, id, action }) => ({ seq, id, action }));
    return [accepted.statusCode, again.developments, made.id, last];
  };
  const [old, now] = [await after(world), await after(restored)];
  t.same(now, old);
  t.equal(old[0], 200);
});

t.test("a service over the empty database has all of it at once", async (t) => {
  const app = uncheckedApp(t, { DATABASE_PATH: at("live.db"), SEED: "false" });
  const empty = await app.inject({ url: "/items?limit=1" });
  t.equal(empty.json<{ page: { total: number } }>().page.total, 0);
  await restoreInto(at("live.db"), at("first.gz"));
  await restoreInto(at("started.db"), at("first.gz"));
  const started = uncheckedApp(t, { DATABASE_PATH: at("started.db"), SEED: "false" });
  for (const url of [
    "/items?limit=1&fields=id&facets=topic,authority,kind,jurisdiction",
    "/items?q=data&format=ndjson",
    "/instruments?status=in_force&on=2020-08-01&format=ndjson",
    "/issuing-bodies?format=csv",
    "/events?format=ics",
    "/instruments?format=atom",
  ]) {
    const [now, later] = await Promise.all([app, started].map((each) => each.inject({ url })));
    const bodies = [now, later].map((answer) =>
      withoutCursors(answer?.body).replace(/"next":"[^"]*"/, ""),
    );
    t.equal(bodies[0], bodies[1], url);
    t.equal(now?.statusCode, 200, url);
  }
  const held = await app.inject({
    url: "/items?limit=1",
    headers: { "if-none-match": String(empty.headers.etag) },
  });
  t.equal(held.statusCode, 200, "what was held of the empty one is not taken for this");
});

t.test("without history it begins with the restoring", async (t) => {
  await archiveOf(at("restored.db"), at("bare.gz"), false);
  await restoreInto(at("bare.db"), at("bare.gz"));
  await archiveOf(at("bare.db"), at("bare-again.gz"), false);
  t.ok(readFileSync(at("bare.gz")).equals(readFileSync(at("bare-again.gz"))));
  t.notOk(linesOf(at("bare.gz")).some((line) => "changes" in line));
  const bare = uncheckedApp(t, { DATABASE_PATH: at("bare.db") });
  for (const [who, headers] of views) {
    for (const { name } of resources) {
      const [before, after] = await Promise.all(
        [restored, bare].map((app) => app.inject({ url: `/${name}?format=ndjson`, headers })),
      );
      t.equal(after?.body, before?.body, `${name} to ${who}`);
    }
    const changes = await changesOf(bare, headers);
    t.ok(changes.every(({ action }) => action === "create"));
  }
  const changes = await changesOf(bare, KEYED);
  t.equal(changes[0]?.seq, 1);
  for (const url of [
    "/topics/merged-first",
    "/topics/merged-into-a-draft",
    "/items/to-be-erased",
  ]) {
    const [before, after] = await Promise.all([restored, bare].map((app) => app.inject({ url })));
    t.equal(after?.statusCode, before?.statusCode);
    t.equal(after?.headers.location, before?.headers.location);
  }
});
