import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import t from "tap";
import { codesOf, EVENT_TYPES } from "../../src/vocabularies.ts";
import { appUnderTest, create, KEYED, patch, read, walk, write } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import type { ServedEvent, ServedInstrument, ServedItem } from "../served-records.ts";

/** `/instruments/{id}/timeline`: its events and the items about it, and what its status becomes. */

const app: FastifyInstance = appUnderTest(t, { SEED: "false" });

interface Entry {
  id: string;
  kind: "event" | "item";
  date: string | null;
  status: string | null;
  status_from: string | null;
  record: { id: string; date: string | null };
}

const timeline = (id: string, query = "", headers = {}) =>
  walk<Entry>(app, `/instruments/${id}/timeline${query}`, headers);

const brief = (entries: readonly Entry[]) =>
  entries.map(({ kind, date, status, status_from }) => [kind, date, status, status_from]);

t.test("each event and item in order, with what the status becomes", async (t) => {
  await create(app, "instruments", {
    id: "law",
    title: "A law",
    type: "law",
    events: [
      { type: "repealed", date: "2030" },
      { type: "in_force", date: "2021-03" },
      { type: "other", date: null, note: "Nobody knows when" },
      { type: "published", date: "2020-12-26" },
      { type: "adopted", date: "2020-12-26" },
      { type: "comment_opened", date: "2020-07-02" },
      { type: "comment_closes", date: "2020-08-16" },
      { type: "amended", date: "2022-01-01" },
      { type: "planned", date: "2018~" },
    ],
  });
  const about = (date: string | null, role: string, more = {}) =>
    create(app, "items", {
      ...{ title: `Item of ${date}`, kind: "legislation", date, state: "published" },
      ...{
        instruments: [
          { id: "law", role },
          { id: "law", role: "mentioned" },
        ],
        ...more,
      },
    });
  await about("2020-07", "subject");
  await about(null, "applied");
  await about("2020-12-26", "subject");
  await about("2020", "subject");
  const { records, totals } = await timeline("law");
  t.same(brief(records), [
    ["event", "2018~", "planned", "2018-12-31"],
    ["item", "2020", null, null],
    ["item", "2020-07", null, null],
    ["event", "2020-07-02", "open_for_comment", "2020-07-02"],
    ["event", "2020-08-16", "draft", "2020-08-17"],
    ["event", "2020-12-26", "adopted", "2020-12-26"],
    ["event", "2020-12-26", null, null],
    ["item", "2020-12-26", null, null],
    ["event", "2021-03", "in_force", "2021-03-31"],
    ["event", "2022-01-01", null, null],
    ["event", "2030", "repealed", "2030-01-01"],
    ["event", null, null, null],
    ["item", null, null, null],
  ]);
  t.same([...totals], [13]);
  for (const { kind, record } of records) {
    t.same(record, await read(app, `/${kind}s/${record.id}`), "the whole record as it is served");
  }
});

t.test("a status that lasts for no day is none, and judgments have none", async (t) => {
  const events = [
    { type: "adopted", date: "2020-01-01" },
    { type: "in_force", date: "2020-01-01" },
    { type: "suspended", date: "2021-01-01" },
    { type: "resumed", date: "2021-06-01" },
  ];
  for (const type of ["law", "judgment"]) {
    await create(app, "instruments", { id: `a-${type}`, title: "It", type, events });
  }
  t.same(brief((await timeline("a-law")).records), [
    ["event", "2020-01-01", null, null],
    ["event", "2020-01-01", "in_force", "2020-01-01"],
    ["event", "2021-01-01", "suspended", "2021-01-01"],
    ["event", "2021-06-01", "in_force", "2021-06-01"],
  ]);
  for (const { status } of (await timeline("a-judgment")).records) t.equal(status, null);
});

