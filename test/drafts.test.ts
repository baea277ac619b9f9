import t from "tap";
import { inclusionsOf } from "../src/query/include-parameter.ts";
import { resources } from "../src/resources/index.ts";
import { appUnderTest, create, idsOf, KEYED, patch, walk, write } from "./app-under-test.ts";

/** Drafts don't exist for a client without a key: every reading route is asked for them. */

const MARKER = "quokka7391";
const app = appUnderTest(t);
const marked = (text: string) => `${text} ${MARKER}`;

/** The ids of the drafts, by the resource. They have no marker: a client may name them in a query. */
const DRAFTS: Record<string, string> = {
  items: "hidden-item",
  instruments: "hidden-instrument",
  "issuing-bodies": "hidden-body",
  topics: "hidden-topic",
  sources: "hidden-source",
};

/** Which filters name records of which resource. */
const NAMING: Record<string, string> = {
  ...{ topic: "topics", within: "topics", authority: "issuing-bodies", source: "sources" },
  ...{ succeeded_by: "issuing-bodies", instrument: "instruments", related_to: "instruments" },
  item: "items",
};

const totals = async () => {
  const counted: Record<string, number> = {};
  for (const { name } of resources) {
    const { totals } = await walk(app, `/${name}?limit=1&fields=id&count=exact&id=nothing`);
    t.same([...totals], [0]);
    const answer = await app.inject({ url: `/${name}?limit=1&fields=id` });
    counted[name] = answer.json<{ page: { total: number } }>().page.total;
  }
  return counted;
};

/** Drafts of every kind, and published records that link to them in every way. */
async function hide(): Promise<void> {
  await create(app, "topics", {
    id: DRAFTS["topics"],
    name: marked("Topic"),
    description: marked("About"),
    parent: "apps",
    aliases: [marked("Alias")],
    state: "draft",
  });
  await create(app, "issuing-bodies", {
    id: DRAFTS["issuing-bodies"],
    name: marked("Body"),
    name_native: marked("机构"),
    acronym: MARKER,
    aliases: [marked("Alias")],
    kind: "other",
    website: `https://${MARKER}.example/`,
    succeeded_by: ["miit"],
    state: "draft",
  });
  await create(app, "sources", {
    id: DRAFTS["sources"],
    title: marked("Source"),
    publisher: marked("Publisher"),
    url: `https://${MARKER}.example/`,
    state: "draft",
  });
  await create(app, "instruments", {
    id: DRAFTS["instruments"],
    title: marked("Instrument"),
    aliases: [marked("Alias")],
    type: "law",
    local_type: marked("law"),
    number: marked("No. 1"),
    jurisdiction: "CN",
    issuing_bodies: ["miit"],
    topics: ["apps"],
    relations: [{ type: "amends", instrument: "civil-code", locator: marked("Article 1") }],
    events: [{ type: "in_force", date: "2019-05-05", note: marked("Note") }],
    citations: [{ text: marked("Reference"), url: `https://${MARKER}.example/` }],
    state: "draft",
  });
  await create(app, "items", {
    id: DRAFTS["items"],
    title: marked("Item"),
    summary: marked("Summary"),
    kind: "other",
    date: "2019-05-05",
    topics: ["apps"],
    issuing_bodies: ["miit"],
    instruments: ["civil-code"],
    citations: [{ text: marked("Reference"), url: `https://${MARKER}.example/` }],
    sources: ["china-data-law-developments-2020-07"],
  });
}

/** A development of July 2020 that is reported again, and one that nobody else has. */
async function importHidden(): Promise<void> {
  const letter = `Letter of ${MARKER}

${MARKER}: a guide for apps is published

On 22 July 2020, TC260 published a guide for Apps.[1][2]

Something else that ${MARKER} did

On 5 August 2020, the MIIT issued the Measures of ${MARKER}.[3]

[1] https://www.tc260.org.cn/front/postDetail.html?id=20200319113609
[2] https://${MARKER}.example/
[3] https://${MARKER}.example/measures
`;
  const imported = await app.inject({
    method: "POST",
    url: "/imports",
    headers: { ...KEYED, "content-type": "text/plain" },
    payload: letter,
  });
  t.equal(imported.statusCode, 200, imported.body);
  t.match(imported.json(), { summary: { created: 1, reported_before: 1 } });
}

