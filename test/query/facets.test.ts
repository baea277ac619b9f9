import t from "tap";
import { appUnderTest, create, KEYED, patch, read } from "../app-under-test.ts";

interface Counted {
  page: { total: number };
  facets: Record<string, { value: string; label: string; count: number }[]>;
}

t.test("a body that is only mentioned is counted where mentions are asked for", async (t) => {
  const app = appUnderTest(t);
  await create(app, "issuing-bodies", { id: "zed", name: "Office Z", kind: "other" });
  const issuing_bodies = [{ id: "zed", role: "mentioned" }];
  await create(app, "items", { title: "One", kind: "other", state: "published", issuing_bodies });
  const asked = "/items?facets=authority&limit=1";
  const { facets } = await read<Counted>(app, `${asked}&authority_role=mentioned`);
  t.same(facets["authority"], [{ value: "zed", label: "Office Z", count: 1 }]);
  const all = await read<Counted>(app, asked);
  t.notOk(all.facets["authority"]?.some(({ value }) => value === "zed"));
});

t.test("of many values the most common are given, however many are asked for", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  // The host n.example is cited by as many items as n has divisors up to 30, from 1 to 400.
  const citing = (n: number) =>
    Array.from({ length: 30 }, (_, i) => i + 1).filter((i) => n % i === 0);
  const hosts = Array.from({ length: 400 }, (_, i) => i + 1);
  for (let i = 1; i <= 30; i++) {
    const cited = hosts.filter((n) => n % i === 0);
    for (let from = 0; from < cited.length; from += 100) {
      await create(app, "items", {
        title: `Item ${i}`,
        kind: i % 2 === 0 ? "case" : "other",
        state: i <= 25 ? "published" : "draft",
        citations: cited.slice(from, from + 100).map((n) => ({ url: `https://n${n}.example/` })),
      });
    }
  }
  const wanted = (states: string, kind: string | null) =>
    hosts
      .map((n) => ({
        value: `n${n}.example`,
        label: `n${n}.example`,
        count: citing(n).filter(
          (i) =>
            (states !== "" || i <= 25) && (kind === null || (kind === "case") === (i % 2 === 0)),
        ).length,
      }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  for (const states of ["", "&state=draft,published"]) {
    for (const kind of [null, "case", "other"]) {
      for (const limit of [null, 1, 2, 7, 99, 200, 201, 399, 1000]) {
        const url = `/items?limit=1&facets=cited_host${states}${kind === null ? "" : `&kind=${kind}`}${limit === null ? "" : `&facet_limit=${limit}`}`;
        const { facets } = await read<Counted>(app, url, KEYED);
        t.same(facets["cited_host"], wanted(states, kind).slice(0, limit ?? 100), url);
      }
    }
  }
});

t.test("what a draft is called or counts is shown to nobody without a key", async (t) => {
  const app = appUnderTest(t);
  const draft = { state: "draft" };
  await create(app, "topics", { id: "hidden-topic", name: "Hidden", parent: "apps", ...draft });
  await create(app, "issuing-bodies", {
    id: "hidden-body",
    name: "Hidden",
    kind: "other",
    ...draft,
  });
  await create(app, "sources", { id: "hidden-source", title: "Hidden", ...draft });
  await create(app, "instruments", {
    id: "hidden-text",
    title: "Hidden",
    type: "treaty",
    ...draft,
  });
  const linking = {
    kind: "other",
    topics: ["hidden-topic"],
    issuing_bodies: ["hidden-body"],
    sources: ["hidden-source"],
    instruments: ["hidden-text"],
    jurisdiction: "CN",
  };
  await create(app, "items", { title: "Ajar", state: "published", ...linking });
  await create(app, "items", { title: "Shut", language: "de", ...linking, ...draft });
  const facets =
    "topic,authority,jurisdiction,instrument_type,instrument_status,kind,source,language,year";
  const counts = async (states: string, headers = {}) =>
    (await read<Counted>(app, `/items?q=ajar+OR+shut&facets=${facets}${states}`, headers)).facets;
  const hidden = { count: 2, label: "Hidden" };

  const seen = await counts("");
  t.same(seen["topic"], [], "nor does the item count for the topics above the draft");
  t.same(seen["authority"], []);
  t.same(seen["source"], []);
  t.same(seen["instrument_type"], []);
  t.same(seen["instrument_status"], []);
  t.same(seen["language"], []);
  t.same(seen["kind"], [{ value: "other", label: "Other", count: 1 }]);
  t.notMatch(JSON.stringify(seen), /hidden|treaty/i);

  const all = await counts("&state=draft,published", KEYED);
  t.same(all["authority"], [{ value: "hidden-body", ...hidden }]);
  t.same(all["source"], [{ value: "hidden-source", ...hidden }]);
  t.match(
    all["topic"]?.map(({ value, count }) => `${value} ${count}`),
    ["apps 2", "hidden-topic 2"],
  );
  t.same(all["instrument_type"], [{ value: "treaty", label: "Treaty", count: 2 }]);
  t.same(all["language"], [{ value: "de", label: "German", count: 1 }]);
  t.same((await counts("", KEYED))["authority"], [
    { value: "hidden-body", label: "Hidden", count: 1 },
  ]);

  await patch(app, "/topics/hidden-topic", { state: "published", name: "Shown" });
  await patch(app, "/issuing-bodies/hidden-body", { state: "published" });
  const shown = await counts("");
  t.match(
    shown["topic"]?.find(({ value }) => value === "hidden-topic"),
    { label: "Shown", count: 1 },
  );
  t.same(shown["authority"], [{ value: "hidden-body", label: "Hidden", count: 1 }]);
});

t.test("values are labelled in words", async (t) => {
  const app = appUnderTest(t);
  const url =
    "/items?facets=month,language,kind,authority,jurisdiction,instrument_type&date=2020-07";
  const { facets } = await read<Counted>(app, url);
  const labelOf = (facet: string, value: string) =>
    facets[facet]?.find((each) => each.value === value)?.label;
  t.equal(labelOf("month", "2020-07"), "July 2020");
  t.equal(labelOf("language", "en"), "English");
  t.equal(labelOf("authority", "spc"), "Supreme People's Court");
  t.equal(labelOf("jurisdiction", "CN"), "China");
  for (const [facet, values] of Object.entries(facets)) {
    t.ok(values.length > 0, facet);
    t.ok(
      values.every(({ label }) => !label.includes("_")),
      `${facet}: no codes`,
    );
  }
});

t.test("the day asked for decides which status counts", async (t) => {
  const app = appUnderTest(t, { SEED: "false" });
  const law = await create(app, "instruments", {
    title: "A law",
    type: "law",
    events: [
      { type: "published", date: "2020-01-10" },
      { type: "in_force", date: "2020-03-01" },
      { type: "repealed", date: "2021-05" },
    ],
  });
  await create(app, "items", {
    title: "On the law",
    kind: "other",
    state: "published",
    instruments: [law.id],
  });
  const statuses: Record<string, string> = {
    "2020-01-09": "unknown",
    "2020-01-10": "adopted",
    "2020-02-29": "adopted",
    "2020-03-01": "in_force",
    "2021-04-30": "in_force",
    "2021-05-01": "repealed",
  };
  for (const [day, status] of Object.entries(statuses)) {
    for (const [path, facet] of [
      ["/instruments", "status"],
      ["/items", "instrument_status"],
    ]) {
      const { facets } = await read<Counted>(app, `${path}?facets=${facet}&on=${day}&q=law`);
      t.match(facets[facet ?? ""], [{ value: status, count: 1 }], `${path} on ${day}`);
      t.equal(facets[facet ?? ""]?.length, 1);
      const own = await read<Counted>(
        app,
        `${path}?facets=${facet}&on=${day}&${facet}=planned&facet_limit=5`,
      );
      t.equal(own.page.total, 0);
      t.match(own.facets[facet ?? ""], [{ value: status, count: 1 }], "its own filter is ignored");
      const none = await read<Counted>(
        app,
        `${path}?facets=${facet}&on=${day}&${facet}_not=${status}`,
      );
      t.same(none.facets[facet ?? ""], [], "its exclusion is not");
    }
  }
});
