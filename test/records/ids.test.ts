import t from "tap";
import { appUnderTest, create, KEYED, read, write } from "../app-under-test.ts";

const app = appUnderTest(t);

t.test("an id that is given is kept, and found in any case", async (t) => {
  const answer = await write(app, "POST", "/topics", { id: "Neuro-Rights", name: "Neurorights" });
  t.equal(answer.statusCode, 201, answer.body);
  t.equal(answer.headers.location, "/topics/Neuro-Rights");
  for (const id of ["Neuro-Rights", "neuro-rights", "NEURO-RIGHTS"]) {
    const found = await read<{ id: string; links: { self: string } }>(app, `/topics/${id}`);
    t.equal(found.id, "Neuro-Rights");
    t.equal(found.links.self, "/topics/Neuro-Rights");
  }
  const changed = await write(app, "PATCH", "/topics/NEURO-rights", { description: "The brain." });
  t.equal(changed.json<{ id: string }>().id, "Neuro-Rights");
});

t.test("an id is derived from the title or name, in any script", async (t) => {
  const topic = await create(app, "topics", { name: "Données à caractère personnel" });
  t.equal(topic.id, "donnees-a-caractere-personnel");
  const body = await create(app, "issuing-bodies", { name: "国家数据局", kind: "other" });
  t.match(body.id, /^guo-jia-shu-ju-ju(-\d+)?$/);
  const item = { title: "A guide", kind: "other", date: "2021-03~" };
  t.equal((await create(app, "items", item)).id, "2021-03-a-guide");
  t.equal((await create(app, "items", item)).id, "2021-03-a-guide-2");
  t.equal((await create(app, "items", item)).id, "2021-03-a-guide-3");
  const emoji = await create(app, "topics", { name: "🦄" });
  t.match(emoji.id, /^[a-z0-9]+$/);
  const long = await create(app, "topics", { name: "word ".repeat(60).trim() });
  t.ok(long.id.length <= 96 && /^(word-)+word$/.test(long.id), long.id);
});

t.test("what belongs to a record has an id from it", async (t) => {
  const law = await create(app, "instruments", {
    id: "a-law",
    title: "A law",
    type: "law",
    events: [{ type: "adopted" }, { type: "adopted", date: "2020" }],
    citations: [{ text: "OJ 1" }],
  });
  t.match(law, {
    events: [{ id: "a-law-adopted-2" }, { id: "a-law-adopted" }],
    citations: [{ id: "a-law-citation" }],
  });
});

t.test("a derived id is never the name of a route", async (t) => {
  for (const name of ["Lookup", "query", "STREAM"]) {
    const { id } = await create(app, "topics", { name });
    t.equal(id, `${name.toLowerCase()}-2`);
  }
});

t.test("ids that can't be", async (t) => {
  const refused = {
    lookup: "route",
    QUERY: "route",
    "": "at least one character",
    "with space": "is made of",
    "-a": "begins and ends",
    "a/b": "is made of",
    ["x".repeat(97)]: "at most 96",
  };
  for (const [id, reason] of Object.entries(refused)) {
    const answer = await write(app, "POST", "/topics", { id, name: "A topic" });
    t.equal(answer.statusCode, 400, id);
    t.match(answer.json(), { errors: [{ pointer: "/id", detail: reason }] });
  }
  const number = await write(app, "POST", "/topics", { id: 5, name: "A topic" });
  t.equal(number.statusCode, 400);
});

t.test("an id that is taken, or was, is not given again", async (t) => {
  const first = await write(app, "POST", "/topics", { id: "once", name: "Once" });
  t.equal(first.statusCode, 201);
  t.equal((await write(app, "POST", "/topics", { id: "ONCE", name: "Again" })).statusCode, 409);
  t.equal((await write(app, "DELETE", "/topics/once")).statusCode, 204);
  t.equal((await write(app, "POST", "/topics", { id: "once", name: "Again" })).statusCode, 409);
  t.equal((await create(app, "topics", { name: "Once" })).id, "once-2");
  // Ids are unique within a resource.
  t.equal((await create(app, "sources", { id: "once", title: "Once" })).id, "once");
});

t.test("an id can't be changed", async (t) => {
  await create(app, "topics", { id: "fixed", name: "Fixed" });
  const patched = await write(app, "PATCH", "/topics/fixed", { id: "other" });
  t.equal(patched.statusCode, 400);
  t.match(patched.json(), { errors: [{ pointer: "/id" }] });
  const put = await write(app, "PUT", "/topics/fixed", { id: "other", name: "Fixed" });
  t.equal(put.statusCode, 400);
  const cased = await write(app, "PUT", "/topics/fixed", { id: "FIXED", name: "Fixed" });
  t.equal(cased.statusCode, 200);
  t.match(cased.json(), { id: "fixed", revision: 1 });
});

t.test("writing needs a key", async (t) => {
  const answer = await app.inject({ method: "POST", url: "/topics", payload: { name: "A" } });
  t.equal(answer.statusCode, 401);
  t.match(answer.headers["www-authenticate"], "Bearer");
  const wrong = { authorization: `${KEYED.authorization}x` };
  t.equal((await app.inject({ url: "/topics", headers: wrong })).statusCode, 401);
});
