import t from "tap";
import { appUnderTest, create, idsOf, KEYED, patch, read, write } from "../app-under-test.ts";

/** Two records that are one become one, and what was deleted can be erased. */

const app = appUnderTest(t);
const merge = (path: string, into: unknown, headers = {}) =>
  write(app, "POST", `${path}/merge`, { into } as object, headers);

interface Body {
  id: string;
  aliases: string[];
  revision: number;
}

t.test("bodies: links, names and reads follow", async (t) => {
  const twin = await create<Body>(app, "issuing-bodies", {
    id: "miit-twin",
    name: "Ministry of Industry & IT",
    acronym: "MIIT2",
    aliases: ["MinIT"],
    kind: "ministry",
  });
  const child = await create(app, "issuing-bodies", {
    name: "Bureau X",
    kind: "other",
    parent: "miit-twin",
  });
  const items = [
    await create(app, "items", {
      title: "By the twin",
      kind: "other",
      state: "published",
      issuing_bodies: [
        { id: "miit-twin", role: "issuer" },
        { id: "miit", role: "issuer" },
      ],
    }),
    await create(app, "items", {
      title: "By the twin alone",
      kind: "other",
      issuing_bodies: [{ id: "miit-twin", role: "drafter" }],
    }),
  ];
  const before = await read<Body>(app, "/issuing-bodies/miit");
  t.equal(
    (await merge("/issuing-bodies/miit-twin", "miit", { "if-match": '"9"' })).statusCode,
    412,
  );
  const answer = await merge("/issuing-bodies/miit-twin", "MIIT");
  t.equal(answer.statusCode, 200, answer.body);
  const survivor = answer.json<Body>();
  t.equal(survivor.id, "miit");
  t.same(
    survivor.aliases.filter((alias) => !before.aliases.includes(alias)),
    ["Ministry of Industry & IT", "MIIT2", "MinIT", "miit-twin"],
  );
  t.equal(survivor.revision, before.revision + 1);
  t.match(await read(app, `/items/${items[0]?.id}`), {
    revision: 2,
    issuing_bodies: [{ id: "miit", role: "issuer" }],
  });
  t.match(await read(app, `/items/${items[1]?.id}`, KEYED), {
    issuing_bodies: [{ id: "miit", role: "drafter" }],
  });
  t.match(await read(app, `/issuing-bodies/${child.id}`), { parent: { id: "miit" } });
  for (const name of ["MIIT2", "minit", "miit-twin"]) {
    t.ok((await idsOf(app, `/items?authority=${name}`)).includes(items[0]?.id ?? ""), name);
  }
  const moved = await app.inject("/issuing-bodies/MIIT-twin?fields=id");
  t.equal(moved.statusCode, 308);
  t.equal(moved.headers.location, "/issuing-bodies/miit?fields=id");
  t.equal((await write(app, "PATCH", "/issuing-bodies/miit-twin", { name: "x" })).statusCode, 410);
  const changes = await read<{ data: { action: string; id: string; merged_into: string }[] }>(
    app,
    "/changes?after=5800&limit=1000&resource=issuing-bodies",
  );
  t.match(changes.data.at(-1), { action: "merge", id: twin.id, merged_into: "miit" });
  t.match((await app.inject("/issuing-bodies/miit-twin/revisions")).json(), {
    data: [{ action: "merge", merged_into: "miit" }, { action: "create" }],
  });
  t.equal((await merge("/issuing-bodies/miit-twin", "miit")).statusCode, 410);
  await create(app, "issuing-bodies", { id: "third", name: "The Third", kind: "other" });
  t.equal((await merge("/issuing-bodies/miit", "third")).statusCode, 200);
  t.equal(
    (await app.inject("/issuing-bodies/miit-twin")).headers.location,
    "/issuing-bodies/third",
  );
});

t.test("items: what belongs to one goes with it, once", async (t) => {
  const citation = { url: "https://www.example.com/a", text: "85 FR 9" };
  const one = await create(app, "items", {
    title: "Reported twice",
    kind: "other",
    state: "published",
    topics: ["apps"],
    citations: [citation, { text: "Only here" }],
  });
  const other = await create(app, "items", {
    title: "The same report",
    kind: "other",
    state: "published",
    topics: ["consent"],
    citations: [citation],
  });
  await create(app, "events", { instrument: "criminal-law", type: "other", item: one.id });
  const answer = await merge(`/items/${one.id}`, other.id);
  t.match(answer.json(), {
    topics: [{ id: "consent" }, { id: "apps" }],
    citations: [{ text: "85 FR 9" }, { text: "Only here" }],
  });
  t.equal(answer.json<{ citations: unknown[] }>().citations.length, 2);
  t.equal((await idsOf(app, `/events?item=${other.id}`)).length, 1);
  t.equal((await app.inject(`/items/${one.id}`)).headers.location, `/items/${other.id}`);
});

