import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import t from "tap";
import {
  appUnderTest,
  create,
  KEYED,
  patch,
  read,
  uncheckedApp,
  write,
} from "../app-under-test.ts";
import { archiveOf, restoreInto } from "../archive/archives.ts";
import { temporaryFolder } from "../commands/program.ts";
import { faultsOf, lines, NDJSON, send, taken } from "../imports/import-client.ts";

/** A record has as much said of it by others as there is, and as much of its own as a list may hold. */

const MOST = 1000;
const folder = temporaryFolder(t);
const path = join(folder, "many.db");
const app = appUnderTest(t, { SEED: "false", DATABASE_PATH: path });

interface Hub {
  revision: number;
  relations: { type: string; inverse: boolean; instrument: { id: string } }[];
  issuing_bodies: { id: string }[];
}

const ownOf = ({ relations }: Hub) =>
  relations
    .filter(({ inverse }) => !inverse)
    .map(({ type, instrument }) => `${type} ${instrument.id}`);

t.before(async () => {
  for (const id of ["office", "twin"]) {
    await create(app, "issuing-bodies", { id, name: `The ${id}`, kind: "other" });
  }
  await create(app, "instruments", { id: "basis", title: "The basis", type: "law" });
  await create(app, "instruments", {
    id: "hub",
    title: "What everybody cites",
    type: "law",
    state: "published",
    issuing_bodies: ["twin"],
    relations: [{ type: "implements", instrument: "basis" }],
  });
  const citing = Array.from({ length: MOST + 1 }, (_, i) => ({
    id: `citing-${i}`,
    title: `Citing ${i}`,
    type: "law",
    state: "published",
    relations: [{ type: "cites", instrument: "hub" }],
  }));
  await taken(app, NDJSON, { resource: "instruments" }, lines(...citing));
});

t.test("what others say of a record is no part of its own list", async (t) => {
  const hub = await read<Hub>(app, "/instruments/hub", KEYED);
  t.equal(hub.relations.length, MOST + 2);
  await patch(app, "/instruments/hub", { number: "No. 1" });
  const put = await write(app, "PUT", "/instruments/hub", { ...hub, number: "No. 2" });
  t.equal(put.statusCode, 200, put.body);
  const merged = await write(app, "POST", "/issuing-bodies/twin/merge", { into: "office" });
  t.equal(merged.statusCode, 200, merged.body);
  const after = await read<Hub>(app, "/instruments/hub", KEYED);
  t.match(after.issuing_bodies, [{ id: "office" }]);
  t.same(ownOf(after), ["implements basis"]);
  const merging = { title: "The hub again", type: "law", relations: [] };
  await create(app, "instruments", { id: "hub-again", ...merging });
  const survivor = await write(app, "POST", "/instruments/hub-again/merge", { into: "hub" });
  t.equal(survivor.statusCode, 200, survivor.body);
  t.same(ownOf(survivor.json<Hub>()), ["implements basis"]);
});

t.test("an archive of it can be restored", async (t) => {
  const archive = join(folder, "many.jsonl.gz");
  await archiveOf(path, archive);
  await restoreInto(join(folder, "restored.db"), archive);
  const restored = uncheckedApp(t, { SEED: "false", DATABASE_PATH: join(folder, "restored.db") });
  t.same(await read(restored, "/instruments/hub"), await read(app, "/instruments/hub"));
});

t.test("its own list is as long as any", async (t) => {
  const relations = Array.from({ length: MOST + 1 }, (_, i) => ({
    type: "cites",
    instrument: `citing-${i}`,
  }));
  const refused = await write(app, "PATCH", "/instruments/basis", { relations });
  t.equal(refused.statusCode, 400);
  t.match(refused.json(), { errors: [{ pointer: "/relations", detail: /at most 1000/ }] });
  await patch(app, "/instruments/basis", { relations: relations.slice(1) });
});

