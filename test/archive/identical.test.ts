import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { formatsOf } from "../../src/formats/index.ts";
import { resources } from "../../src/resources/index.ts";
import type { Headers } from "../app-under-test.ts";
import { create, KEYED, patch, read, uncheckedApp, walk, write } from "../app-under-test.ts";
import { bring, CORRECTED, FIRST } from "../imports/newsletters/letters.ts";
import { temporaryFolder } from "../commands/program.ts";
import { fillWorld } from "../query/world-changes.ts";
import { seededDatabase } from "../seeded-database.ts";
import { SeededRandom } from "../seeded-random.ts";
import { archiveOf, linesOf, restoreInto } from "./archives.ts";

/** A data set that went through an archive answers everything as before. */

interface Change {
  seq: number;
  resource: string;
  id: string;
  action: string;
}

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);
const world = uncheckedApp(t, { DATABASE_PATH: path });
let restored: FastifyInstance;

t.before(async () => {
  const { items } = await fillWorld(world, new SeededRandom(29));
  await newsletters();
  await changeIds(items);
  await archiveOf(path, at("first.gz"));
  await restoreInto(at("restored.db"), at("first.gz"));
  restored = uncheckedApp(t, { DATABASE_PATH: at("restored.db") });
});

/** A letter with a person's edit, a corrected edition, and what that proposes. */
async function newsletters(): Promise<void> {
  const first = await bring(world, FIRST, "?published_on=2021-09");
  await patch(world, `/items/${first.items[0]?.id}`, { summary: "The law is there." });
  await write(world, "POST", `/items/${first.items[2]?.id}/doubts/settle`, {});
  await patch(world, `/items/${first.items[2]?.id}`, { state: "published" });
  await bring(world, CORRECTED, `?source=${first.source.id}`);
}

/** Merges, deletions and purges, open to everybody and not, and a chain of merges. */
async function changeIds(items: readonly string[]): Promise<void> {
  const topic = (name: string, state: string) => create(world, "topics", { name, state });
  const [one, two, three, hidden] = await Promise.all([
    topic("Merged first", "published"),
    topic("Merged second", "published"),
    topic("Survivor", "published"),
    topic("Hidden survivor", "draft"),
  ]);
  const answers = [
    await write(world, "POST", `/topics/${one.id}/merge`, { into: two.id }),
    await write(world, "POST", `/topics/${two.id}/merge`, { into: three.id }),
  ];
  const fourth = await topic("Merged into a draft", "published");
  answers.push(await write(world, "POST", `/topics/${fourth.id}/merge`, { into: hidden.id }));
  const last = await create(world, "items", { title: "To be erased", kind: "other" });
  answers.push(await write(world, "DELETE", `/items/${last.id}`));
  answers.push(await write(world, "POST", `/items/${last.id}/purge`));
  const kept = (await walk(world, "/items?limit=200", KEYED)).records.map(({ id }) => id);
  const gone = items.filter((id) => kept.includes(id)).at(-1) as string;
  answers.push(await write(world, "DELETE", `/items/${gone}`));
  const bad = answers.find(({ statusCode }) => statusCode >= 300);
  if (bad) throw new Error(bad.body);
}

const views: [string, Headers][] = [
  ["everybody", {}],
  ["a key", KEYED],
];

/** A cursor is signed by the service that gave it. */
const withoutCursors = (text = "") => text.replaceAll(/cursor=[\w-]+/g, "cursor=");

async function changesOf(app: FastifyInstance, headers: Headers): Promise<Change[]> {
  const changes: Change[] = [];
  for (let after: string | null = "0"; after !== null; ) {
    const url: string = `/changes?after=${after}&limit=1000`;
    const page: { data: Change[]; page: { next: string | null } } = await read(app, url, headers);
    changes.push(...page.data);
    after = page.page.next;
  }
  return changes;
}

t.test("the archive of what was restored is the same file", async (t) => {
  await archiveOf(at("restored.db"), at("second.gz"));
  t.ok(readFileSync(at("first.gz")).equals(readFileSync(at("second.gz"))));
});

for (const [who, headers] of views) {
  t.test(`every list in every format, to ${who}`, async (t) => {
    let count = 0;
    for (const resource of resources) {
      const { name, state } = resource;
      const states = headers === KEYED && state !== "none" ? "&state=draft,published" : "";
      for (const { name: format } of formatsOf(resource, "list")) {
        const url = `/${name}?format=${format}${states}`;
        const [old, now] = await Promise.all(
          [world, restored].map((app) => app.inject({ url, headers })),
        );
        t.equal(now?.statusCode, old?.statusCode, url);
        if (format === "ndjson") count += old?.body.trimEnd().split("\n").length ?? 0;
        t.equal(withoutCursors(now?.body), withoutCursors(old?.body), url);
        t.equal(now?.headers["changes-seq"], old?.headers["changes-seq"], url);
      }
    }
    t.ok(count > 6000, `${count} records`);
  });

  t.test(`all changes, versions and what was deleted, to ${who}`, async (t) => {
    const changes = await changesOf(world, headers);
    t.same(await changesOf(restored, headers), changes);
    // Most were made once and never touched: of those some will do.
    const touched = changes.filter(({ action }, i) => action !== "create" || i % 25 === 0);
    const records = new Set(touched.map(({ resource, id }) => `/${resource}/${id}`));
    const statuses = new Map<number, number>();
    for (const record of records) {
      for (const url of [record, `${record}/revisions`]) {
        const [old, now] = await Promise.all(
          [world, restored].map((app) => app.inject({ url, headers })),
        );
        const status = old?.statusCode ?? 0;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (now?.statusCode === status && now.body === old?.body) continue;
        t.same([now?.statusCode, now?.body], [status, old?.body], url);
      }
    }
    t.ok((statuses.get(410) ?? 0) > 10 && (statuses.get(308) ?? 0) >= 2, "some were deleted");
  });
}

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
