import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, type Headers, KEYED, patch } from "../app-under-test.ts";
import { recordStatements } from "../statement-record.ts";

/** A client that holds a list is told so before the list is looked for. */

const statements = recordStatements(t);
const app: FastifyInstance = appUnderTest(t);

const VIEWS: Headers[] = [{}, KEYED];
let writes = 0;

/** The reads that 304 costs, of an answer that was asked for so often since the last write. */
async function costOfHeld(url: string, headers: Headers, asked: number): Promise<string[]> {
  await patch(app, "/topics/sdk", { description: `Changed ${writes++} times.` });
  let etag = "";
  for (let i = 0; i < asked; i++) {
    etag = String((await app.inject({ url, headers })).headers.etag);
  }
  statements.length = 0;
  const held = await app.inject({ url, headers: { ...headers, "if-none-match": etag } });
  t.equal(held.statusCode, 304, url);
  return [...statements];
}

const isOfDataset = (sql: string) => / from dataset$/.test(sql);

t.test("the data set's revision is all that is read", async (t) => {
  const urls = [
    "/items",
    "/items?kind=legislation&date=2020-07&sort=title&limit=200",
    "/items?include=instruments,issuing_bodies&fields=id,instruments,issuing_bodies",
    "/instruments?status=in_force&on=2020-08-01",
    "/events?include=item&count=none",
  ];
  for (const url of urls) {
    for (const headers of VIEWS) {
      const cost = await costOfHeld(url, headers, 1);
      // Before and within the snapshot in which the answer would be computed.
      t.equal(cost.length, 2, `${url}: ${cost.join("\n")}`);
      t.ok(cost.every(isOfDataset), url);
      const kept = await costOfHeld(url, headers, 3);
      t.equal(kept.length, 1, `${url}: ${kept.join("\n")}`);
      t.ok(kept.every(isOfDataset), url);
    }
  }
});

t.test("and whether the names in the query are right", async (t) => {
  for (const headers of VIEWS) {
    const cost = await costOfHeld("/items?topic=apps&authority=MIIT", headers, 1);
    const others = cost.filter((sql) => !isOfDataset(sql));
    t.ok(others.length <= 3, others.join("\n"));
    for (const sql of others)
      t.match(sql, /^select r\.id from (topics|issuing_bodies|issuing_body_names) /);
    const kept = await costOfHeld("/items?topic=apps&authority=MIIT", headers, 3);
    t.ok(kept.length === 1 && kept.every(isOfDataset), kept.join("\n"));
  }
});