async function linkToHidden(): Promise<void> {
  // A draft stands between these: `beside-hidden` is succeeded by it, and it by `miit`.
  await create(app, "topics", { id: "below-hidden", name: "Below", parent: DRAFTS["topics"] });
  await create(app, "issuing-bodies", {
    id: "beside-hidden",
    name: "Beside",
    kind: "other",
    parent: DRAFTS["issuing-bodies"],
    succeeded_by: [DRAFTS["issuing-bodies"]],
  });
  await create(app, "instruments", {
    id: "open-instrument",
    title: "Open",
    type: "law",
    issuing_bodies: [DRAFTS["issuing-bodies"]],
    topics: [DRAFTS["topics"], "below-hidden"],
    relations: [{ type: "replaces", instrument: DRAFTS["instruments"] }],
    events: [{ type: "in_force", date: "2019-05-05", note: marked("Note"), item: DRAFTS["items"] }],
  });
  await create(app, "items", {
    id: "open-item",
    title: "Open",
    kind: "other",
    state: "published",
    issuing_bodies: [{ id: DRAFTS["issuing-bodies"], role: "enforcer" }],
    instruments: [DRAFTS["instruments"], "open-instrument"],
    topics: [DRAFTS["topics"], "below-hidden"],
    sources: [DRAFTS["sources"]],
  });
  await create(app, "items", {
    id: "took-over",
    title: "Of one that was succeeded by a draft",
    kind: "other",
    state: "published",
    issuing_bodies: ["beside-hidden"],
  });
}

