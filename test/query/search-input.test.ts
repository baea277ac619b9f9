import fc from "fast-check";
import t from "tap";
import { appUnderTest, create, read, uncheckedApp } from "../app-under-test.ts";

interface Found {
  data: { id: string }[];
  page: { total?: number; next: string | null };
}

const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });

t.test("any text can be searched for", async (t) => {
  const app = uncheckedApp(t);
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const q = encodeURIComponent(text.replaceAll("\0", ""));
      const answer = await app.inject(`/items?q=${q}&highlight=true&limit=2`);
      t.equal(answer.statusCode, 200, JSON.stringify(text));
    }),
    { numRuns: 300 },
  );
});

t.test("a record is found by its own title", async (t) => {
  const app = uncheckedApp(t);
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  const titles = fc.sample(fc.tuple(word, word), { numRuns: 40, seed: 7 });
  for (const [before, after] of titles) {
    // Not what is typed as an operator: these have a meaning of their own.
    const title = `${before}x1 ${after}`.replace(/["＂“”„‟*＊\-－]/gu, "").trim();
    const { id } = await create(app, "topics", { name: title });
    const q = encodeURIComponent(title);
    const { data } = await read<Found>(app, `/topics?q=${q}&limit=200`);
    t.ok(
      data.some((found) => found.id === id),
      JSON.stringify(title),
    );
  }
});

t.test("odd bytes", async (t) => {
  const app = appUnderTest(t);
  const status = async (url: string) => (await app.inject(url)).statusCode;
  t.equal(await status("/items?q=%01%1f%7f"), 200);
  t.equal(await status("/items?q=a%00b"), 400);
  for (const q of ["", "%20"]) {
    t.equal((await read<Found>(app, `/items?q=${q}`)).page.total, 0, `q=${q}`);
  }
  t.equal(await status("/items?q=%ff"), 400, "bytes that are not UTF-8");
  const lone = await app.inject({
    method: "POST",
    url: "/items/query",
    headers: { "content-type": "application/json" },
    payload: '{"q":"\\ud800 data"}',
  });
  t.equal(lone.statusCode, 200, "half of a surrogate pair");
});

t.test("10,000 characters and no more", async (t) => {
  const app = appUnderTest(t);
  for (const [length, expected] of [
    [10_000, 200],
    [10_001, 400],
  ] as const) {
    const q = "a".repeat(length);
    const posted = await app.inject({ method: "POST", url: "/items/query", payload: { q } });
    t.equal(posted.statusCode, expected, `POST of ${length}`);
    t.equal((await app.inject(`/items?q=${q}`)).statusCode, expected, `GET of ${length}`);
    const payload = { q: "𠮷".repeat(length) };
    const wide = await app.inject({ method: "POST", url: "/items/query", payload });
    t.equal(wide.statusCode, expected, `${length} characters of two units each`);
  }
});

t.test("what is refused says where", async (t) => {
  const app = appUnderTest(t);
  const refused: [query: string, parameter: string][] = [
    ["q=a&q=b", "q"],
    ["highlight=true", "highlight"],
    ["q=a&highlight=maybe", "highlight"],
    ["facets=", "facets"],
    ["facets=kind&facet_limit=0", "facet_limit"],
    ["facets=kind&facet_limit=1001", "facet_limit"],
    ["facets=kind&facet_limit=abc", "facet_limit"],
    ["facet_limit=5", "facet_limit"],
    ["sort=relevance", "sort"],
    ["q=a&sort=-relevance", "sort"],
    ["q=a&sort=title,relevance", "sort"],
    ["q=a&limit=0", "limit"],
    [`topic=${Array.from({ length: 501 }, (_, i) => `t${i}`).join(",")}`, "topic"],
  ];
  for (const [query, parameter] of refused) {
    const answer = await app.inject(`/items?${query}`);
    t.equal(answer.statusCode, 400, query.slice(0, 60));
    t.match(answer.json(), { errors: [{ parameter, detail: String }] }, query.slice(0, 60));
  }
  const none = (await app.inject("/topics?facets=kind&facet_limit=3")).json();
  t.same(
    none.errors.map(({ parameter }: { parameter: string }) => parameter),
    ["facets", "facet_limit"],
    "one fault for each, where there is nothing to count by",
  );
  const facet = (await app.inject("/items?facets=kinds")).json();
  t.match(facet, { errors: [{ parameter: "facets", allowed: Array, suggestion: "kind" }] });
  const many = (await app.inject(`/items?${refused.at(-1)?.[0]}`)).json();
  t.match(many.errors[0].detail, /500/);
});

t.test("a cursor belongs to its search", async (t) => {
  const app = appUnderTest(t);
  const cursorOf = async (query: string) =>
    (await read<Found>(app, `/items?${query}&limit=1`)).page.next;
  const cursor = await cursorOf("q=data%20law");
  const unsearched = await cursorOf("sort=-date");
  t.type(cursor, "string");
  const status = async (query: string) => (await app.inject(`/items?${query}`)).statusCode;
  t.equal(await status(`q=data&cursor=${cursor}`), 400);
  t.equal(await status(`q=data%20law&sort=title&cursor=${cursor}`), 400);
  t.equal(await status(`cursor=${cursor}`), 400);
  t.equal(await status(`q=data%20law&cursor=${unsearched}`), 400);
  t.equal(await status(`q=data%20law&cursor=${cursor}`), 200);
});

t.test("the longest searches are answered soon", async (t) => {
  const app = uncheckedApp(t);
  await read(app, "/items?q=data");
  const filled = (part: (i: number) => string, between = " ") => {
    let q = "";
    for (let i = 0; q.length < 9_980; i++) q += (i === 0 ? "" : between) + part(i);
    return q;
  };
  const searches = {
    words: filled((i) => i.toString(36)),
    alternatives: filled((i) => i.toString(36), " OR "),
    starts: filled((i) => `${i.toString(36)}*`),
    "starts of one letter": filled((i) => `${String.fromCharCode(97 + (i % 26))}*`),
    "single characters": filled((i) => String.fromCodePoint(0x4e00 + i)),
    "alternative characters": filled((i) => String.fromCodePoint(0x4e00 + i), " OR "),
    exclusions: filled((i) => `-${i.toString(36)}`),
  };
  for (const [name, q] of Object.entries(searches)) {
    // The processor's time: how long it takes depends on what else the machine does.
    const begun = process.cpuUsage();
    const { statusCode } = await app.inject({
      method: "POST",
      url: "/items/query",
      payload: { q },
    });
    t.equal(statusCode, 200, name);
    const { user, system } = process.cpuUsage(begun);
    const took = (user + system) / 1000;
    t.comment(`${name}: ${Math.round(took)} ms`);
    t.ok(took < 3000, `${name} took ${Math.round(took)} ms`);
  }
});
