import t from "tap";
import { patch, read as get, write } from "../../app-under-test.ts";
import type { Item } from "./newsletters-under-test.ts";
import { actions, newslettersUnderTest } from "./newsletters-under-test.ts";
import { newsletter } from "./readings.ts";

/** What a corrected edition of a newsletter changes, and what it proposes. */

const { app, bring, item } = newslettersUnderTest(t);

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
  const json = { "content-type": "application/json" };
  const nothing = await write(app, "POST", `/items/${five}/doubts/settle`, "null", json);
  t.equal(nothing.statusCode, 400, "null is no object, and no missing body");
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
