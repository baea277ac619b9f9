import t from "tap";
import { appUnderTest, create, KEYED, patch, read, walk, write } from "../app-under-test.ts";
import { CSV, faultsOf, lines, NDJSON, send, taken } from "./import-client.ts";

interface Item {
  id: string;
  title: string;
  summary: string | null;
  state: string;
  revision: number;
  updated_at: string;
  issuing_bodies: { id: string; role: string }[];
  topics: { id: string }[];
  citations: { id: string; url: string }[];
}

const app = appUnderTest(t);

t.test("upsert changes the fields that a row has, and leaves the rest", async (t) => {
  const before = await create<Item>(app, "items", {
    id: "kept",
    title: "Kept",
    summary: "Stays.",
    kind: "other",
    issuing_bodies: ["MIIT"],
    citations: [{ url: "https://example.org/1" }],
    state: "published",
  });
  const table = "id,title,topics\r\nkept,Changed,apps\r\nnew-one,New,\r\n";
  const parameters = { resource: "items", mode: "upsert" };
  const refused = await faultsOf(app, CSV, parameters, table);
  t.match(refused, [{ line: 3, column: "kind", detail: /'kind' is missing/ }]);

  const { summary } = await taken(app, CSV, parameters, "id,title,topics\r\nKEPT,Changed,apps\r\n");
  t.match(summary, { created: 0, updated: 1 });
  const after = await read<Item>(app, "/items/kept");
  t.match(after, { title: "Changed", summary: "Stays.", state: "published", revision: 2 });
  t.same(after.citations, before.citations);
  t.same(
    after.topics.map(({ id }) => id),
    ["apps"],
  );

  const again = await taken(app, CSV, parameters, "id,title,topics\r\nkept,Changed,apps\r\n");
  t.match(again.summary, { updated: 0, unchanged: 1 });
  t.equal((await read<Item>(app, "/items/kept")).updated_at, after.updated_at);
  const emptied = await taken(app, CSV, parameters, "id,summary\r\nkept,\r\n");
  t.match(emptied.summary, { updated: 1 });
  t.equal((await read<Item>(app, "/items/kept")).summary, null, "an empty cell is no value");
});

t.test("an upsert needs an id; a create must not have one that is there, or was", async (t) => {
  const nameless = await faultsOf(
    app,
    NDJSON,
    { resource: "topics", mode: "upsert" },
    lines({ name: "Without an id" }),
  );
  t.match(nameless, [{ line: 1, pointer: "/id", detail: /mode=create/ }]);
  const there = await faultsOf(
    app,
    NDJSON,
    { resource: "topics" },
    lines({ id: "apps", name: "Other apps" }),
  );
  t.match(there, [{ line: 1, pointer: "/id", value: "apps", detail: /mode=upsert/ }]);
  await create(app, "topics", { id: "short-lived", name: "Short-lived" });
  await write(app, "DELETE", "/topics/short-lived");
  for (const mode of ["create", "upsert"]) {
    const row = lines({ id: "short-lived", name: "Back again" });
    const gone = await faultsOf(app, NDJSON, { resource: "topics", mode }, row);
    t.match(gone, [{ line: 1, pointer: "/id", detail: /taken|was once/ }]);
  }
});

t.test("with a fault nothing is written, or all but that row", async (t) => {
  const rows = lines(
    { id: "w-1", name: "Right" },
    { id: "w-2", name: "Wrong", parent: "personal-informations" },
    { id: "w-3", name: "Right too", state: "publish" },
    { id: "w-4", name: "Right again" },
  );
  const faults = await faultsOf(app, NDJSON, { resource: "topics" }, rows);
  t.match(faults, [
    {
      line: 2,
      pointer: "/parent",
      value: "personal-informations",
      suggestion: "personal-information",
    },
    { line: 3, pointer: "/state", value: "publish", suggestion: "published" },
  ]);
  t.equal((await app.inject({ url: "/topics/w-1", headers: KEYED })).statusCode, 404);

  const dry = await taken(
    app,
    NDJSON,
    { resource: "topics", on_error: "skip", dry_run: "true" },
    rows,
  );
  t.equal((await app.inject({ url: "/topics/w-1", headers: KEYED })).statusCode, 404);
  const wet = await taken(app, NDJSON, { resource: "topics", on_error: "skip" }, rows);
  t.same({ ...dry, dry_run: false, changes: wet.changes }, wet, "a dry run says the same");
  t.match(wet.summary, { created: 2, skipped: 2, faults: 2 });
  t.equal((await app.inject("/topics/w-4")).statusCode, 200);
});

