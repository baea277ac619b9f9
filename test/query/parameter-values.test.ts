import t from "tap";
import { appUnderTest, create, idsOf, read } from "../app-under-test.ts";

/** What the values of parameters may look like, of each kind: what is refused, and what is meant. */

const app = appUnderTest(t);

interface Refusal {
  errors: { parameter: string; detail: string; allowed?: string[]; suggestion?: string }[];
}

const url = (resource: string, parameter: string, value: string) =>
  `/${resource}?${parameter}=${encodeURIComponent(value)}`;

const KINDS: [resource: string, parameter: string, wrong: string[], detail: RegExp][] = [
  [
    ...(["citations", "position"] as const),
    ["x", "1.5", "1e3", "--1", "x1", "1x", "1234567890123456"],
    /is not a whole number/,
  ],
  [
    ...(["items", "cited_host"] as const),
    [
      ...["gov.cn/", "/gov.cn", "gov.cn/x", "https://gov.cn", "gov.cn?x", "gov.cn#x", "me@gov.cn"],
      ...["gov.cn:8080", "gov.cn:", "gov .cn", "gov.cn\\x", "::1", "256.1.1.1"],
    ],
    /is not a host; write one such as gov\.cn/,
  ],
  [
    ...(["items", "cited_url"] as const),
    ["gov.cn", "ftp://gov.cn/", "//gov.cn/", "https://"],
    /is not a web address: /,
  ],
  [
    ...(["items", "date"] as const),
    ["2020-13", "20-01-01", "2020-02-30", "x2020", "2020x", "2020-7", "~2020"],
    /is not a date: /,
  ],
  [
    ...(["items", "year"] as const),
    ["20", "20200", "x2020", "2020x", "2020-01", "2020~", "２０２０"],
    /is not a year; write four digits/,
  ],
  [
    ...(["items", "month"] as const),
    ["2020", "2020-13", "2020-00", "2020-1", "2020-07-01", "12020-07", "2020-07~"],
    /is not a month; write YYYY-MM/,
  ],
  [
    ...(["instruments", "in_force_on"] as const),
    ["2020-08", "2020-02-30", "2020-08-01~", "12020-08-01", "2020-08-011", "today"],
    /is not a day; write YYYY-MM-DD/,
  ],
  [
    ...(["items", "created_at_gte"] as const),
    [
      ...["2020", "2020-07", "2020-02-30", "2020-02-30T00:00:00Z", "2020-07-01T00:00:00"],
      ...["2020-07-01T24:01:00Z", "2020-07-01T00:00:60Z", "2020-07-01T00Z", "x2020-07-01"],
      ...["2020-07-01x", "2020-07-01T00:00:00Zx", "2020-07-01T00:00:00.Z", "2020-07-01T00:00:00+2"],
      ...["2020-07-01T00:00:00.1234567890Z", "1 July 2020", "2020-07-01-02:00"],
      // By their offset these are of a year that has not four digits.
      ...["9999-12-31T23:59:59-02:00", "0000-01-01T00:00:00+02:00"],
    ],
    /is not a time; write one of RFC 3339/,
  ],
  [
    ...(["instruments", "binding"] as const),
    ["yes", "TRUE", "1", "0", "null"],
    /Write true or false, not '/,
  ],
  [...(["items", "date_exists"] as const), ["yes", "True", "2020"], /Write true or false, not '/],
  [...(["items", "topic"] as const), ["no-such-topic"], /There is no topic 'no-such-topic'/],
];

for (const [resource, parameter, wrong, detail] of KINDS) {
  t.test(`what is no ${parameter} of ${resource}`, async (t) => {
    for (const value of wrong) {
      const answer = await app.inject(url(resource, parameter, value));
      t.equal(answer.statusCode, 400, `${value}: ${answer.body.slice(0, 200)}`);
      const { errors } = answer.json<Refusal>();
      t.equal(errors.length, 1, value);
      t.match(errors[0], { parameter, detail }, value);
      if (value !== "2020-07-01T00:00:00+2") t.ok(errors[0]?.detail.includes(value), value);
    }
  });
}

t.test("codes are read in any case, and what is nearly one is suggested", async (t) => {
  const cases = await idsOf(app, "/items?kind=case");
  t.ok(cases.length > 0);
  t.same(await idsOf(app, "/items?kind=Case"), cases);
  t.same(await idsOf(app, "/items?kind=%22CASE%22"), cases);
  const { errors } = (await app.inject("/items?kind=cases")).json<Refusal>();
  t.match(errors, [{ parameter: "kind", detail: /'cases' is not a value of 'kind'/ }]);
  t.same(errors[0]?.allowed, ["legislation", "enforcement", "case", "other"]);
  t.equal(errors[0]?.suggestion, "case");
  const both = (await app.inject("/instruments?binding=yess&type=lawe")).json<Refusal>();
  t.match(both.errors, [{ allowed: ["true", "false"] }, { suggestion: "law" }]);
});

t.test("true and false are each other's opposite", async (t) => {
  const [all, yes, no, none] = await Promise.all(
    ["", "&binding=true", "&binding=false", "&binding_exists=false"].map((query) =>
      idsOf(app, `/instruments?limit=200${query}`),
    ),
  );
  t.ok(yes?.length && no?.length);
  t.same([...(yes ?? []), ...(no ?? []), ...(none ?? [])].sort(), [...(all ?? [])].sort());
  const marked = (value: string) => app.inject(`/items?q=data&highlight=${value}`);
  t.match((await marked("true")).body, "<mark>");
  t.notMatch((await marked("false")).body, "<mark>");
  t.equal((await marked("TRUE")).statusCode, 400);
});

t.test("numbers, hosts and years", async (t) => {
  const first = await idsOf(app, "/citations?position=1&limit=200");
  t.ok(first.length > 0);
  t.same(await idsOf(app, "/citations?position=01&limit=200"), first);
  t.same(await idsOf(app, "/citations?position=-1"), []);
  t.same(await idsOf(app, "/citations?position_gte=-1&position_lte=1&limit=200"), first);
  t.same(await idsOf(app, "/citations?position=123456789012345"), []);
  const cited = await idsOf(app, "/items?cited_host=gov.cn&limit=200");
  for (const host of ["www.gov.cn", "GOV.CN", "gov.cn.", "ｇｏｖ.cn"]) {
    t.same(await idsOf(app, `${url("items", "cited_host", host)}&limit=200`), cited, host);
  }
  t.same(await idsOf(app, url("items", "cited_host", "[::1]")), []);
  const year = await idsOf(app, "/items?year=2020&limit=200");
  t.ok(year.length > 0);
  t.same(await idsOf(app, "/items?date=2020&limit=200"), year);
});

t.test("texts, addresses, months, days and names find what they name", async (t) => {
  const found = (resource: string, parameter: string, value: string) =>
    idsOf(app, `${url(resource, parameter, value)}&limit=200`);
  const [cited] = (
    await read<{ data: { id: string; url: string; item: { id: string } }[] }>(
      app,
      "/citations?url_exists=true&item_exists=true&limit=1",
    )
  ).data;
  if (cited === undefined) return t.fail("nothing is cited");
  t.ok((await found("items", "cited_url", cited.url)).includes(cited.item.id));
  t.same(await found("items", "id", cited.item.id), [cited.item.id]);
  const july = await found("items", "month", "2020-07");
  t.ok(july.length > 0);
  t.same(july, await found("items", "date", "2020-07"));
  t.same(await found("items", "month", "1999-07"), []);
  const inForce = await found("instruments", "in_force_on", "2020-08-01");
  t.ok(inForce.includes("tianjin-interim-measures-public-data-opening"));
  t.notOk(
    (await found("instruments", "in_force_on", "2022-08-01")).includes(
      "tianjin-interim-measures-public-data-opening",
    ),
  );
  const guangdong = await found("items", "jurisdiction", "CN-GD");
  t.ok(guangdong.length > 0);
  t.same(await found("items", "jurisdiction", "广东省"), guangdong);
});

t.test("times, with offsets, in small letters, as days", async (t) => {
  const { id, created_at } = await create<{ id: string; created_at: string }>(app, "items", {
    title: "Timed",
    kind: "other",
    state: "published",
  });
  const at = Date.parse(created_at);
  const day = created_at.slice(0, 10);
  const offset = (milliseconds: number, hours: number, zone: string) =>
    new Date(milliseconds + hours * 3_600_000).toISOString().replace("Z", zone);
  const same = [
    created_at,
    created_at.toLowerCase(),
    created_at.replace("T", " "),
    created_at.replace("Z", "000000Z"),
    offset(at, 2, "+02:00"),
    offset(at, -5, "-05:00"),
    // A plus sign that was not escaped.
    offset(at, 2, " 02:00"),
  ];
  for (const time of [...same, day]) {
    t.ok((await idsOf(app, url("items", "created_at", time))).includes(id), time);
    t.ok((await idsOf(app, url("items", "created_at_gte", time))).includes(id), time);
    t.ok((await idsOf(app, url("items", "created_at_lte", time))).includes(id), time);
  }
  const before = new Date(at - 1).toISOString();
  const after = new Date(at + 1).toISOString();
  const second = created_at.replace(/\.\d+Z$/, "Z");
  t.ok((await idsOf(app, url("items", "created_at_gte", second))).includes(id), second);
  const nextMinute = `${new Date(at + 60_000).toISOString().slice(0, 16)}Z`;
  t.notOk((await idsOf(app, url("items", "created_at_lte", before))).includes(id));
  t.notOk((await idsOf(app, url("items", "created_at_gte", after))).includes(id));
  t.notOk((await idsOf(app, url("items", "created_at_gte", nextMinute))).includes(id));
  t.ok((await idsOf(app, url("items", "created_at_lte", nextMinute))).includes(id));
});

t.test("many names that are none are all named, without a search for each", async (t) => {
  const names = Array.from({ length: 30 }, (_, i) => `appz-${i}`);
  const { errors } = (await app.inject(`/items?topic=apss,${names}`)).json<Refusal>();
  t.equal(errors.length, 31);
  t.match(errors[0], { suggestion: "apps" });
  t.same(errors[30], { parameter: "topic", detail: "There is no 'appz-29'." });
});

t.test("the leap day of the first year that can be written is a day of its own", async (t) => {
  const date = "0000-02-29";
  const { id } = await create(app, "items", {
    title: "Old",
    kind: "other",
    date,
    state: "published",
  });
  t.notOk((await idsOf(app, "/items?date_lte=0000-02-28")).includes(id));
  t.ok((await idsOf(app, "/items?date_lte=0000-02-29")).includes(id));
  t.ok((await idsOf(app, "/items?date=0000-02")).includes(id));
});