t.test("drafts are not there for a client without a key", async (t) => {
  const before = await totals();
  await hide();
  await importHidden();
  t.same(await totals(), before, "no total counts a draft");
  await linkToHidden();
  const answers: string[] = [];
  const ask = async (url: string) => {
    const answer = await app.inject({ url });
    t.ok(answer.statusCode < 500, `${url} ${answer.statusCode}`);
    answers.push(`${url} ${JSON.stringify(answer.headers)} ${answer.body}`);
    return answer;
  };

  await t.test("every page of every list", async (t) => {
    for (const { name, sorts } of resources) {
      for (const sort of [...Object.keys(sorts), ...Object.keys(sorts).map((sort) => `-${sort}`)]) {
        const { records } = await walk(app, `/${name}?limit=200&sort=${sort}`);
        answers.push(JSON.stringify(records));
        t.notOk(
          records.some(({ id }) => id.startsWith("hidden-")),
          `${name} by ${sort}`,
        );
      }
    }
  });

  await t.test("what lists and records include, and lists by a query in the body", async (t) => {
    for (const resource of resources) {
      const { name } = resource;
      const included = inclusionsOf(resource).map(({ field }) => field);
      if (included.length > 0) {
        const { records } = await walk(app, `/${name}?limit=50&include=${included}`);
        answers.push(JSON.stringify(records));
        for (const { id } of records.slice(0, 20)) await ask(`/${name}/${id}?include=${included}`);
      }
      for (const body of [{ limit: 200 }, { id: Object.values(DRAFTS) }]) {
        const url = `/${name}/query`;
        const answer = await app.inject({ method: "POST", url, payload: body });
        t.equal(answer.statusCode, 200);
        answers.push(answer.body);
      }
    }
    const open = await ask("/items/open-item?include=instruments,topics,issuing_bodies,sources");
    t.match(open.json(), {
      instruments: [{ id: "open-instrument", relations: [], role: "subject" }],
      issuing_bodies: [],
      sources: [],
    });
  });

  await t.test("counts by what bodies stand for", async (t) => {
    for (const name of ["items", "instruments"]) {
      const answer = await ask(
        `/${name}?facets=authority&facet_limit=1000&include_predecessors=true`,
      );
      t.notMatch(answer.body, "hidden-body", name);
    }
  });

  await t.test("every filter, with the drafts as its value", async (t) => {
    for (const { name, filters } of resources) {
      for (const [filter, { operators }] of Object.entries(filters)) {
        for (const operator of operators) {
          const parameter = operator === "any" ? filter : `${filter}_${operator}`;
          const drafts = NAMING[filter] || filter === "parent" ? Object.values(DRAFTS) : [];
          for (const value of [...drafts, MARKER, "true", "false"]) {
            const shown = value === MARKER ? "" : value;
            const answer = await app.inject({ url: `/${name}?${parameter}=${value}&limit=30` });
            // What the client wrote itself may come back to it.
            const body = value === MARKER ? answer.body.replaceAll(`'${MARKER}'`, "") : answer.body;
            answers.push(`${name} ${parameter} ${shown} ${body}`);
            const named = NAMING[filter] ?? (filter === "parent" ? name : undefined);
            if (named !== undefined && DRAFTS[named] === value) {
              t.equal(answer.statusCode, 400, `${name}?${parameter}=${value}`);
            }
          }
        }
      }
    }
  });

  await t.test("the drafts themselves, and suggestions near to them", async (t) => {
    for (const [resource, id] of Object.entries(DRAFTS)) {
      const answer = await ask(`/${resource}/${id}`);
      t.equal(answer.statusCode, 404, answer.body);
      t.equal((await ask(`/${resource}/${id.toUpperCase()}?fields=id`)).statusCode, 404);
      t.same(await idsOf(app, `/${resource}?id=${id}`), []);
      const near = `${id}s`;
      for (const { name, filters } of resources) {
        for (const filter of Object.keys(filters)) {
          if (NAMING[filter] === undefined && filter !== "parent") continue;
          const refused = await ask(`/${name}?${filter}=${near}`);
          t.notMatch(refused.json(), { errors: [{ suggestion: id }] }, `${name}?${filter}=${near}`);
        }
      }
    }
    for (const path of [
      "/events/hidden-instrument-in-force",
      "/events/open-instrument-in-force",
      "/citations/hidden-instrument-citation",
      "/citations/hidden-item-citation",
    ]) {
      t.equal((await ask(path)).statusCode, 404, path);
      t.equal((await app.inject({ url: path, headers: KEYED })).statusCode, 200, path);
    }
    t.equal((await ask("/items?state=draft")).statusCode, 401);
  });

  await t.test("records that link to drafts", async (t) => {
    const item = (await ask("/items/open-item")).json();
    t.match(item, { issuing_bodies: [], sources: [], topics: [{ id: "below-hidden" }] });
    t.same(item.instruments.length, 1);
    const law = (await ask("/instruments/open-instrument")).json();
    t.match(law, { status: "unknown", in_force_from: null });
    t.same([law.events, law.relations, law.issuing_bodies], [[], [], []]);
    const body = (await ask("/issuing-bodies/beside-hidden")).json();
    t.match(body, { parent: null, succeeded_by: [] });
    t.match((await ask("/topics/below-hidden")).json(), { parent: null });
    t.notMatch((await ask("/instruments/civil-code")).body, "hidden");
    const unseen = [
      "/items?authority_exists=true&id=open-item",
      "/items?authority=miit&include_predecessors=true&id=took-over",
      "/instruments?in_force_from_exists=true&id=open-instrument",
      "/items?instrument_in_force_on=2020-01-01&id=open-item",
      "/items?instrument_in_force_from=2019&id=open-item",
      "/items?source_exists=true&id=open-item",
      "/items?topic=apps&id=open-item",
      "/instruments?relation_exists=true&id=open-instrument",
      "/instruments?in_force_on=2020-01-01&id=open-instrument",
      "/instruments?issued_exists=true&id=open-instrument",
      "/topics?parent_exists=true&id=below-hidden",
      "/topics?within=apps&id=below-hidden",
      "/issuing-bodies?succeeded_by_exists=true&id=beside-hidden",
      "/items?instrument_type=law&instrument_all=civil-code&id=open-item",
    ];
    for (const url of unseen) t.same(await idsOf(app, url), [], url);
  });

  await t.test("what imports left to decide, and the texts that were imported", async (t) => {
    const reported = "/items/2020-07-22-tc260-app-self-assessment";
    const keyed = await app.inject({ url: reported, headers: KEYED });
    t.match(keyed.json(), { review: { proposals: [{ field: "/sources/-" }, {}] } });
    t.match((await ask(reported)).json(), { review: null, revision: 1 });
    for (const path of [`${reported}/revisions`, "/changes?limit=1000&after=0"]) await ask(path);
    for (const query of ["review=proposals,doubts,imported", "review_exists=true"]) {
      t.same(await idsOf(app, `/items?${query}`), [], query);
      t.not((await idsOf(app, `/items?${query}&state=draft,published`, KEYED)).length, 0);
    }
    const formats = ["csv", "ndjson", "atom"].map((format) => `/items?format=${format}`);
    for (const path of [...formats, `/sources/letter-of-${MARKER}/text`]) {
      const { statusCode } = await ask(path.replace(MARKER, MARKER.toUpperCase()));
      t.equal(statusCode, path.endsWith("/text") ? 401 : 200, path);
    }
    const decide = `${reported}/proposals/1/accept`;
    t.equal((await app.inject({ method: "POST", url: decide })).statusCode, 401);
  });

  await t.test("timelines, and graphs in each form", async (t) => {
    for (const id of ["civil-code", "open-instrument"]) {
      const lists = ["timeline?limit=200", "timeline?kind=item", "timeline?limit=1"];
      const graphs = ["json", "dot", "mermaid", "graphml"].map((form) => `graph?format=${form}`);
      for (const path of [...lists, ...graphs.map((graph) => `${graph}&depth=5`)]) {
        const answer = await ask(`/instruments/${id}/${path}`);
        t.equal(answer.statusCode, 200, path);
        t.notMatch(answer.body, /hidden-(item|instrument)/, path);
      }
    }
    t.match((await ask("/instruments/open-instrument/timeline")).json(), {
      data: [{ kind: "item", record: { id: "open-item" } }],
      page: { total: 1, next: null },
    });
    for (const path of ["timeline", "graph", "graph?format=dot"]) {
      t.equal((await ask(`/instruments/hidden-instrument/${path}`)).statusCode, 404);
    }
    const keyed = await app.inject({ url: "/instruments/civil-code/graph", headers: KEYED });
    t.match(keyed.body, "hidden-instrument", "a client with a key sees what was hidden");
  });

  t.notOk(
    answers.some((answer) => answer.includes(MARKER)),
    answers.find((answer) => answer.includes(MARKER))?.slice(0, 300) ?? "the marker is nowhere",
  );
  t.ok(answers.length > 700, `${answers.length} answers were searched`);
});