t.test("what can't be merged is refused and leaves no trace", async (t) => {
  const wrong: [string, unknown, number][] = [
    ["/topics/apps", "apps", 400],
    ["/topics/apps", "nowhere", 400],
    ["/topics/apps", 5, 400],
    ["/topics/never-was", "apps", 404],
    // A topic between the two would be within itself.
    ["/topics/t-top", "t-low", 409],
  ];
  await create(app, "topics", { id: "t-top", name: "T top" });
  await create(app, "topics", { id: "t-mid", name: "T mid", parent: "t-top" });
  await create(app, "topics", { id: "t-low", name: "T low", parent: "t-mid" });
  const state = async () => (await read<{ page: object }>(app, "/changes?limit=1", KEYED)).page;
  const before = await state();
  for (const [path, into, status] of wrong) {
    const answer = await merge(path, into);
    t.equal(answer.statusCode, status, `${path} ${into}: ${answer.body}`);
  }
  t.equal((await write(app, "POST", "/topics/apps/merge", { in: "sdk" })).statusCode, 400);
  t.equal((await app.inject({ method: "POST", url: "/topics/apps/merge" })).statusCode, 401);
  t.same(await state(), before);
  t.equal((await merge("/topics/t-low", "t-top")).statusCode, 200);
});

t.test("a client without a key is told of no draft", async (t) => {
  await create(app, "topics", { id: "open-topic", name: "Open topic" });
  await create(app, "topics", { id: "draft-topic", name: "Draft topic", state: "draft" });
  await create(app, "topics", { id: "secret", name: "Secret", state: "draft" });
  await merge("/topics/open-topic", "draft-topic");
  t.equal((await app.inject("/topics/open-topic")).statusCode, 410, "the survivor is a draft");
  t.equal((await app.inject({ url: "/topics/open-topic", headers: KEYED })).statusCode, 308);
  await merge("/topics/secret", "apps");
  t.equal((await app.inject("/topics/secret")).statusCode, 404);
  const feed = (await app.inject("/changes?after=5800&limit=1000")).body;
  t.notMatch(feed, /draft-topic|"secret"/);
  await patch(app, "/topics/draft-topic", { state: "published" });
  t.equal((await app.inject("/topics/open-topic")).statusCode, 410, "it was told that it is gone");
});

t.test("what was deleted is erased everywhere", async (t) => {
  const marker = "zanzibar4711";
  const { id } = await create(app, "items", {
    id: "to-erase",
    title: `About ${marker}`,
    kind: "case",
    state: "published",
    citations: [{ text: `${marker} v. State` }],
  });
  await patch(app, `/items/${id}`, {
    summary: `${marker} again`,
    citations: [{ text: `New ${marker}` }],
  });
  const purge = (headers = KEYED) =>
    app.inject({ method: "POST", url: `/items/${id}/purge`, headers });
  t.equal((await purge()).statusCode, 409, "it is there");
  await write(app, "DELETE", `/items/${id}`);
  const at = new Date().toISOString();
  const places = [
    ...[`/changes?after=5800&limit=1000`, `/items/${id}/revisions`, `/items/${id}/revisions/1`],
    ...[`/items/${id}?as_of=${at}`, `/items?as_of=${at}&format=ndjson`],
    ...["/citations/to-erase-citation-1/revisions/1", "/citations/to-erase-citation-2/revisions/1"],
  ];
  const said = async () => {
    const found = [];
    for (const url of places) {
      const { body } = await app.inject({ url, headers: KEYED });
      if (body.includes(marker)) found.push(url);
    }
    return found.length;
  };
  t.ok((await said()) >= 4, "it was there to be erased");
  t.equal((await app.inject({ method: "POST", url: `/items/${id}/purge` })).statusCode, 401);
  t.equal((await purge()).statusCode, 204);
  t.equal(await said(), 0);
  t.equal((await purge()).statusCode, 204, "again changes nothing");
  t.equal((await app.inject(`/items/${id}`)).statusCode, 410);
  t.equal(
    (await app.inject({ method: "POST", url: "/items/nope/purge", headers: KEYED })).statusCode,
    404,
  );
});

t.test("what it makes of two records is one that could have been written", async (t) => {
  const title = `${"x".repeat(1995)} end`;
  const { id } = await create(app, "instruments", { title, type: "law" });
  const { id: into } = await create(app, "instruments", { title: "Of the long one", type: "law" });
  const merged = await merge(`/instruments/${id}`, into);
  t.equal(merged.statusCode, 200, merged.body);
  const survivor = merged.json<Body>();
  t.same(survivor.aliases, [title, id]);
  const same = await write(app, "PUT", `/instruments/${into}`, survivor);
  t.equal(same.statusCode, 200, same.body);
  t.equal(same.json<Body>().revision, survivor.revision);

  const aliases = (what: string) => Array.from({ length: 600 }, (_, i) => `${what} ${i}`);
  for (const what of ["one", "two"]) {
    await create(app, "topics", { id: `many-${what}`, name: what, aliases: aliases(what) });
  }
  const refused = await merge("/topics/many-one", "many-two");
  t.equal(refused.statusCode, 409, refused.body);
  t.match(refused.json(), { errors: [{ pointer: "/aliases", detail: /at most 1000/ }] });
  t.equal((await read<Body>(app, "/topics/many-two")).aliases.length, 600, "all is as it was");
});
