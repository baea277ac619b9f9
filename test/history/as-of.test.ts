import { setTimeout } from "node:timers/promises";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import type { Headers } from "../app-under-test.ts";
import {
  appUnderTest,
  create,
  KEYED,
  patch,
  read,
  uncheckedApp,
  walk,
  write,
} from "../app-under-test.ts";
import { changeWorld, fillWorld } from "../query/world-changes.ts";
import { SeededRandom } from "../seeded-random.ts";

/** What was recorded at a moment is what was answered at that moment. */

const VIEWS: readonly (readonly [string, Headers])[] = [
  ["without a key", {}],
  ["with a key", KEYED],
];

/** A moment before which all was written that was acknowledged. */
async function moment(): Promise<string> {
  await setTimeout(3);
  const now = new Date().toISOString();
  await setTimeout(3);
  return now;
}

interface Recorded {
  id: string;
  revision: number;
  links: { self: string };
}

t.test("whole resources, after random changes of all kinds", async (t) => {
  const app = uncheckedApp(t);
  const random = new SeededRandom(23);
  const named = await fillWorld(app, random);
  const moments: { at: string; lists: Map<string, Recorded[]> }[] = [];
  for (let i = 0; i < 3; i++) {
    const lists = new Map<string, Recorded[]>();
    for (const [view, headers] of VIEWS) {
      for (const { name, state } of resources) {
        const states = headers === KEYED && state !== "none" ? "&state=draft,published" : "";
        const url = `/${name}?limit=200&sort=id${states}`;
        lists.set(`${view} ${name}`, (await walk<Recorded>(app, url, headers)).records);
      }
    }
    moments.push({ at: await moment(), lists });
    named.items = named.items.filter((id) =>
      lists.get("with a key items")?.some((r) => r.id === id),
    );
    if (i < 2) await changeWorld(app, random, named);
  }
  for (const { at, lists } of moments) {
    for (const [view, headers] of VIEWS) {
      for (const { name } of resources) {
        const wanted = lists.get(`${view} ${name}`) ?? [];
        const url = `/${name}?format=ndjson&as_of=${at}`;
        const { body, statusCode } = await app.inject({ url, headers });
        t.equal(statusCode, 200);
        const given = body.trimEnd() === "" ? [] : body.trimEnd().split("\n");
        t.strictSame(
          given.map((line) => JSON.parse(line) as Recorded),
          wanted,
          `${url} ${view}`,
        );
        const one = random.pick(wanted);
        t.strictSame(await read(app, `${one.links.self}?as_of=${at}`, headers), one);
      }
    }
  }
});

const app = appUnderTest(t);

t.test("a record through its life", async (t) => {
  const before = await moment();
  const { id } = await create(app, "items", { id: "x-life", title: "One", kind: "other" });
  const drafted = await moment();
  await patch(app, "/items/x-life", { state: "published", topics: ["apps"] });
  const published = await moment();
  await patch(app, "/topics/apps", { name: "Applications" });
  const renamed = await moment();
  await patch(app, "/items/x-life", { title: "Two" });
  const changed = await moment();
  t.equal((await write(app, "DELETE", `/items/${id}`)).statusCode, 204);
  const deleted = await moment();

  const at = async (as_of: string, headers: Headers = {}) => {
    const answer = await app.inject({ url: `/items/x-life?as_of=${as_of}`, headers });
    if (answer.statusCode !== 200) return answer.statusCode;
    const { title, topics } = answer.json<{ title: string; topics: { name: string }[] }>();
    return [title, ...topics.map(({ name }) => name)];
  };
  t.same(await at(before), 404);
  t.same(await at(before, KEYED), 404);
  t.same(await at(drafted), 404, "a draft is nothing to a client without a key");
  t.same(await at(drafted, KEYED), ["One"]);
  t.same(await at(published), ["One", "Mobile apps"]);
  t.same(await at(renamed), ["One", "Applications"], "with the names of then");
  t.same(await at(changed), ["Two", "Applications"]);
  t.same(await at(deleted), 410);

  const versions = async (headers: Headers) =>
    (
      await walk<{ action: string; written_by?: string; changes: { field: string }[] }>(
        app,
        "/items/x-life/revisions?limit=2",
        headers,
      )
    ).records.map(({ action, written_by, changes }) => [
      action,
      written_by,
      ...changes.map(({ field }) => field),
    ]);
  t.same(await versions(KEYED), [
    ["delete", "ADMIN_KEY"],
    ["update", "ADMIN_KEY", "title"],
    ["update", "ADMIN_KEY", "topics", "state"],
    ["create", "ADMIN_KEY"],
  ]);
  t.same(await versions({}), [
    ["delete", undefined],
    ["update", undefined, "title"],
    ["create", undefined],
  ]);
  t.match(await read(app, "/items/x-life/revisions/2"), { title: "One", revision: 2 });
  t.equal((await app.inject("/items/x-life/revisions/1")).statusCode, 404, "it was a draft");
  t.match(await read(app, "/items/x-life/revisions/1", KEYED), { title: "One", state: "draft" });
});

