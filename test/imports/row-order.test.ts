import t from "tap";
import { appUnderTest, KEYED, read } from "../app-under-test.ts";
import { faultsOf, lines, NDJSON, send, taken } from "./import-client.ts";

interface Instrument {
  revision: number;
  relations: { type: string; instrument: { id: string }; inverse: boolean }[];
}

const app = appUnderTest(t);

t.test("a row may name rows that come later, by id or by name", async (t) => {
  const rows = lines(
    { id: "t-child", name: "Child", parent: "t-parent" },
    { id: "t-parent", name: "Parent", parent: "Grand parent" },
    { id: "t-grand", name: "Grand parent", revision: 3 },
  );
  const { summary } = await taken(app, NDJSON, { resource: "topics" }, rows);
  t.match(summary, { read: 3, created: 3, faults: 0 });
  t.match(await read(app, "/topics/t-child"), { parent: { id: "t-parent" }, revision: 1 });
  t.match(await read(app, "/topics/t-parent"), { parent: { id: "t-grand" }, revision: 1 });
});

t.test("a long chain from its end to its beginning takes no longer than any", async (t) => {
  const rows = Array.from({ length: 1200 }, (_, i) => ({
    id: `chain-${i}`,
    title: `A link ${i}`,
    type: "notice",
    relations: [{ type: "replaces", instrument: `chain-${i + 1}` }],
  }));
  const last = { id: "chain-1200", title: "The last link", type: "notice" };
  const { summary } = await taken(
    app,
    NDJSON,
    { resource: "instruments", dry_run: "true" },
    lines(...rows, last),
  );
  t.match(summary, { read: 1201, created: 1201, skipped: 0 });
});

t.test(
  "rows that name one another are made together, and history knows no half of them",
  async (t) => {
    const cites = (id: string, ...others: string[]) => ({
      id,
      title: `The ring's ${id}`,
      type: "notice",
      events: [{ type: "adopted", date: "2021" }],
      relations: others.map((instrument) => ({ type: "cites", instrument })),
    });
    const rows = lines(cites("r-a", "r-b", "r-c"), cites("r-b", "r-c"), cites("r-c", "r-a"));
    const { summary, changes } = await taken(app, NDJSON, { resource: "instruments" }, rows);
    t.match(summary, { read: 3, created: 3 });
    const a = await read<Instrument>(app, "/instruments/r-a");
    t.equal(a.revision, 1);
    t.same(
      a.relations.map(({ type, instrument }) => `${type} ${instrument.id}`),
      ["cites r-b", "cites r-c", "cited_by r-c"],
    );
    interface Change {
      resource: string;
      action: string;
      revision: number;
    }
    const { data } = await read<{ data: Change[] }>(
      app,
      `/changes?after=${changes?.after}&resource=instruments`,
    );
    t.same(
      data.map(({ action, revision }) => `${action} ${revision}`),
      ["create 1", "create 1", "create 1"],
    );
    t.equal(
      (await read<{ data: Change[] }>(app, `/changes?after=${changes?.reached}`)).data.length,
      0,
    );
  },
);

t.test("a fault in a ring is reported, and what does not need that row is written", async (t) => {
  const ring = (id: string, other: string, type = "notice") => ({
    id,
    title: `Ring ${id}`,
    type,
    relations: [{ type: "cites", instrument: other }],
  });
  const rows = lines(
    ring("f-a", "f-b"),
    ring("f-b", "f-a", "no-such-type"),
    ring("f-c", "f-d"),
    ring("f-d", "f-c"),
  );
  const parameters = { resource: "instruments", on_error: "skip" };
  const { summary, errors } = await taken(app, NDJSON, parameters, rows);
  t.match(summary, { created: 2, skipped: 2 });
  t.ok(errors.some(({ line, pointer }) => line === 2 && pointer === "/type"));
  t.ok(
    errors.some(({ line, detail }) => line === 1 && /line 2/.test(detail)),
    "the first needs it",
  );
  t.equal((await app.inject({ url: "/instruments/f-a", headers: KEYED })).statusCode, 404);
  t.equal((await app.inject("/instruments/f-c")).statusCode, 200);

  const whole = await send(app, NDJSON, { resource: "instruments" }, rows.replaceAll("f-", "g-"));
  t.equal(whole.statusCode, 400);
  t.equal((await app.inject({ url: "/instruments/g-c", headers: KEYED })).statusCode, 404);
});

t.test("an upsert makes no row of a ring without an id", async (t) => {
  const [resource, mode] = ["issuing-bodies", "upsert"];
  const ring = lines(
    { name: "A Ring Office", kind: "other", succeeded_by: ["B Ring Office"] },
    { name: "B Ring Office", kind: "other", parent: "A Ring Office" },
  );
  const faults = await faultsOf(app, NDJSON, { resource, mode }, ring);
  const own = faults.filter(({ pointer }) => pointer === "/id");
  t.match(own, [
    { line: 1, detail: /An upsert finds the record by its `id`/ },
    { line: 2, detail: /An upsert finds the record by its `id`/ },
  ]);
  const { summary } = await taken(app, NDJSON, { resource, mode, on_error: "skip" }, ring);
  t.match(summary, { created: 0, skipped: 2 });
});

t.test("parents in a circle are refused", async (t) => {
  const rows = lines(
    { id: "c-a", name: "A in a circle", parent: "c-b" },
    { id: "c-b", name: "B in a circle", parent: "c-a" },
  );
  const faults = await faultsOf(app, NDJSON, { resource: "topics" }, rows);
  t.ok(faults.length > 0);
  t.equal((await app.inject({ url: "/topics/c-a", headers: KEYED })).statusCode, 404);
});
