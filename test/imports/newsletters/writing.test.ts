import { rmSync } from "node:fs";
import t from "tap";
import { Database } from "../../../src/db/database.ts";
import type {
  Newsletter,
  NewsletterOptions,
} from "../../../src/imports/newsletters/import-newsletter.ts";
import { importNewsletter } from "../../../src/imports/newsletters/import-newsletter.ts";
import { appUnderTest, KEYED, patch, read as get, walk, write } from "../../app-under-test.ts";
import { seededDatabase } from "../../seeded-database.ts";
import { instrument, newsletter, read } from "./readings.ts";

/** What is written of a newsletter that was read, and what becomes of it. */

const seeded = seededDatabase();
const app = appUnderTest(t, { DATABASE_PATH: seeded.path });
const db = Database.open(seeded.path);
t.teardown(() => {
  db.close();
  rmSync(seeded.folder, { recursive: true, force: true });
});

interface Review {
  source: string | null;
  edition: number | null;
  doubts: { field: string; detail: string }[];
  offsets: { field: string; start: number; end: number }[];
  proposals: { number: number; field: string; current: unknown; proposed: unknown }[];
}
interface Item {
  id: string;
  title: string;
  summary: string | null;
  state: string;
  revision: number;
  date: string | null;
  sources: { id: string; position: number }[];
  citations: { id: string; url: string }[];
  instruments: { id: string }[];
  review: Review | null;
}
interface Answer {
  source: { id: string; state: string };
  edition: number;
  items: Item[];
  instruments: {
    id: string;
    title: string;
    state: string;
    events: { type: string; date: string }[];
  }[];
  developments: { position: number; action: string; item: string; detail: string | null }[];
  vanished: string[];
  warnings: { code: string; detail: string }[];
  summary: Record<string, number>;
}

const USUAL: NewsletterOptions = {
  source: null,
  source_title: null,
  publisher: null,
  published_on: null,
  source_url: null,
  language: null,
  dry_run: false,
};

const bring = (
  what: Newsletter,
  options: Partial<typeof USUAL> & { source?: string | null } = {},
) => importNewsletter(db, { ...USUAL, ...options } as never, null, what) as unknown as Answer;

const actions = ({ developments }: Answer) => developments.map(({ action }) => action);
const item = (id: string) => get<Item>(app, `/items/${id}`, KEYED);

t.test("drafts, with what was read and why it was guessed", async (t) => {
  const before = await walk<Item>(app, "/items?limit=200");
  const what = newsletter("Harbour letter, May 2021", [
    {
      title: "Harbour rules for data are out",
      summary: "They were issued.",
      date: "2021-05-04",
      bodies: ["miit", "cac"],
      topics: ["apps"],
      urls: ["https://harbour.example/rules", "https://harbour.example/rules#top"],
      instruments: [
        instrument("Harbour Data Rules", {
          title_native: "港口数据规则",
          aliases: ["Harbour Data Rules (Draft)"],
          issuing_bodies: [{ id: "miit", role: "issuer" }],
          steps: [
            ["published", "2021-05-04"],
            ["in_force", "2021-07-01"],
          ],
        }),
      ],
    },
    {
      title: "Something else was fined",
      kind: "enforcement",
      doubt: "No date is given.",
      bodies: ["samr"],
    },
  ]);
  const rehearsed = bring(what, { dry_run: true });
  t.same(actions(rehearsed), ["created", "created"]);
  t.same((await walk(app, "/items?state=draft", KEYED)).records, []);
  const answer = bring(what);
  t.same(
    answer.items.map(({ id }) => id),
    rehearsed.items.map(({ id }) => id),
  );
  t.match(answer, { source: { id: "harbour-letter-may-2021", state: "draft" }, edition: 1 });
  const [rules, fine] = answer.items;
  t.match(rules, {
    id: "2021-05-04-harbour-rules-for-data-are-out",
    state: "draft",
    issuing_bodies: [{ id: "miit", role: "issuer" }, { id: "cac" }],
    topics: [{ id: "apps" }],
    instruments: [{ id: "harbour-data-rules", role: "subject" }],
    sources: [{ id: "harbour-letter-may-2021", position: 1 }],
    review: { source: "harbour-letter-may-2021", edition: 1, doubts: [], proposals: [] },
  });
  t.equal(rules?.citations.length, 1, "one page is cited once");
  t.match(answer.instruments, [
    {
      id: "harbour-data-rules",
      state: "draft",
      title_native: "港口数据规则",
      events: [{ date: "2021-05-04" }, { date: "2021-07-01" }],
    },
  ]);
  t.same(fine?.review?.doubts, [{ field: "/date", detail: "No date is given." }]);
  const text = await app.inject({ url: "/sources/harbour-letter-may-2021/text", headers: KEYED });
  const [offset] = rules?.review?.offsets ?? [];
  t.equal(text.body.slice(offset?.start, offset?.end), "Harbour rules for data are out");
  t.same(await item(rules?.id ?? ""), rules);
  t.same((await walk<Item>(app, "/items?limit=200")).records, before.records, "nothing is public");
  for (const path of [
    "/items/2021-05-04-harbour-rules-for-data-are-out",
    "/instruments/harbour-data-rules",
    "/sources/harbour-letter-may-2021",
  ]) {
    t.equal((await app.inject(path)).statusCode, 404, path);
  }
  const sent = await write(app, "PUT", `/items/${rules?.id}`, rules);
  t.same(sent.json(), rules, "what was read can be sent back");
  const again = bring(what);
  t.same(actions(again), ["unchanged", "unchanged"]);
  t.match(again.warnings, [{ code: "imported_before", detail: /nothing is new/ }]);
  t.same(await item(rules?.id ?? ""), rules);
});

