import t from "tap";
import { appUnderTest, KEYED, write } from "../app-under-test.ts";
import { dump, temporaryPath } from "../database-dump.ts";

/** Bodies that no client sends by mistake: each is refused as a problem and leaves no trace. */

const path = temporaryPath(t);
const app = appUnderTest(t, { DATABASE_PATH: path, BODY_LIMIT: "300000" });
const CHANGED = "/items/2020-07-16-miit-315-gala-sdk";

const item = (more: string) => `{"title":"A","kind":"other",${more}}`;
const nested = (depth: number, open: string, close: string) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

const REFUSED: Record<string, string> = {
  "a NUL in a title": '{"title":"a\\u0000b","kind":"other"}',
  "a NUL in a name": item('"topics":["apps\\u0000"]'),
  "a NUL in a field's name": item('"sum\\u0000mary":"x"'),
  "a control character": item('"summary":"a\\u0007b"'),
  "half of a surrogate pair": item('"summary":"\\ud83e"'),
  "the other half": item('"summary":"x\\udd84"'),
  "half a pair in an alias": '{"name":"A","aliases":["\\ud83e"],"kind":"other"}',
  __proto__: item('"__proto__":{"state":"published"}'),
  "constructor with a prototype": item('"constructor":{"prototype":{"x":1}}'),
  constructor: item('"constructor":1'),
  "toString and hasOwnProperty": item('"toString":1,"hasOwnProperty":2'),
  "__proto__ within a list": item('"topics":[{"id":"apps","__proto__":{"x":1}}]'),
  "a blank title": '{"title":" \\n ","kind":"other"}',
  "an empty title": '{"title":"","kind":"other"}',
  "a title of another type": '{"title":{"a":1},"kind":"other"}',
  "a code of another type": '{"title":"A","kind":["other"]}',
  "a list that is none": item('"topics":"apps"'),
  "a reference that is a number": item('"jurisdiction":5'),
  "a position of zero": item(
    '"sources":[{"id":"china-data-law-developments-2020-07","position":0}]',
  ),
  "a position with a fraction": item('"citations":[{"text":"x","position":1.5}]'),
  "a title that is too long": `{"title":"${"a".repeat(2001)}","kind":"other"}`,
  "a name that is too long to be one": item(`"topics":["${"a".repeat(100_000)}"]`),
  "too many links": item(`"topics":[${Array.from({ length: 1001 }, () => '"apps"').join()}]`),
  "a link twice": item('"topics":["apps","app"]'),
  "lists within lists": item(`"topics":${nested(5000, "[", "]")}`),
  "objects within objects": item(`"jurisdiction":${nested(2000, '{"id":', "}")}`),
  "broken JSON": '{"title":"A",',
  "no JSON": "title=A",
  "an empty body": "",
  "a list": "[]",
  null: "null",
  "two values": '{"title":"A","kind":"other"}{}',
  "a date that is none": item('"date":"2021-02-29"'),
  "a URL that runs script": item('"citations":[{"url":"javascript:alert(1)"}]'),
  "a language that is none": item('"language":"english language"'),
};

t.test("bodies that are refused", async (t) => {
  const before = dump(path);
  for (const [name, body] of Object.entries(REFUSED)) {
    for (const [method, url] of [
      ["POST", "/items"],
      ["PUT", CHANGED],
      ["PATCH", CHANGED],
    ] as const) {
      const answer = await write(app, method, url, body);
      t.equal(answer.statusCode, 400, `${name}: ${method} ${answer.body.slice(0, 200)}`);
      t.match(answer.headers["content-type"], "application/problem+json");
      t.notMatch(answer.body, /node_modules|\.ts:|SQLITE|at Object/, "nothing of the inside shows");
    }
  }
  t.ok(dump(path) === before, "the database is as it was");
});

t.test("what is no record at all is named too: the place, or the whole", async (t) => {
  const deep = '{"title":"A","kind":"other","citations":[{"text":"x","__proto__":{"a":1}}]}';
  for (const [body, pointer] of [
    ["", ""],
    ["{", ""],
    [nested(100, "[", "]"), ""],
    [deep, "/citations/0/__proto__"],
    ['{"a":[1,{"b":{"constructor":{"prototype":{}}}}]}', "/a/1/b/constructor"],
    [`{"a":${nested(5000, "[", "]")},"__proto__":1}`, "/__proto__"],
    ['{"title":"A","title":"B"}', "/title"],
  ] as const) {
    const answer = await write(app, "POST", "/items", body, { "content-type": "application/json" });
    t.equal(answer.statusCode, 400, body.slice(0, 80));
    t.match(answer.json(), { errors: [{ pointer, detail: String }] }, body.slice(0, 80));
  }
});

t.test("a write that fails late leaves no trace", async (t) => {
  const before = dump(path);
  const late = await write(app, "POST", "/items", {
    title: "All is right",
    kind: "other",
    citations: [{ text: "right" }, { id: "2020-07-16-miit-315-gala-sdk-citation", text: "taken" }],
  });
  t.equal(late.statusCode, 400, late.body);
  const taken = { id: "miit", name: "Another", kind: "other" };
  t.equal((await write(app, "POST", "/issuing-bodies", taken)).statusCode, 409);
  const stale = await write(app, "PATCH", CHANGED, { title: "x" }, { "if-match": '"99"' });
  t.equal(stale.statusCode, 412);
  t.equal((await write(app, "DELETE", "/topics/apps")).statusCode, 409);
  t.ok(dump(path) === before, "the database is as it was");
  const right = await write(app, "PATCH", CHANGED, { title: "Changed" });
  t.equal(right.statusCode, 200, right.body);
  t.notOk(dump(path) === before, "the comparison sees a change");
});

const BREAKING: Record<string, string> = {
  "very deep objects": item(`"jurisdiction":${nested(20_000, '{"id":', "}")}`),
  "very deep lists in place of a code": `{"title":"A","kind":${nested(20_000, "[", "]")}}`,
  "a code that can't be made text": '{"title":"A","kind":{"toString":1,"valueOf":2}}',
  "a role that can't be made text": item('"issuing_bodies":[{"id":"miit","role":{"toString":1}}]'),
  "a position beyond whole numbers": item('"citations":[{"text":"x","position":1e300}]'),
  "an owner named within what it owns": item('"citations":[{"text":"x","item":"no-such"}]'),
};

t.test("bodies that are meant to break what reads them", async (t) => {
  for (const [name, body] of Object.entries(BREAKING)) {
    for (const [method, url] of [
      ["POST", "/items"],
      ["PATCH", CHANGED],
    ] as const) {
      const answer = await write(app, method, url, body);
      t.equal(answer.statusCode, 400, `${name}: ${method} ${answer.body.slice(0, 200)}`);
    }
  }
  const headers = { ...KEYED, "content-type": "text/plain" };
  const text = await app.inject({ method: "POST", url: "/items", headers, payload: "x" });
  t.equal(text.statusCode, 415, text.body);
});

t.test("bodies of the wrong kind or size", async (t) => {
  for (const type of ["application/x-www-form-urlencoded", "application/xml"]) {
    const headers = { ...KEYED, "content-type": type };
    const answer = await app.inject({ method: "POST", url: "/items", headers, payload: "x" });
    t.equal(answer.statusCode, 415, answer.body);
    t.match(answer.headers["content-type"], "application/problem+json");
  }
  const large = await write(app, "POST", "/items", item(`"summary":"${"a".repeat(300_000)}"`));
  t.equal(large.statusCode, 413, large.body);
  t.match(large.headers["content-type"], "application/problem+json");
});
