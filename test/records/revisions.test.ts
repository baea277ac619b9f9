import t from "tap";
import { appUnderTest, create, patch, read, write } from "../app-under-test.ts";
import type { ServedEvent, ServedInstrument, ServedItem } from "../served-records.ts";

const app = appUnderTest(t);

t.test("a write that changes nothing moves nothing", async (t) => {
  const item = await create<ServedItem>(app, "items", {
    title: "A development",
    kind: "other",
    topics: ["apps"],
    issuing_bodies: [{ id: "miit", role: "issuer" }],
    citations: [{ url: "https://example.com/" }],
  });
  const path = `/items/${item.id}`;
  for (const same of [
    {},
    { title: item.title },
    { topics: ["app"] },
    { issuing_bodies: ["MIIT"] },
    { citations: [{ url: "https://example.com/" }] },
    { citations: item.citations },
  ]) {
    t.same(await patch(app, path, same), item, JSON.stringify(same));
  }
  t.same((await write(app, "PUT", path, item)).json(), item);
  const changed = await patch<ServedItem>(app, path, { title: "Another title" });
  t.equal(changed.revision, 2);
  t.ok(changed.updated_at >= item.updated_at);
  t.equal(changed.created_at, item.created_at);
});

t.test("what belongs to a record is matched by id, and only what changed moves", async (t) => {
  const law = await create<ServedInstrument>(app, "instruments", {
    title: "A law",
    type: "law",
    events: [
      { type: "adopted", date: "2020-01-01" },
      { type: "in_force", date: "2020-02-01" },
    ],
    citations: [{ text: "First" }, { text: "Second" }],
  });
  const path = `/instruments/${law.id}`;
  const [adopted, inForce] = law.events;
  const events = [adopted, { ...inForce, date: "2020-03-01" }, { type: "amended", date: "2021" }];
  const changed = await patch<ServedInstrument>(app, path, { events });
  t.equal(changed.revision, 2);
  t.same(changed.events[0], adopted);
  t.match(changed.events[1], { id: inForce?.id, date: "2020-03-01", revision: 2 });
  t.match(changed.events[2], { type: "amended", revision: 1 });
  const fewer = await patch<ServedInstrument>(app, path, { citations: [law.citations[1] ?? {}] });
  t.same(fewer.citations, [law.citations[1]]);
  const gone = await app.inject({ url: `/citations/${law.citations[0]?.id}` });
  t.equal(gone.statusCode, 410);
  const foreign = {
    citations: [{ id: "2020-07-22-tc260-app-self-assessment-citation", text: "x" }],
  };
  const refused = await write(app, "PATCH", path, foreign);
  t.equal(refused.statusCode, 400);
  t.match(refused.json(), { errors: [{ pointer: "/citations/0/id", detail: "taken" }] });
});

t.test("a change of what belongs to a record moves the record", async (t) => {
  const path = "/instruments/civil-code";
  const revision = async () => (await read<ServedInstrument>(app, path)).revision;
  const first = await revision();
  const event = await create<ServedEvent>(app, "events", {
    instrument: "civil-code",
    type: "other",
    date: "2022",
  });
  t.equal(await revision(), first + 1);
  await patch(app, `/events/${event.id}`, { note: "A note." });
  t.equal(await revision(), first + 2);
  await patch(app, `/events/${event.id}`, { note: "A note." });
  t.equal(await revision(), first + 2);
  const moved = await write(app, "PATCH", `/events/${event.id}`, { instrument: "criminal-law" });
  t.equal(moved.statusCode, 400);
  t.match(moved.json(), { errors: [{ pointer: "/instrument" }] });
  t.equal((await write(app, "DELETE", `/events/${event.id}`)).statusCode, 204);
  t.equal(await revision(), first + 3);
  const citation = await create(app, "citations", { instrument: "civil-code", text: "OJ 5" });
  t.equal(await revision(), first + 4);
  const both = { instrument: "civil-code", item: "2020-07-16-miit-315-gala-sdk", text: "x" };
  t.equal((await write(app, "POST", "/citations", both)).statusCode, 400);
  t.equal((await write(app, "POST", "/citations", { text: "x" })).statusCode, 400);
  t.equal((await write(app, "DELETE", `/citations/${citation.id}`)).statusCode, 204);
});

t.test("a relation is stored once and shown on both sides", async (t) => {
  const other = await read<ServedInstrument>(app, "/instruments/criminal-law");
  const act = await create<ServedInstrument>(app, "instruments", {
    title: "An amending act",
    type: "amendment",
    relations: [{ type: "amends", instrument: "criminal-law", locator: "Article 1" }],
  });
  const shown = await read<ServedInstrument>(app, "/instruments/criminal-law");
  t.equal(shown.revision, other.revision, "the relation is not the other side's content");
  t.match(
    shown.relations.find(({ instrument }) => instrument.id === act.id),
    { type: "amended_by", inverse: true, locator: "Article 1" },
  );
  const sentBack = await write(app, "PUT", "/instruments/criminal-law", shown);
  t.same(sentBack.json(), shown);
  const inverse = { relations: [{ type: "amended_by", instrument: act.id }] };
  t.equal((await write(app, "PATCH", "/instruments/civil-code", inverse)).statusCode, 400);
  const itself = { relations: [{ type: "amends", instrument: act.id }] };
  t.equal((await write(app, "PATCH", `/instruments/${act.id}`, itself)).statusCode, 400);
  t.equal((await write(app, "DELETE", `/instruments/${act.id}`)).statusCode, 204);
  const after = await read<ServedInstrument>(app, "/instruments/criminal-law");
  t.same(after.relations, other.relations);
});