t.test("a corrected edition changes what nobody touched, and proposes the rest", async (t) => {
  const base = [
    {
      title: "Tidal notice one",
      date: "2021-06-01",
      urls: ["https://tidal.example/1"],
      summary: "One.",
    },
    {
      title: "Tidal notice two",
      date: "2021-06-02",
      urls: ["https://tidal.example/2"],
      summary: "Two.",
    },
    {
      title: "Tidal notice three",
      date: "2021-06-03",
      urls: ["https://tidal.example/3"],
      summary: "Three.",
    },
    {
      title: "Tidal notice four",
      date: "2021-06-04",
      urls: ["https://tidal.example/4"],
      summary: "Four.",
    },
    {
      title: "Tidal notice five",
      date: "2021-06-05",
      urls: ["https://tidal.example/5"],
      doubt: "Which year?",
    },
  ];
  const first = bring(newsletter("Tidal letter", base));
  const [one, two, three, four, five] = first.items.map(({ id }) => id) as [
    string,
    string,
    string,
    string,
    string,
  ];
  await patch(app, `/items/${two}`, { summary: "By hand." });
  await patch(app, `/items/${three}`, { state: "published" });
  t.equal((await write(app, "DELETE", `/items/${four}`)).statusCode, 204);
  t.equal((await write(app, "POST", `/items/${five}/doubts/settle`, {})).statusCode, 200);
  t.same((await item(five)).review?.doubts, []);
  const published = await get<Item>(app, `/items/${three}`);
  t.equal(published.review, null);
  t.equal(
    (await get<Item>(app, `/sources/${first.source.id}`)).state,
    "published",
    "its source came with it",
  );
  const corrected = bring(
    newsletter("Tidal letter", [
      { title: "A new one at the top", date: "2021-06-09" },
      {
        ...(base[1] as object),
        title: "Tidal notice two",
        summary: "Two, corrected.",
        date: "2021-06-22",
      },
      { ...(base[0] as object), title: "Tidal notice one", summary: "One, corrected." },
      { ...(base[2] as object), title: "Tidal notice three", summary: "Three, corrected." },
      { ...(base[3] as object), title: "Tidal notice four" },
      { ...(base[4] as object), title: "Tidal notice five" },
    ]),
    { source: first.source.id },
  );
  t.same(corrected.edition, 2);
  t.same(actions(corrected), ["created", "proposed", "updated", "proposed", "left_out", "updated"]);
  t.match(await item(one), { summary: "One, corrected.", sources: [{ position: 3 }] });
  const edited = await item(two);
  t.match(edited, { summary: "By hand.", date: "2021-06-22", review: { edition: 2 } });
  t.match(edited.review?.proposals, [
    { field: "/summary", current: "By hand.", proposed: "Two, corrected." },
  ]);
  t.same((await item(five)).review?.doubts, [], "a doubt that was settled stays so");
  t.same(await get<Item>(app, `/items/${three}`), published, "what is published is not touched");
  const open = await item(three);
  t.equal(open.revision, published.revision);
  t.match(open.review, { doubts: [], offsets: [] });
  t.same(
    open.review?.proposals.map(({ field }) => field),
    ["/summary", "/sources"],
  );
  t.test("which is accepted or dismissed", async (t) => {
    const [summary, position] = open.review?.proposals ?? [];
    const stale = await write(
      app,
      "POST",
      `/items/${three}/proposals/${summary?.number}/accept`,
      undefined,
      { "if-match": '"77"' },
    );
    t.equal(stale.statusCode, 412);
    const accepted = await write(
      app,
      "POST",
      `/items/${three}/proposals/${summary?.number}/accept`,
    );
    t.match(accepted.json(), { summary: "Three, corrected.", revision: published.revision + 1 });
    const twice = await write(app, "POST", `/items/${three}/proposals/${summary?.number}/accept`);
    t.equal(twice.statusCode, 409, twice.body);
    const dismissed = await write(
      app,
      "POST",
      `/items/${three}/proposals/${position?.number}/dismiss`,
    );
    t.match(dismissed.json(), { review: null, sources: [{ position: 3 }] });
    t.match(await get(app, `/items/${three}`), { summary: "Three, corrected.", review: null });
    const settled = await write(app, "PATCH", `/items/${two}`, { summary: "Two, corrected." });
    t.same(settled.json<Item>().review?.proposals, [], "made by hand it is settled too");
    for (const path of ["99/accept", "x/dismiss"]) {
      t.equal(
        (await write(app, "POST", `/items/${three}/proposals/${path}`)).statusCode,
        404,
        path,
      );
    }
    t.equal(
      (await app.inject({ method: "POST", url: `/items/${three}/proposals/1/accept` })).statusCode,
      401,
    );
  });
  t.test("what is gone from it is marked", async (t) => {
    const third = bring(
      newsletter("Tidal letter", [
        { ...(base[4] as object), title: "Tidal notice five", summary: "v3" },
      ]),
    );
    t.same(actions(third), ["updated"]);
    t.same(third.vanished.length, 4);
    t.match((await item(one)).review?.doubts, [{ field: "", detail: /edition 3 is without it/ }]);
    t.match((await item(three)).review?.proposals, [{ field: "/sources/0", proposed: null }]);
    const old = bring(newsletter("Tidal letter", base));
    t.match(old, { edition: 1, items: [], summary: { developments: 0 } });
    t.match(old.warnings, [{ code: "imported_before", detail: /a later one/ }]);
  });
});