for (const [resource, member, owner, more] of [
  ["citations", "item", "items", { text: "One more" }],
  ["citations", "instrument", "instruments", { text: "One more" }],
  ["events", "instrument", "instruments", { type: "other", note: "One more" }],
] as const) {
  t.test(`no more ${resource} of one ${member} than its list may have`, async (t) => {
    const about =
      owner === "items"
        ? { title: "Full", kind: "other", state: "published" }
        : { title: "Full", type: "law" };
    const many = (what: string, count: number) =>
      Array.from({ length: count }, (_, i) =>
        resource === "events"
          ? { type: "other", note: `${what} ${i}` }
          : { text: `${what} ${i}`, title: what },
      );
    const [id, other] = [`full-${resource}-${member}`, `twin-${resource}-${member}`];
    await create(app, owner, { id, ...about, [resource]: many("Of it", MOST) });
    const one = { [member]: id, ...more };
    const refused = await write(app, "POST", `/${resource}`, one);
    t.equal(refused.statusCode, 400, refused.body);
    const expected = { pointer: `/${member}`, detail: /has 1000 .*, and can't have more/ };
    t.match(refused.json(), { errors: [expected] });
    t.match(await faultsOf(app, NDJSON, { resource }, lines(one)), [
      { detail: /has 1000 .*, and can't have more/ },
    ]);

    const list = await read<{ data: { id: string }[] }>(
      app,
      `/${resource}?${member}=${id}&limit=1`,
      KEYED,
    );
    const first = `/${resource}/${list.data[0]?.id}`;
    await patch(app, first, resource === "events" ? { note: "Other" } : { title: "Other" });
    await patch(app, `/${owner}/${id}`, { title: "Full still" });

    await create(app, owner, { id: other, ...about, [resource]: many("Of the other", 1) });
    const merged = await write(app, "POST", `/${owner}/${other}/merge`, { into: id });
    t.equal(merged.statusCode, 409, merged.body);
    t.match(merged.json(), { errors: [{ pointer: `/${resource}`, detail: /at most 1000/ }] });
    t.equal(
      (await read<Record<string, unknown[]>>(app, `/${owner}/${id}`, KEYED))[resource]?.length,
      MOST,
    );

    t.equal((await write(app, "DELETE", first)).statusCode, 204);
    const again = await send(app, NDJSON, { resource }, lines(one));
    t.equal(again.statusCode, 200, again.body);
  });
}

t.test(
  "what is damaged is not stored again by who changes another, and can be corrected",
  async (t) => {
    await create(app, "topics", { id: "one", name: "One" });
    await create(app, "topics", { id: "other", name: "Other" });
    const relations = [{ type: "cites", instrument: "basis" }];
    const damaged = { id: "damaged", title: "Damaged", type: "law", topics: ["one"], relations };
    await create(app, "instruments", damaged);
    const connection = new SqliteConnection(path);
    connection.exec("update instrument_relations set locator = '' where owner = 'damaged'");
    const stored = () =>
      connection.prepare("select * from instrument_relations where owner = 'damaged'").all();
    const before = stored();
    t.equal((await write(app, "POST", "/topics/one/merge", { into: "other" })).statusCode, 500);
    t.same(stored(), before);
    t.equal((await read<{ id: string }>(app, "/topics/one")).id, "one");
    t.equal(
      (await write(app, "PUT", "/instruments/damaged", { ...damaged, relations: [] })).statusCode,
      200,
    );
    t.same(stored(), []);
    connection.close();
  },
);

t.test("a longer list of before there was a limit can be written again as it is", async (t) => {
  const citations = Array.from({ length: MOST }, (_, i) => ({ text: `Of it ${i}` }));
  const owner = { id: "longer", title: "Longer", kind: "other", state: "published" };
  await create(app, "items", { ...owner, citations });
  const connection = new SqliteConnection(path);
  connection.exec(
    `create temp table more as select * from citations where item = 'longer' and position = 1000;
     update more set key = null, id = 'one-more', text = 'One more', position = 1001;
     insert into citations select * from more`,
  );
  connection.close();
  const served = await read<{ citations: { text: string }[] }>(app, "/items/longer");
  t.equal(served.citations.length, MOST + 1);
  const put = await write(app, "PUT", "/items/longer", { ...served, title: "Changed" });
  t.equal(put.statusCode, 200, put.body);
  t.equal(put.json<typeof served>().citations.length, MOST + 1);
  const longer = [...served.citations, { text: "Yet another" }];
  const refused = await write(app, "PATCH", "/items/longer", { citations: longer });
  t.match(refused.json(), { status: 400, errors: [{ pointer: "/citations" }] });
});
