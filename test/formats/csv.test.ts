import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, KEYED, read, walk, write } from "../app-under-test.ts";
import type { Content } from "./csv-reader.ts";
import { cellsOf, readCsv } from "./csv-reader.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const app = appUnderTest(t);

const csvOf = async (url: string, headers = {}): Promise<string> => {
  const answer = await app.inject({ url, headers });
  t.equal(answer.statusCode, 200, url);
  t.equal(answer.headers["content-type"], "text/csv; charset=utf-8; header=present");
  return answer.body;
};

/** What a cell keeps of a value: ids, and what a link or a record of its own says beside labels. */
function contentOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => elementContent(element));
  if (typeof value !== "object" || value === null) return value;
  return (value as Content)["id"] ?? (value as Content)["self"];
}

function elementContent(element: unknown): unknown {
  if (typeof element !== "object" || element === null) return element;
  const record = element as Content;
  const isLink = "id" in record && !("revision" in record);
  const left = isLink
    ? ["name", "acronym", "title"]
    : ["created_at", "updated_at", "revision", "links"];
  const kept = Object.entries(record).filter(
    ([name, value]) => !left.includes(name) && (isLink || value !== null),
  );
  if (isLink && kept.length === 1) return record["id"];
  return Object.fromEntries(kept.map(([name, value]) => [name, contentOf(value)]));
}

/** Whether a field is no content, and so in no table unless it is asked for. */
const isWork = (field: string): boolean => field === "review";

t.test("every list says in CSV what it says in JSON", async (t) => {
  for (const { name, fields } of resources) {
    const { records } = await walk<Content>(app, `/${name}?limit=200`);
    const { columns, records: rows } = readCsv(await csvOf(`/${name}?format=csv`));
    t.same(columns, [
      "id",
      ...Object.keys(fields).filter((field) => !isWork(field)),
      "created_at",
      "updated_at",
      "revision",
      "links",
    ]);
    t.equal(rows.length, records.length, name);
    const expected = records.map((record) =>
      Object.fromEntries(
        Object.entries(record)
          .filter(([column]) => !isWork(column))
          .map(([column, value]) => [column, contentOf(value)]),
      ),
    );
    t.same(rows, expected, name);
  }
});

t.test("what is left to decide is in a table only where it is asked for", async (t) => {
  const asked = await csvOf("/items?format=csv&fields=id,review&limit=1&sort=id");
  t.match(asked, /^\uFEFFid,review\r\n\S+,\r\n$/);
});

/** An instrument with a hostile text wherever there can be one. */
const hostileInstrument = (text: string, index: number) => ({
  id: `hostile-${index}`,
  title: text,
  title_native: text,
  aliases: [text.slice(0, 500), `${text.slice(0, 490)} 2`],
  type: "law",
  local_type: text.slice(0, 1000),
  number: text.slice(0, 1000),
  jurisdiction: "CN",
  issuing_bodies: [{ id: "miit", role: "drafter" }, "cac"],
  topics: ["apps", "sdk"],
  events: [
    { type: "adopted", date: "2020-07~", note: text },
    { type: "in_force", date: null, note: `${text} 2` },
  ],
  relations: [{ type: "amends", instrument: "criminal-law", locator: text.slice(0, 1000) }],
  citations: [{ url: "https://example.org/a?b=1;2|3", text, title: text, locator: "=1" }],
});

t.test("whatever a text is, it can be read back and is no formula", async (t) => {
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    await create(app, "instruments", hostileInstrument(text, index));
  }
  const csv = await csvOf("/instruments?id_not=none&format=csv&sort=created_at");
  for (const cell of cellsOf(csv)) {
    if (/^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell))
      t.fail(`a formula: ${encodeURI(cell.slice(0, 50))}`);
  }
  const rows = readCsv(csv).records.filter(({ id }) => String(id).startsWith("hostile-"));
  t.equal(rows.length, HOSTILE_TEXTS.length);
  for (const [index, row] of rows.entries()) {
    const text = HOSTILE_TEXTS[index] ?? "";
    t.match(row, { title: text, title_native: text }, `text ${index}`);
    const before = await read<Content>(app, `/instruments/${row["id"]}`);
    t.equal((row["events"] as Content[]).length, 2);
    t.equal((row["citations"] as Content[])[0]?.["text"], text);
    // Read back and written again, nothing is different: so nothing was lost.
    const {
      created_at,
      updated_at,
      revision,
      links,
      status,
      in_force_from,
      in_force_to,
      ...content
    } = row;
    const answer = await write(app, "PUT", `/instruments/${row["id"]}`, content);
    t.equal(answer.statusCode, 200, `text ${index}`);
    t.equal(answer.json<Content>()["revision"], before["revision"], `text ${index}`);
    t.same(
      [created_at, updated_at, revision, links],
      [before["created_at"], before["updated_at"], before["revision"], `/instruments/${row["id"]}`],
    );
    t.same([status, in_force_from, in_force_to], [before["status"], null, null]);
  }
});

t.test("a whole seed, read back and written again, is the same", async (t) => {
  for (const name of ["items", "instruments", "issuing-bodies", "topics", "events", "citations"]) {
    const rows = readCsv(await csvOf(`/${name}?format=csv&limit=60`)).records;
    const computed = ["status", "in_force_from", "in_force_to", "url_normalized"];
    const readOnly = ["created_at", "updated_at", "revision", "links", ...computed];
    for (const row of rows) {
      const content = Object.fromEntries(
        Object.entries(row).filter(([column]) => !readOnly.includes(column)),
      );
      const answer = await write(app, "PUT", `/${name}/${row["id"]}`, content);
      t.equal(answer.json<Content>()["revision"], row["revision"], `${name} ${row["id"]}`);
    }
  }
});

t.test("`fields` chooses columns, in the record's order", async (t) => {
  const csv = await csvOf("/items?format=csv&fields=topics,date,id&limit=1&sort=date");
  t.equal(csv.split("\r\n")[0], "\uFEFFid,date,topics");
  t.equal(readCsv(csv).records.length, 1);
  const one = await csvOf("/topics/apps?format=csv&fields=name,id");
  t.equal(one, "\uFEFFid,name\r\napps,Mobile apps\r\n");
});

t.test("an empty list is a header", async (t) => {
  const csv = await csvOf("/topics?format=csv&fields=id,name&id=nothing");
  t.equal(csv, "\uFEFFid,name\r\n");
});

t.test("it has a name for the file", async (t) => {
  const list = await app.inject({ url: "/issuing-bodies?format=csv&limit=1" });
  t.equal(list.headers["content-disposition"], 'attachment; filename="issuing-bodies.csv"');
  const one = await app.inject({ url: "/issuing-bodies/MIIT", headers: { accept: "text/csv" } });
  t.equal(one.headers["content-disposition"], 'attachment; filename="miit.csv"');
});

t.test("drafts are in it for a key that asks for them alone", async (t) => {
  const { id } = await create(app, "items", { title: "A draft", kind: "other" });
  t.notMatch(await csvOf("/items?format=csv"), id);
  t.notMatch(await csvOf("/items?format=csv", KEYED), id);
  t.match(await csvOf("/items?format=csv&state=draft", KEYED), id);
  t.equal((await app.inject({ url: "/items?format=csv&state=draft" })).statusCode, 401);
});
