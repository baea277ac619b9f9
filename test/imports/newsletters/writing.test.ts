import t from "tap";
import { KEYED, patch, read as get, walk, write } from "../../app-under-test.ts";
import type { Item } from "./newsletters-under-test.ts";
import { actions, newslettersUnderTest } from "./newsletters-under-test.ts";
import { instrument, newsletter } from "./readings.ts";

/** What is written of a newsletter that was read, and what becomes of it. */

const { app, db, bring, item } = newslettersUnderTest(t);

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