const DATES = [
  null,
  "2019",
  "2020",
  "2020-01",
  "2020-01-01",
  "2020-06",
  "2020-06-15~",
  "2021-12-31",
];
const DAYS = ["2018-12-31", "2019-12-31", "2020-01-01", "2020-06-02", "2020-06-15", "2021-12-31"];

t.test("random timelines: order, pages, kinds, and the status on any day", async (t) => {
  const random = new SeededRandom(8);
  const items = [];
  for (let i = 0; i < 6; i++) {
    const id = `random-${i}`;
    const events = Array.from({ length: random.between(0, 12) }, () => ({
      type: random.pick(codesOf(EVENT_TYPES)),
      date: random.pick(DATES),
    }));
    await create(app, "instruments", { id, title: id, type: "law", events });
    for (let k = random.between(0, 15); k > 0; k--) {
      const state = random.chance(0.7) ? "published" : "draft";
      const more = { title: "An item", kind: "other", date: random.pick(DATES) };
      items.push(await create<ServedItem>(app, "items", { ...more, state, instruments: [id] }));
    }
  }
  const start = (date: string | null) => `${date ?? "9999"}-01-01`.slice(0, 10).replace("~", "");
  const startOf = (date: string | null) =>
    date === null ? "9999" : date.replace("~", "").length === 10 ? date.slice(0, 10) : start(date);
  for (let i = 0; i < 6; i++) {
    for (const headers of [{}, KEYED]) {
      const id = `random-${i}`;
      const { records, totals } = await timeline(id, "?limit=200", headers);
      const law = await read<ServedInstrument>(app, `/instruments/${id}`, headers);
      const about = items.filter(
        (item) =>
          item.instruments.some((link) => link.id === id) &&
          (headers === KEYED || item.state === "published"),
      );
      t.same(
        records.map(({ kind, record }) => `${kind} ${record.id}`).sort(),
        [
          ...law.events.map((each) => `event ${each.id}`),
          ...about.map((each) => `item ${each.id}`),
        ].sort(),
      );
      t.same([...totals], [records.length]);
      const starts = records.map(({ date, kind }) => `${startOf(date)} ${kind}`);
      t.same(starts, [...starts].sort());
      for (const limit of [1, 2, 3, 7]) {
        const paged = await timeline(id, `?limit=${limit}`, headers);
        t.same(paged.records, records, `the same ${limit} at a time`);
        t.same([...paged.totals], [records.length]);
        t.ok(paged.pageLengths.slice(0, -1).every((length) => length === limit));
      }
      for (const kind of ["event", "item"] as const) {
        const some = await timeline(id, `?kind=${kind}&limit=3`, headers);
        t.same(
          some.records,
          records.filter((entry) => entry.kind === kind),
        );
        t.same([...some.totals], [some.records.length]);
      }
      t.same((await timeline(id, "?kind=item,event", headers)).records, records);
      for (const day of DAYS) {
        const begun = records.filter(({ status_from: from }) => from !== null && from <= day);
        const last = begun
          .sort((a, b) => (String(a.status_from) < String(b.status_from) ? -1 : 1))
          .at(-1);
        const { status } = await read<ServedInstrument>(
          app,
          `/instruments/${id}?on=${day}`,
          headers,
        );
        t.equal(last?.status ?? "unknown", status, `${id} on ${day}`);
      }
    }
  }
});