t.test("who and what is written down as of any write", async (t) => {
  const rows = lines(
    ...Array.from({ length: 1100 }, (_, i) => ({ id: `many-${i}`, name: `Many ${i}` })),
  );
  const { changes } = await taken(app, NDJSON, { resource: "topics" }, rows);
  const walked = await walk<{ id: string; action: string }>(
    app,
    `/changes?after=${changes?.after}&limit=200`,
    KEYED,
  ).catch(() => null);
  const page = await read<{ data: { id: string }[] }>(
    app,
    `/changes?after=${changes?.after}&limit=200`,
  );
  t.equal(page.data.length, 200);
  t.equal((changes?.reached ?? 0) - (changes?.after ?? 0), 1100);
  t.ok(walked === null || walked.records.length >= 200);
  const { page: list } = await read<{ page: { total: number } }>(app, "/topics?q=many");
  t.equal(list.total, 1100, "they are found at once");
});

t.test("what rows name and nobody knows is made as drafts, once each", async (t) => {
  const item = (n: number, ...bodies: unknown[]) => ({
    id: `stub-item-${n}`,
    title: `Item ${n}`,
    kind: "other",
    issuing_bodies: bodies,
    topics: ["Rules of the ring"],
    state: "published",
  });
  const rows = lines(
    item(1, "Office of the Ring", { id: "Bureau of Knots", role: "enforcer" }),
    item(2, "office of the ring", {
      id: "exported-body",
      name: "A body of an export",
      role: "court",
    }),
    { ...item(3, "Body of a faulty row"), kind: "no-kind" },
  );
  const parameters = { resource: "items", create_missing: "true", on_error: "skip" };
  const without = await faultsOf(app, NDJSON, { resource: "items" }, rows);
  t.ok(without.some(({ detail }) => /no issuing body 'Office of the Ring'/.test(detail)));
  const dry = await taken(app, NDJSON, { ...parameters, dry_run: "true" }, rows);
  const { summary, stubs } = await taken(app, NDJSON, parameters, rows);
  t.same(dry.stubs, stubs);
  t.match(summary, { created: 2, skipped: 1, stubs: 4 });
  t.same(stubs.map(({ resource, name }) => `${resource}: ${name}`).sort(), [
    "issuing-bodies: A body of an export",
    "issuing-bodies: Bureau of Knots",
    "issuing-bodies: Office of the Ring",
    "topics: Rules of the ring",
  ]);
  t.equal((await app.inject("/issuing-bodies/exported-body")).statusCode, 404, "a draft");
  const body = await read(app, "/issuing-bodies/exported-body", KEYED);
  t.match(body, { name: "A body of an export", kind: "other", state: "draft" });
  const open = await read<Item>(app, "/items/stub-item-2");
  t.same(open.issuing_bodies, [], "who has no key does not see who acted yet");
  await patch(app, "/issuing-bodies/exported-body", { state: "published" });
  t.match((await read<Item>(app, "/items/stub-item-2")).issuing_bodies, [
    { id: "exported-body", role: "court" },
  ]);
});

t.test("the parameters are checked before anything is read", async (t) => {
  const rows = lines({ name: "X" });
  const refused = async (parameters: Record<string, string>) =>
    faultsOf(app, NDJSON, parameters, rows);
  t.match(await refused({}), [{ parameter: "resource", allowed: ["items"] }]);
  t.match(await refused({ resource: "topic" }), [{ parameter: "resource", suggestion: "topics" }]);
  t.match(await refused({ resource: "topics", dryrun: "true" }), [
    { parameter: "dryrun", suggestion: "dry_run" },
  ]);
  t.match(await refused({ resource: "topics", dry_run: "yes", mode: "update", on_error: "stop" }), [
    { parameter: "mode", allowed: ["create", "upsert"] },
    { parameter: "on_error", allowed: ["abort", "skip"] },
    { parameter: "dry_run" },
  ]);
  const json = await send(app, "application/json", { resource: "topics" }, "[]");
  t.equal(json.statusCode, 415);
  t.match(json.json<{ detail: string }>().detail, /application\/x-ndjson, text\/csv/);
  t.equal((await send(app, NDJSON, { resource: "topics" }, rows, {})).statusCode, 401);
  const other = await app.inject({
    method: "POST",
    url: "/topics",
    headers: { ...KEYED, "content-type": NDJSON },
    payload: rows,
  });
  t.equal(other.statusCode, 415);
  const small = appUnderTest(t, { IMPORT_LIMIT: "1024" });
  const large = await send(
    small,
    NDJSON,
    { resource: "topics" },
    lines({ name: "x".repeat(2000) }),
  );
  t.equal(large.statusCode, 413);
  t.match(large.json<{ detail: string }>().detail, /1024 bytes/);
});
