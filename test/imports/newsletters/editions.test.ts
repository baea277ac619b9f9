import t from "tap";
import { appUnderTest, idsOf, KEYED, patch, read, write } from "../../app-under-test.ts";
import type { Item } from "./letters.ts";
import { actionsOf, bring, CORRECTED, FIRST } from "./letters.ts";

/** A newsletter by the door: drafts, their review, a corrected edition, publishing. */

const app = appUnderTest(t);
const keyed = (id: string) => read<Item>(app, `/items/${id}`, KEYED);

t.test("from a text to what everybody reads", async (t) => {
  const open = await app.inject("/items");
  const first = await bring(app, FIRST, "?publisher=A%20firm&published_on=2021-09");
  t.match(first, {
    dry_run: false,
    edition: 1,
    source: { title: "August letter on data protection", publisher: "A firm", state: "draft" },
    summary: { developments: 3, created: 3 },
  });
  const after = await app.inject("/items");
  t.same(
    [after.headers["etag"], after.body],
    [open.headers["etag"], open.body],
    "nobody else knows",
  );
  const [law, rules, apps] = first.items as [Item, Item, Item];
  t.match(law, {
    title: "Personal Information Protection Law is adopted",
    date: "2021-08-20",
    state: "draft",
    issuing_bodies: [{ id: "npcsc" }],
    citations: [{ url: "https://letters.example/pipl" }],
    sources: [{ id: first.source.id, position: 1 }],
  });
  t.match(apps, { kind: "enforcement", issuing_bodies: [{ id: "cac", role: "enforcer" }] });
  const text = (await app.inject({ url: `/sources/${first.source.id}/text`, headers: KEYED })).body;
  t.equal(text, FIRST);
  const at = law.review?.offsets.find(({ field }) => field === "/title");
  t.equal(text.slice(at?.start, at?.end), law.title);
  t.same(
    await idsOf(app, "/items?review=imported&state=draft&sort=id", KEYED),
    first.items.map(({ id }) => id).sort(),
  );

  await t.test("the same again adds nothing and says so", async (t) => {
    const again = await bring(app, FIRST.replaceAll("\n", "\r\n"));
    t.same(actionsOf(again), ["unchanged", "unchanged", "unchanged"]);
    t.match(again.warnings.at(-1), { code: "imported_before", detail: /nothing is new/ });
    t.same(again.items, first.items);
  });

  await t.test("a person edits one and publishes another", async () => {
    await patch(app, `/items/${law.id}`, { summary: "The law is there." });
    for (const id of [law.id, rules.id, apps.id]) {
      await write(app, "POST", `/items/${id}/doubts/settle`, {});
    }
    await patch(app, `/items/${apps.id}`, { state: "published" });
  });
  const published = await read<Item>(app, `/items/${apps.id}`);
  t.match(published, { review: null, sources: [{ id: first.source.id }] });

  await t.test("a corrected edition", async (t) => {
    const rehearsed = await bring(app, CORRECTED, `?source=${first.source.id}&dry_run=true`);
    t.equal(rehearsed.dry_run, true);
    t.match(await keyed(law.id), { revision: 2, review: { edition: 1, proposals: [] } });
    const second = await bring(app, CORRECTED, `?source=${first.source.id}`);
    t.match(second, { edition: 2, vanished: [rules.id] });
    t.same(actionsOf(second), ["proposed", "proposed", "created"]);
    t.same(second.developments, rehearsed.developments);
    t.same(
      second.items.map(({ id }) => id).slice(0, 2),
      [apps.id, law.id],
      "moved, and known again",
    );
    t.same(await read(app, `/items/${apps.id}`), published, "what is published is as it was");
    const offered = await keyed(apps.id);
    t.same(
      new Set(offered.review?.proposals.map(({ field }) => field)),
      new Set(["/title", "/date", "/summary", "/sources"]),
    );
    t.match(await keyed(law.id), {
      summary: "The law is there.",
      sources: [{ position: 2 }],
      review: {
        edition: 2,
        proposals: [{ field: "/summary", current: "The law is there.", proposed: /74 articles/ }],
      },
    });
    t.match((await keyed(rules.id)).review?.doubts, [{ field: "", detail: /without it/ }]);
    t.same(
      (await idsOf(app, "/items?review=proposals&state=draft,published&sort=id", KEYED)).length,
      2,
    );
  });

  await t.test("of two who decide on one revision one wins", async (t) => {
    const [title, date] = (await keyed(apps.id)).review?.proposals ?? [];
    const tag = { "if-match": `"${published.revision}"` };
    const decide = (number = 0) =>
      write(app, "POST", `/items/${apps.id}/proposals/${number}/accept`, undefined, tag);
    const answers = await Promise.all([decide(title?.number), decide(date?.number)]);
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 412]);
  });

  await t.test("publishing what has nothing left to decide", async (t) => {
    const path = `/sources/${first.source.id}/publish`;
    t.match((await write(app, "POST", path)).json(), {
      left: [
        { id: law.id, reasons: [/proposal/] },
        { id: rules.id, reasons: [/a doubt, about the whole item/] },
      ],
    });
    const { number } = (await keyed(law.id)).review?.proposals[0] ?? {};
    await write(app, "POST", `/items/${law.id}/proposals/${number}/dismiss`);
    const doubts = await write(app, "POST", `/items/${rules.id}/doubts/settle`, {
      fields: ["/nothing"],
    });
    t.equal(doubts.statusCode, 400);
    t.match(doubts.json(), { errors: [{ pointer: "/fields/0", allowed: [""] }] });
    const settled = await write(app, "POST", `/items/${law.id}/doubts/settle`);
    t.equal(settled.statusCode, 200, settled.body);
    const done = (await write(app, "POST", path)).json<{ published: { id: string }[] }>();
    t.ok(done.published.some(({ id }) => id === law.id));
    const seen = await read<Item>(app, `/items/${law.id}`);
    t.match(seen, { summary: "The law is there.", review: null });
    t.equal(seen.instruments.length, law.instruments.length, "its instruments came with it");
    const { body } = await app.inject(`/items/${law.id}/revisions`);
    t.notMatch(body, "doubts");
  });
});