t.test("what is written while it is walked is met at most once", async (t) => {
  await create(app, "instruments", {
    ...{ id: "walked", title: "Walked", type: "law" },
    events: ["2020-01-01", "2020-03-01", "2020-05-01"].map((date) => ({ type: "amended", date })),
  });
  const item = (date: string) =>
    create(app, "items", {
      ...{ title: "Item", kind: "other", date, state: "published", instruments: ["walked"] },
    });
  for (const date of ["2020-02-01", "2020-04-01"]) await item(date);
  const seen: (string | null)[] = [];
  let url: string | null = "/instruments/walked/timeline?limit=1";
  for (let i = 0; url !== null; i++) {
    const answer: LightMyRequestResponse = await app.inject({ url });
    const { data, page } = answer.json<{ data: Entry[]; page: { next: string | null } }>();
    seen.push(...data.map(({ date }) => date));
    if (i === 1) for (const date of ["2020-01-15", "2020-02-15"]) await item(date);
    if (i === 2)
      await create(app, "events", { instrument: "walked", type: "other", date: "2020-06" });
    const link: string | undefined = /^<(.+)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
    t.equal(link?.includes(String(page.next)) ?? null, page.next === null ? null : true);
    url = link ?? null;
  }
  t.same(seen, [
    ...[
      "2020-01-01",
      "2020-02-01",
      "2020-02-15",
      "2020-03-01",
      "2020-04-01",
      "2020-05-01",
      "2020-06",
    ],
  ]);
});

t.test("each fault is named", async (t) => {
  const faults = async (query: string) => {
    const answer = await app.inject({ url: `/instruments/law/timeline?${query}` });
    t.equal(answer.statusCode, 400, query);
    return answer.json<{ errors: object[] }>().errors;
  };
  t.match(await faults("kind=events"), [
    { parameter: "kind", suggestion: "event", allowed: ["event", "item"] },
  ]);
  t.match(await faults("kind="), [{ parameter: "kind" }]);
  t.match(await faults("limit=0"), [{ parameter: "limit" }]);
  t.match(await faults("limit=201"), [{ parameter: "limit", suggestion: "200" }]);
  t.match(await faults("count=all"), [{ parameter: "count" }]);
  t.match(await faults("on=2020-01-01"), [{ parameter: "on" }]);
  t.match(await faults("format=csv"), [{ parameter: "format" }]);
  t.match(await faults("cursor=x"), [{ parameter: "cursor" }]);
  const page = await read<{ page: { next: string } }>(app, "/instruments/law/timeline?limit=2");
  const { next } = page.page;
  t.match(await faults(`cursor=${next}&kind=item`), [{ parameter: "cursor" }], "of another query");
  const other = await app.inject({ url: `/instruments/a-law/timeline?cursor=${next}` });
  t.equal(other.statusCode, 400, "of another instrument");
  const { page: uncounted } = await read<{ page: object }>(
    app,
    "/instruments/law/timeline?count=none",
  );
  t.notOk("total" in uncounted);
});

t.test("it is there where the instrument is, without what is a draft", async (t) => {
  t.equal((await app.inject({ url: "/instruments/nowhere/timeline" })).statusCode, 404);
  const upper = await timeline("LAW");
  t.same(upper.records, (await timeline("law")).records);
  const item = await create(app, "items", {
    title: "Hidden",
    kind: "other",
    instruments: ["a-law"],
  });
  await create<ServedEvent>(app, "events", {
    ...{ instrument: "a-law", type: "repealed", date: "2022", item: item.id },
  });
  t.equal((await timeline("a-law")).records.length, 4);
  t.same(brief((await timeline("a-law", "", KEYED)).records).slice(4), [
    ["event", "2022", "repealed", "2022-01-01"],
    ["item", null, null, null],
  ]);
  const url = "/instruments/a-law/timeline";
  const first = await app.inject({ url });
  const held = { "if-none-match": String(first.headers.etag) };
  t.equal((await app.inject({ url, headers: held })).statusCode, 304);
  await patch(app, `/items/${item.id}`, { state: "published" });
  t.equal((await app.inject({ url, headers: held })).statusCode, 200);
  t.equal((await timeline("a-law")).records.length, 6);
  await patch(app, "/instruments/a-law", { state: "draft" });
  t.equal((await app.inject({ url })).statusCode, 410);
  await create(app, "instruments", { id: "gone", title: "Gone", type: "law" });
  await write(app, "DELETE", "/instruments/gone");
  t.equal((await app.inject({ url: "/instruments/gone/timeline" })).statusCode, 410);
});