t.test("publishing shows them, and taking that back hides them again", async (t) => {
  const links = ["/items?authority=hidden-body", "/items?topic=hidden-topic", "/items?topic=apps"];
  for (const path of ["/issuing-bodies/hidden-body", "/topics/hidden-topic"]) {
    await patch(app, path, { state: "published" });
  }
  for (const url of links) t.ok((await idsOf(app, url)).includes("open-item"), url);
  for (const path of ["/issuing-bodies/hidden-body", "/topics/hidden-topic"]) {
    await patch(app, path, { state: "draft" });
    t.equal((await app.inject({ url: path })).statusCode, 410, "unpublishing is deleting");
  }
  t.notOk((await idsOf(app, "/items?topic=apps")).includes("open-item"));
  await patch(app, "/items/hidden-item", { state: "published" });
  t.same((await app.inject({ url: "/instruments/open-instrument" })).json().status, "in_force");
  t.ok((await idsOf(app, "/instruments?in_force_on=2020-01-01")).includes("open-instrument"));
  await patch(app, "/items/hidden-item", { state: "draft" });
  t.same((await app.inject({ url: "/instruments/open-instrument" })).json().status, "unknown");
});

t.test("a source's state reaches the lists of its items", async (t) => {
  await patch(app, "/sources/hidden-source", { state: "published" });
  t.same(await idsOf(app, "/items?source=hidden-source"), ["open-item"]);
  await patch(app, "/sources/hidden-source", { state: "draft" });
  await write(app, "PATCH", "/items/open-item", { summary: "Listed again." });
  await patch(app, "/sources/hidden-source", { state: "published" });
  t.same(await idsOf(app, "/items?source=hidden-source"), ["open-item"]);
});
