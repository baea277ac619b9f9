import t from "tap";
import { appUnderTest, patch, read, write } from "../app-under-test.ts";
import { faultsOf, lines, NDJSON, taken } from "../imports/import-client.ts";

/** How deep trees of topics and jurisdictions may be. */

const app = appUnderTest(t);

/** A chain of records, each below the one before. */
const chain = (name: string, length: number) =>
  Array.from({ length }, (_, i) => ({
    id: `${name}-${i + 1}`,
    name: `${name} ${i + 1}`,
    level: "city",
    ...(i === 0 ? {} : { parent: `${name}-${i}` }),
  }));

const topics = (name: string, length: number) =>
  chain(name, length).map(({ level: _, ...topic }) => topic);

t.test("a record deeper than 32 levels is refused", async (t) => {
  for (const resource of ["topics", "jurisdictions"]) {
    const rows = resource === "topics" ? topics("deep", 34) : chain("deep", 34);
    const faults = await faultsOf(app, NDJSON, { resource }, lines(...rows));
    const own = faults.filter(({ pointer }) => pointer === "/parent");
    t.match(own, [{ line: 33, detail: /at most 32 levels, and below 'deep-32' this record/ }]);
    const { summary } = await taken(app, NDJSON, { resource }, lines(...rows.slice(0, 32)));
    t.match(summary, { created: 32 });
    const reversed = rows.map((row) => JSON.stringify(row).replaceAll("deep", "again"));
    const parameters = { resource, on_error: "skip" };
    const again = await taken(app, NDJSON, parameters, `${reversed.reverse().join("\n")}\n`);
    t.match(again.summary, { created: 32, skipped: 2 }, "in whatever order they come");
  }
});

t.test("so is a move that takes what is below it too deep", async (t) => {
  await taken(
    app,
    NDJSON,
    { resource: "topics" },
    lines(...topics("over", 20), ...topics("under", 13)),
  );
  const parent = { parent: "over-20" };
  const refused = await write(app, "PATCH", "/topics/under-1", parent);
  t.equal(refused.statusCode, 400);
  t.match(refused.json(), {
    errors: [{ pointer: "/parent", detail: /below 'over-20' what is below this record/ }],
  });
  await patch(app, "/topics/under-1", { parent: "over-19" });
  t.match(await read(app, "/topics?within=over-1&limit=1"), { page: { total: 33 } });
  await patch(app, "/topics/over-2", { description: "It stays where it is." });
  await patch(app, "/topics/under-1", { parent: null });
  t.match(await read(app, "/topics?within=over-1&limit=1"), { page: { total: 20 } });
});