const UNDATED = `CAC orders apps removed

On 9 July, the CAC ordered app stores to take down 25 Apps.[1]

A lamp is lit

On 3/4, someone lit a lamp.[2]

[1] https://undated.example/apps
[2] https://undated.example/lamp
`;

t.test("the same text without what was said of it adds nothing", async (t) => {
  const said = "?source_title=Undated&published_on=2021-08&jurisdiction=FR&language=pt";
  const first = await bring(app, UNDATED, said);
  t.match(first.items, [{ date: "2021-07-09" }, { jurisdiction: { id: "FR" }, language: "pt" }]);
  const [apps] = first.items as [Item, Item];
  const again = await bring(app, UNDATED);
  t.same(actionsOf(again), ["unchanged", "unchanged"]);
  t.same(again.items, first.items);
  await patch(app, `/items/${apps.id}`, { state: "published" });
  const third = await bring(app, UNDATED, `?source=${first.source.id}`);
  t.same(actionsOf(third), ["unchanged", "unchanged"]);
  t.match(third.warnings.at(-1), { detail: /nothing is new/ });
  const other = await bring(app, UNDATED, "?published_on=2020-08");
  t.same(actionsOf(other)[0], "proposed", "what the request says itself counts");
});

t.test("what a person settled of a development that is gone stays settled", async (t) => {
  const [A, B] = ["A lamp is hung", "B rules on buoys"].map(
    (title, i) => `${title}\n\nOn ${i + 1} May 2022, it did.[${i + 1}]\n\n`,
  ) as [string, string];
  const notes = ["[1] https://gone.example/1\n", "[2] https://gone.example/2\n"] as const;
  const { source, items } = await bring(app, A + B + notes.join(""), "?source_title=Gone");
  const id = items[1]?.id as string;
  const edition = `?source=${source.id}`;
  const alone = A + notes[0];
  const isGone = async () =>
    (await keyed(id)).review?.doubts.filter(({ detail }) => /is without it/.test(detail)).length;
  t.same((await bring(app, alone, edition)).vanished, [id]);
  t.equal(await isGone(), 1);
  const repeated = await bring(app, alone, edition);
  t.same(repeated.vanished, []);
  t.match(repeated.summary, { vanished: 0, unchanged: 1 });
  t.equal(await isGone(), 1, "it is not there twice");
  await write(app, "POST", `/items/${id}/doubts/settle`, {});
  await bring(app, alone, edition);
  t.equal(await isGone(), 0);
});
