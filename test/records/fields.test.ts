import t from "tap";
import { appUnderTest, create, patch, read, write } from "../app-under-test.ts";
import type { ServedInstrument, ServedItem } from "../served-records.ts";

const app = appUnderTest(t);
const FULL = {
  title: "A development",
  summary: "What happened.",
  kind: "enforcement",
  date: "2021-02-03",
  jurisdiction: "CN-GD",
  issuing_bodies: [{ id: "MIIT", role: "enforcer" }, "cac"],
  instruments: ["civil-code"],
  topics: ["apps", "PII"],
  citations: [{ url: "https://example.com/" }, { text: "90 FR 17225" }],
  sources: [{ id: "china-data-law-developments-2020-07", position: 18 }],
  language: "en",
  state: "published",
};

interface Problem {
  errors: { pointer?: string; detail: string; suggestion?: string; allowed?: string[] }[];
}

t.test("names are understood where a body or a topic is written", async (t) => {
  const item = await create<ServedItem>(app, "items", FULL);
  t.match(item, {
    issuing_bodies: [
      { id: "miit", acronym: "MIIT", role: "enforcer" },
      { id: "cac", role: "issuer" },
    ],
    topics: [{ id: "apps" }, { id: "personal-information" }],
    instruments: [{ id: "civil-code", role: "subject" }],
    jurisdiction: { id: "CN-GD", name: "Guangdong" },
    citations: [{ position: 1 }, { position: 2, text: "90 FR 17225" }],
  });
  const named = await patch<ServedItem>(app, `/items/${item.id}`, {
    issuing_bodies: ["工信部", { id: "mitt", role: "mentioned" }],
  });
  t.match(named.issuing_bodies, [
    { id: "miit", role: "issuer" },
    { id: "miit", role: "mentioned" },
  ]);
});

t.test("an alias of two bodies is refused with both", async (t) => {
  const answer = await write(app, "POST", "/items", { ...FULL, issuing_bodies: ["SAC"] });
  t.equal(answer.statusCode, 400);
  t.match(answer.json(), {
    errors: [
      {
        pointer: "/issuing_bodies/0",
        allowed: ["securities-association-of-china", "standardization-administration-of-china"],
      },
    ],
  });
  const list = await app.inject({ url: "/items?authority=SAC" });
  t.equal(list.statusCode, 400);
  t.match(list.json(), {
    errors: [{ parameter: "authority", allowed: [/securities/, /standard/] }],
  });
});

t.test("every fault of a body is named at once, with what would be right", async (t) => {
  const answer = await write(app, "POST", "/items", {
    titel: "A development",
    kind: "legislaton",
    date: "2021-02-30",
    topics: ["personal-info"],
    issuing_bodies: [{ id: "miit", rol: "issuer" }],
    citations: [{ url: "ftp://example.com/" }, {}],
    revision: 4,
  });
  t.equal(answer.statusCode, 400);
  const { errors } = answer.json<Problem>();
  const at = (pointer: string) => errors.find((error) => error.pointer === pointer);
  t.equal(at("/titel")?.suggestion, "title");
  t.match(at("/title")?.detail, "missing");
  t.equal(at("/kind")?.suggestion, "legislation");
  t.match(at("/date")?.detail, "01 to 28");
  t.equal(at("/topics/0")?.suggestion, "personal-information");
  t.equal(at("/issuing_bodies/0/rol")?.suggestion, "role");
  t.match(at("/citations/0/url")?.detail, "http");
  t.match(at("/citations/1")?.detail, "url");
  t.match(at("/revision")?.detail, "can't be written");
});

t.test("what can't be written is refused, except where a record is sent back", async (t) => {
  const { id } = await create(app, "instruments", { title: "A law", type: "law" });
  const path = `/instruments/${id}`;
  for (const [name, value] of Object.entries({ status: "repealed", links: {}, created_at: "x" })) {
    const patched = await write(app, "PATCH", path, { [name]: value });
    t.equal(patched.statusCode, 400, name);
    t.match(patched.json(), { errors: [{ pointer: `/${name}` }] });
    const posted = { title: "Another", type: "law", [name]: value };
    t.equal((await write(app, "POST", "/instruments", posted)).statusCode, 400, name);
  }
  const before = await read<ServedInstrument>(app, path);
  const put = await write(app, "PUT", path, { ...before, status: "repealed", revision: 9 });
  t.same(put.json(), before);
});

t.test("a merge patch changes what it names, and null takes a value away", async (t) => {
  const item = await create<ServedItem>(app, "items", FULL);
  const path = `/items/${item.id}`;
  const patched = await patch<ServedItem>(app, path, { summary: null, topics: null, date: null });
  t.match(patched, { summary: null, topics: [], date: null, revision: 2 });
  t.same(patched.issuing_bodies, item.issuing_bodies);
  const moved = await patch<ServedItem>(app, path, { jurisdiction: { id: "CN-BJ" } });
  t.match(moved.jurisdiction, { id: "CN-BJ", name: "Beijing" });
  for (const name of ["title", "kind"]) {
    const refused = await write(app, "PATCH", path, { [name]: null });
    t.equal(refused.statusCode, 400, name);
    t.match(refused.json(), { errors: [{ pointer: `/${name}` }] });
  }
  for (const body of ["[]", "null", '"x"', "5"]) {
    t.equal((await write(app, "PATCH", path, body)).statusCode, 400, body);
  }
  const type = { "content-type": "application/merge-patch+json" };
  const merged = await write(app, "PATCH", path, '{"summary":"Again."}', type);
  t.match(merged.json(), { summary: "Again.", revision: 4 });
});

t.test("PUT replaces: what it leaves out is gone", async (t) => {
  const item = await create<ServedItem>(app, "items", FULL);
  const put = await write(app, "PUT", `/items/${item.id}`, { title: "Bare", kind: "other" });
  t.match(put.json(), {
    title: "Bare",
    summary: null,
    date: null,
    jurisdiction: null,
    topics: [],
    citations: [],
    sources: [],
    state: "draft",
    revision: 2,
  });
});

t.test("a tree has no cycle", async (t) => {
  await create(app, "topics", { id: "top", name: "Top" });
  await create(app, "topics", { id: "middle", name: "Middle", parent: "top" });
  await create(app, "topics", { id: "bottom", name: "Bottom", parent: "middle" });
  for (const parent of ["bottom", "middle", "top", "TOP"]) {
    const answer = await write(app, "PATCH", "/topics/top", { parent });
    t.equal(answer.statusCode, 400, parent);
    t.match(answer.json(), { errors: [{ pointer: "/parent" }] });
  }
  for (const path of ["/jurisdictions/CN", "/issuing-bodies/state-council"]) {
    const parent = path.includes("CN") ? "CN-GD-shenzhen" : "miit";
    t.equal((await write(app, "PATCH", path, { parent })).statusCode, 400, path);
  }
});