t.test("what another source reported already is offered, not doubled", async (t) => {
  const first = bring(
    newsletter("Gull letter", [
      {
        title: "Gull fined for apps",
        date: "2021-08-01",
        urls: ["https://gull.example/fine"],
        bodies: ["samr"],
      },
    ]),
  );
  const gull = first.items[0]?.id as string;
  await patch(app, `/items/${gull}`, { state: "published" });
  const second = bring(
    newsletter("Heron letter", [
      {
        title: "Apps: a fine for Gull",
        date: "2021-08-01",
        urls: ["http://www.gull.example/fine/?utm_source=x", "https://other.example/gull"],
      },
      { title: "Nothing to do with that", date: "2021-08-03" },
    ]),
  );
  t.same(actions(second).sort(), ["created", "created"], "a path with a slash is another page");
  const third = bring(
    newsletter("Egret letter", [
      {
        title: "Apps: a fine for Gull",
        date: "2021-08",
        urls: ["http://www.gull.example/fine?utm_source=x", "https://other.example/gull-2"],
      },
    ]),
  );
  t.match(third.developments, [
    { action: "reported_before", item: gull, detail: /cites the same page/ },
  ]);
  const offered = await item(gull);
  t.match(offered.review?.proposals, [
    { field: "/sources/-", current: null, proposed: { id: third.source.id, position: 1 } },
    { field: "/citations/-", proposed: { url: "https://other.example/gull-2" } },
  ]);
  t.match(await get(app, `/items/${gull}`), { review: null, sources: [{ id: first.source.id }] });
  const [source, citation] = offered.review?.proposals ?? [];
  for (const each of [citation, source]) {
    const answer = await write(app, "POST", `/items/${gull}/proposals/${each?.number}/accept`);
    t.equal(answer.statusCode, 200, answer.body);
  }
  const shown = await get<Item>(app, `/items/${gull}`);
  t.same(
    shown.sources.map(({ id }) => id),
    [first.source.id, third.source.id],
  );
  t.equal(shown.citations.length, 2);
  const again = bring(
    newsletter("Egret letter", [
      { title: "Apps: a fine for Gull", date: "2021-08", urls: ["https://gull.example/fine"] },
    ]),
  );
  t.same(actions(again), ["unchanged"]);

  const stork = bring(
    newsletter("Stork letter", [
      { title: "Gull fined for apps", date: "2021-08-01", urls: ["https://stork.example/1"] },
    ]),
  );
  t.same(actions(stork), ["reported_before"]);
  const [other] = (await item(gull)).review?.proposals ?? [];
  const dismissed = await write(app, "POST", `/items/${gull}/proposals/${other?.number}/dismiss`);
  t.match(dismissed.json(), { review: null });
  const draft = /<\/items\/([^>]+)>/.exec(String(dismissed.headers["link"]))?.[1] as string;
  t.match(await item(draft), {
    title: "Gull fined for apps",
    state: "draft",
    sources: [{ id: stork.source.id }],
  });
});

