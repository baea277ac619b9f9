import t from "tap";
import { appUnderTest, idsOf, read } from "../app-under-test.ts";

/** What a search finds, in other formats than JSON. */

const app = appUnderTest(t);
const FOUND = "/items?q=app+OR+%E5%B7%A5%E4%BF%A1%E9%83%A8";

const lines = async (url: string) =>
  (await app.inject(url)).body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; issuing_bodies: { kind?: string }[] });

t.test("an export has all that a search finds, the best match first", async (t) => {
  const wanted = await idsOf(app, `${FOUND}&limit=2`);
  t.ok(wanted.length > 5);
  const found = await lines(`${FOUND}&format=ndjson`);
  t.same(
    found.map(({ id }) => id),
    wanted,
  );
  const csv = await app.inject(`${FOUND}&format=csv&fields=id`);
  t.same(csv.body.replace("\uFEFF", "").trim().split("\r\n"), ["id", ...wanted]);
});

t.test("a feed of a search has what changed last first, as any feed", async (t) => {
  const { body } = await app.inject(`${FOUND}&format=atom`);
  const entries = await idsOf(app, `${FOUND}&sort=-updated_at`);
  const linked = [...body.matchAll(/<link rel="alternate"[^>]*\/items\/([^"]+)"/g)];
  t.same(
    linked.map(([, id]) => id),
    entries,
  );
});

t.test("what only a page of JSON can show is refused", async (t) => {
  for (const parameter of ["highlight=true", "facets=topic", "facets=topic&facet_limit=3"]) {
    for (const format of ["csv", "ndjson", "atom"]) {
      const answer = await app.inject(`${FOUND}&format=${format}&${parameter}`);
      t.equal(answer.statusCode, 400, `${format} ${parameter}`);
      t.match(answer.json().errors[0].parameter, parameter.split("=")[0]);
    }
  }
});

t.test("whole linked records stand in lines, and not in cells", async (t) => {
  const [first] = await lines(`${FOUND}&format=ndjson&include=issuing_bodies`);
  t.type(first?.issuing_bodies[0]?.kind, "string");
  const page = await read<{ data: unknown[] }>(app, `${FOUND}&include=issuing_bodies`);
  t.same(first, page.data[0]);
  t.equal((await app.inject(`${FOUND}&format=csv&include=topics`)).statusCode, 400);
});
