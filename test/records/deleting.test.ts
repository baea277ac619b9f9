import t from "tap";
import { appUnderTest, create, KEYED, read, write } from "../app-under-test.ts";
import type { ServedEvent, ServedInstrument } from "../served-records.ts";

const app = appUnderTest(t);

t.test("what others refer to is not deleted, and they are named", async (t) => {
  const referred: Record<string, RegExp> = {
    "/issuing-bodies/miit": /items\/|instruments\//,
    "/topics/personal-information": /items\/|topics\//,
    "/jurisdictions/CN-GD": /jurisdictions\/CN-GD-/,
    "/instruments/criminal-law": /instruments\/criminal-law-amendment-xi/,
    "/sources/china-data-law-developments-2020-07": /items\//,
  };
  for (const [path, referrer] of Object.entries(referred)) {
    const answer = await write(app, "DELETE", path);
    t.equal(answer.statusCode, 409, path);
    const { errors } = answer.json<{ errors: { detail: string }[] }>();
    t.ok(errors.length > 0 && errors.length <= 20, `${errors.length} are named`);
    t.ok(
      errors.some(({ detail }) => referrer.test(detail)),
      answer.body,
    );
    t.equal((await app.inject({ url: path })).statusCode, 200);
  }
});

t.test("with a record goes what belongs to it, and nothing else", async (t) => {
  const law = await create<ServedInstrument>(app, "instruments", {
    title: "A short-lived law",
    type: "law",
    events: [{ type: "adopted", date: "2020" }],
    citations: [{ text: "OJ 1" }],
    topics: ["apps"],
    issuing_bodies: ["miit"],
  });
  t.equal((await write(app, "DELETE", `/instruments/${law.id}`)).statusCode, 204);
  const paths = [
    `/instruments/${law.id}`,
    `/events/${law.events[0]?.id}`,
    `/citations/${law.citations[0]?.id}`,
  ];
  for (const path of paths) {
    const gone = await app.inject({ url: path });
    t.equal(gone.statusCode, 410, path);
    t.match(gone.json(), { title: "The record was deleted", detail: /deleted at \d{4}-/ });
    for (const method of ["PUT", "PATCH", "DELETE"] as const) {
      t.equal((await write(app, method, path, {})).statusCode, 410, `${method} ${path}`);
    }
  }
  t.equal((await app.inject({ url: "/topics/apps" })).statusCode, 200);
});

t.test("events let go of a deleted item", async (t) => {
  const item = await create(app, "items", { title: "A report", kind: "other", state: "published" });
  const law = await create<ServedInstrument>(app, "instruments", {
    title: "A reported law",
    type: "law",
    events: [{ type: "in_force", date: "2020-01-01", item: item.id }],
  });
  t.equal(law.events[0]?.item?.id, item.id);
  t.equal((await write(app, "DELETE", `/items/${item.id}`)).statusCode, 204);
  const event = await read<ServedEvent>(app, `/events/${law.events[0]?.id}`);
  t.match(event, { item: null, revision: 2 });
  const after = await read<ServedInstrument>(app, `/instruments/${law.id}`);
  t.match(after, { revision: 2, status: "in_force", events: [{ item: null }] });
});

t.test("a draft that is gone was never there for a client without a key", async (t) => {
  const draft = await create(app, "items", { title: "Never seen", kind: "other" });
  const path = `/items/${draft.id}`;
  t.equal((await write(app, "DELETE", path)).statusCode, 204);
  t.equal((await app.inject({ url: path })).statusCode, 404);
  t.equal((await app.inject({ url: path, headers: KEYED })).statusCode, 410);
  const seen = await create(app, "items", { title: "Seen", kind: "other", state: "published" });
  t.equal((await write(app, "DELETE", `/items/${seen.id}`)).statusCode, 204);
  t.equal((await app.inject({ url: `/items/${seen.id}` })).statusCode, 410);
});

t.test("If-Match guards deleting, and what was never there is 404", async (t) => {
  const topic = await create(app, "topics", { name: "Guarded" });
  const path = `/topics/${topic.id}`;
  const stale = await write(app, "DELETE", path, undefined, { "if-match": '"7"' });
  t.equal(stale.statusCode, 412);
  const fresh = await write(app, "DELETE", path, undefined, { "if-match": '"7", "1"' });
  t.equal(fresh.statusCode, 204);
  for (const method of ["PUT", "PATCH", "DELETE"] as const) {
    t.equal((await write(app, method, "/topics/never-there", {})).statusCode, 404, method);
  }
});
