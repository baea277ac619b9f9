import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { formatsOf } from "../../src/formats/index.ts";
import { resources } from "../../src/resources/index.ts";
import { KEYED, uncheckedApp } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";
import { fillWorld } from "../query/world-changes.ts";
import { seededDatabase } from "../seeded-database.ts";
import { SeededRandom } from "../seeded-random.ts";
import { archiveOf, restoreInto } from "./archives.ts";
import { bringLetters, changeIds, changesOf, views, withoutCursors } from "./world.ts";

/** A data set that went through an archive answers everything as before. */

const { folder: seeded, path } = seededDatabase();
t.teardown(() => rmSync(seeded, { recursive: true, force: true }));
const folder = temporaryFolder(t);
const at = (name: string) => join(folder, name);
const world = uncheckedApp(t, { DATABASE_PATH: path });
let restored: FastifyInstance;

t.before(async () => {
  const { items } = await fillWorld(world, new SeededRandom(29));
  await bringLetters(world);
  await changeIds(world, items);
  await archiveOf(path, at("first.gz"));
  await restoreInto(at("restored.db"), at("first.gz"));
  restored = uncheckedApp(t, { DATABASE_PATH: at("restored.db") });
});

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