t.test("an earlier version is restored as a new one", async (t) => {
  const made = await create<{ id: string; citations: { id: string }[] }>(app, "items", {
    title: "To restore",
    kind: "other",
    state: "published",
    citations: [{ text: "85 FR 1" }, { text: "85 FR 2" }],
  });
  const path = `/items/${made.id}`;
  const [first, second] = made.citations;
  await patch(app, path, { title: "Other", citations: [second as object] });
  const restore = (headers: Headers = {}) =>
    write(app, "POST", `${path}/revisions/1/restore`, undefined, headers);
  t.equal((await restore({ "if-match": '"1"' })).statusCode, 412);
  t.equal(
    (await app.inject({ method: "POST", url: `${path}/revisions/1/restore` })).statusCode,
    401,
  );
  const restored = (await restore({ "if-match": '"2"' })).json<typeof made & { title: string }>();
  t.match(restored, { title: "To restore", revision: 3 });
  t.match(restored.citations, [{ text: "85 FR 1" }, { text: "85 FR 2", id: second?.id }]);
  t.not(restored.citations[0]?.id, first?.id, "an id that was given up is not given again");
  t.equal((await restore()).json<{ revision: number }>().revision, 3, "again changes nothing");
  t.equal((await write(app, "POST", `${path}/revisions/9/restore`)).statusCode, 404);
});

t.test("what can't be", async (t) => {
  for (const [url, parameter] of [
    ["/items/x-life?as_of=yesterday", "as_of"],
    ["/items/x-life?as_of=2999-01-01", "as_of"],
    ["/items/x-life?as_of=2020-01-01&as_of=2021-01-01", "as_of"],
    ["/items/x-life?as_of=", "as_of"],
    ["/items?as_of=2020-01-01", "as_of"],
    ["/items?as_of=2020-01-01&format=ndjson&topic=apps", "topic"],
    ["/items?as_of=2020-01-01&format=csv&facets=topic", "facets"],
    ["/items/x-life?as_of=2020-01-01&include=topics", "include"],
    ["/items/x-life?as_of=2020-01-01&fields=titel", "fields"],
    ["/items/x-life/revisions?limit=0", "limit"],
    ["/items/x-life/revisions?cursor=x", "cursor"],
    ["/items/x-life/revisions/2?fields=title", "fields"],
    ["/changes?after=-1", "after"],
    ["/changes?limit=1001", "limit"],
    ["/changes?resource=item", "resource"],
    ["/changes?since=1", "since"],
  ] as const) {
    const answer = await app.inject(url);
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ parameter }] }, url);
  }
  for (const revision of ["0", "1.5", "x", "999999999999999999", "-1"]) {
    t.equal((await app.inject(`/topics/apps/revisions/${revision}`)).statusCode, 404, revision);
  }
  t.equal((await app.inject("/items/never-was/revisions")).statusCode, 404);
});