t.test("instruments that are recorded are not changed by an import", async (t) => {
  const before = await get<{ revision: number }>(app, "/instruments/criminal-law", KEYED);
  const answer = bring(
    newsletter("Crane letter", [
      {
        title: "A step in the life of a law",
        date: "2021-09-01",
        instruments: [
          instrument("Criminal Law", { id: "criminal-law", steps: [["amended", "2021-09-01"]] }),
          instrument("Crane Measures", { steps: [["comment_opened", "2021-09-01"]] }),
        ],
      },
      {
        title: "Another about the same draft",
        date: "2021-09-08",
        instruments: [
          instrument("Crane Measures", {
            steps: [["comment_closes", "2021-10-01"]],
            type: read("rule", "It may be a notice."),
          }),
        ],
      },
    ]),
  );
  const [first, second] = answer.items;
  t.same(
    first?.instruments.map(({ id }) => id),
    ["criminal-law", "crane-measures"],
  );
  t.same(
    second?.instruments.map(({ id }) => id),
    ["crane-measures"],
  );
  t.match(second?.review?.doubts, [{ field: "/instruments/0", detail: "It may be a notice." }]);
  t.match(await get(app, "/instruments/crane-measures", KEYED), {
    status: "draft",
    events: [{ type: "comment_opened" }, { type: "comment_closes" }],
  });
  t.same(await get(app, "/instruments/criminal-law", KEYED), before);
  t.match(first?.review?.proposals, [
    { field: "/instruments/0/events/-", proposed: { type: "amended", date: "2021-09-01" } },
  ]);
  const plan = await write(app, "POST", `/sources/${answer.source.id}/publish?dry_run=true`);
  t.match(plan.json(), {
    dry_run: true,
    published: [],
    left: [{ id: first?.id }, { id: second?.id }],
  });
  const accepted = await write(app, "POST", `/items/${first?.id}/proposals/1/accept`);
  t.equal(accepted.statusCode, 200, accepted.body);
  const law = await get<{ events: { item: { id: string } | null }[] }>(
    app,
    "/instruments/criminal-law",
    KEYED,
  );
  t.ok(law.events.some((event) => event.item?.id === first?.id));
  t.notMatch((await app.inject("/instruments/criminal-law")).body, "2021-09-01");
  const publishing = await write(app, "POST", `/sources/${answer.source.id}/publish`);
  t.match(publishing.json(), {
    published: [
      { resource: "instruments", id: "crane-measures" },
      { resource: "sources", id: answer.source.id },
      { resource: "items", id: first?.id },
    ],
    left: [{ id: second?.id, reasons: [/a doubt, about instruments/] }],
  });
  t.match(await get(app, "/instruments/crane-measures"), { events: [{ type: "comment_opened" }] });
  t.match((await app.inject("/instruments/criminal-law")).body, "2021-09-01");
});

