import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { appUnderTest, KEYED, patch, read, walk, write } from "../app-under-test.ts";

/**
 * Several processes may serve one file, each with answers, records and totals in its own memory:
 * what one of them wrote must show in the next answer of every other.
 */
t.test("what one process writes, the others show at once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "two-processes-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const DATABASE_PATH = join(folder, "shared.db");
  const writer = appUnderTest(t, { DATABASE_PATH });
  const reader = appUnderTest(t, { DATABASE_PATH });
  const ITEM = "/items/2020-07-22-tc260-app-self-assessment";
  const LIST = "/items?topic=apps&limit=2";
  interface Item {
    issuing_bodies: { name: string }[];
    topics: { id: string }[];
  }

  const ask = async (url: string, headers = {}) => {
    const { statusCode, headers: answered, body } = await reader.inject({ url, headers });
    return { statusCode, etag: String(answered.etag), body };
  };
  const before = { item: await ask(ITEM), list: await ask(LIST), again: await ask(LIST) };
  t.same(before.again, before.list);

  await patch(writer, "/issuing-bodies/tc260", { name: "A renamed committee" });
  for (const url of [ITEM, LIST]) {
    const old = url === ITEM ? before.item : before.list;
    const answer = await ask(url, { "if-none-match": old.etag });
    t.equal(answer.statusCode, 200, url);
    t.match(answer.body, "A renamed committee", url);
    t.equal((await ask(url, { "if-none-match": answer.etag })).statusCode, 304);
  }

  const { total } = (await read<{ page: { total: number } }>(reader, LIST)).page;
  const item = { title: "Another", kind: "other", topics: ["apps"], state: "published" };
  t.equal((await write(writer, "POST", "/items", { ...item, id: "another" })).statusCode, 201);
  t.equal((await read<{ page: { total: number } }>(reader, LIST)).page.total, total + 1);
  t.same((await walk(reader, LIST)).records.length, total + 1);

  await patch(writer, "/topics/apps", { state: "draft" });
  t.same((await read<Item>(reader, "/items/another")).topics, []);
  t.equal((await reader.inject(LIST)).statusCode, 400, "the topic is not there any more");
  t.equal((await reader.inject({ url: LIST, headers: KEYED })).statusCode, 200, "but for a key");

  t.equal((await write(writer, "DELETE", "/items/another")).statusCode, 204);
  t.equal((await reader.inject("/items/another")).statusCode, 410);
});