t.test(
  "instruments that an import made follow its corrections, until somebody edits them",
  async (t) => {
    const edition = (title: string, steps: [string, string][], number: string | null = null) =>
      newsletter("Plover letter", [
        {
          title: "Plover rules are out",
          date: "2021-10-01",
          urls: ["https://plover.example/1"],
          instruments: [instrument(title, { steps: steps as never, number })],
        },
      ]);
    const first = bring(edition("Plover Rulse for Data", [["published", "2021-10-01"]]));
    const made = first.instruments[0]?.id as string;
    const source = { source: first.source.id };
    const second = bring(
      edition("Plover Rules for Data", [["published", "2021-10-02"]], "No. 5"),
      source,
    );
    t.same([second.instruments, actions(second)], [[], ["updated"]]);
    t.match(await get(app, `/instruments/${made}`, KEYED), {
      title: "Plover Rules for Data",
      number: "No. 5",
      events: [{ type: "published", date: "2021-10-02" }],
    });
    await patch(app, `/instruments/${made}`, { number: "No. 6" });
    const third = bring(
      edition(
        "Plover Rules for Data",
        [
          ["published", "2021-10-02"],
          ["in_force", "2022-01-01"],
        ],
        "No. 7",
      ),
      source,
    );
    t.same(actions(third), ["proposed"]);
    const law = await get<{ number: string; events: object[] }>(app, `/instruments/${made}`, KEYED);
    t.match(law, { number: "No. 6", events: [{}, { type: "in_force" }] });
    const id = third.items[0]?.id as string;
    const [offered] = (await item(id)).review?.proposals ?? [];
    t.match(offered, { field: "/instruments/0/number", current: "No. 6", proposed: "No. 7" });
    const accepted = await write(app, "POST", `/items/${id}/proposals/${offered?.number}/accept`);
    t.match(accepted.json(), { review: { proposals: [] } });
    t.match(await get(app, `/instruments/${made}`, KEYED), { number: "No. 7" });
  },
);

t.test("what people recorded of a source is not recorded again", async (t) => {
  const by = "china-data-law-developments-2020-07";
  const [known] = (await get<{ data: Item[] }>(app, `/items?source=${by}&limit=1`)).data as [Item];
  const urls = known.citations.map(({ url }) => url);
  const answer = bring(newsletter(null, [{ title: "By another name", urls }]), { source: by });
  t.match(answer.developments, [{ action: "unchanged", item: known.id }]);
  t.same(await get(app, `/items/${known.id}`), known);
});

t.test(
  "a merged item and a merged source keep what was imported; an erased one keeps nothing",
  async (t) => {
    const said = (n: number) => ({
      title: `Dunlin development ${"abc"[n]}${n}`,
      date: `2021-11-0${n + 1}`,
    });
    const first = bring(newsletter("Dunlin letter", [said(0), said(1), said(2)]));
    const [a, b, c] = first.items.map(({ id }) => id) as [string, string, string];
    t.equal((await write(app, "POST", `/items/${a}/merge`, { into: b })).statusCode, 200);
    const again = bring(newsletter("Dunlin letter", [said(0), said(1), said(2)]));
    t.same(
      again.developments.map((each) => each.item),
      [b, b, c],
    );
    t.equal(again.summary["created"], 0);
    t.equal((await write(app, "DELETE", `/items/${c}`)).statusCode, 204);
    t.equal((await write(app, "POST", `/items/${c}/purge`)).statusCode, 204);
    const url = `/sources/${first.source.id}/text`;
    const text = (await app.inject({ url, headers: KEYED })).body;
    t.notMatch(text, said(2).title);
    t.match(text, said(1).title);
    t.equal(text.length, newsletter("Dunlin letter", [said(0), said(1), said(2)]).text.length);
    const rows = db.reader.all("select title, reading from source_developments where item = ?", c);
    t.same(rows, [{ title: "", reading: null }]);
    const other = bring(newsletter("Sanderling letter", [{ title: "Sanderling alone" }]));
    const merged = await write(app, "POST", `/sources/${first.source.id}/merge`, {
      into: other.source.id,
    });
    t.equal(merged.statusCode, 200, merged.body);
    const both = await app.inject({
      url: `/sources/${other.source.id}/text?edition=1`,
      headers: KEYED,
    });
    t.match(both.body, "Sanderling alone");
    const moved = await app.inject({
      url: `/sources/${other.source.id}/text?edition=2`,
      headers: KEYED,
    });
    t.match(moved.body, said(1).title);
    const third = await app.inject({
      url: `/sources/${other.source.id}/text?edition=3`,
      headers: KEYED,
    });
    t.equal(third.statusCode, 404);
    const held = { ...KEYED, "if-none-match": String(moved.headers["etag"]) };
    t.equal(
      (await app.inject({ url: `/sources/${other.source.id}/text?edition=2`, headers: held }))
        .statusCode,
      304,
    );
  },
);
