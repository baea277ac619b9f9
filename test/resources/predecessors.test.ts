import t from "tap";
import { appUnderTest, create, idsOf, patch, read, walk, write } from "../app-under-test.ts";

/** Bodies over time: what those did whose work a body took over is found with it. */

const app = appUnderTest(t);

const by = (id: string, date: string, bodies: unknown[]) =>
  create(app, "items", {
    id,
    title: `By ${id}`,
    kind: "enforcement",
    date,
    issuing_bodies: bodies,
    state: "published",
  });

const WITH = "include_predecessors=true";

t.before(async () => {
  await by("of-nfra", "2024-01-01", [{ id: "nfra", role: "enforcer" }]);
  await by("of-cbirc", "2020-01-01", [{ id: "cbirc", role: "enforcer" }, "pboc"]);
  await by("of-cbrc", "2010-01-01", ["CBRC"]);
  await by("of-circ", "2011-01-01", [{ id: "circ", role: "mentioned" }]);
  await create(app, "instruments", {
    id: "cbrc-rule",
    title: "A rule of the banking regulator",
    type: "rule",
    issuing_bodies: ["cbrc"],
  });
});

t.test("the seed knows who took over from whom", async (t) => {
  const chain = {
    cbrc: ["cbirc"],
    circ: ["cbirc"],
    cbirc: ["nfra"],
    saic: ["samr"],
    mep: ["mee"],
    nhfpc: ["nhc"],
  };
  for (const [id, successors] of Object.entries(chain)) {
    const body = await read<{ succeeded_by: { id: string }[] }>(app, `/issuing-bodies/${id}`);
    t.same(
      body.succeeded_by.map((each) => each.id),
      successors,
      id,
    );
  }
});

t.test("a body stands for its predecessors, by any of its names and in each form", async (t) => {
  const asked: Record<string, string[]> = {
    "authority=nfra": ["of-nfra"],
    [`authority=nfra&${WITH}`]: ["of-nfra", "of-cbirc", "of-cbrc"],
    [`authority=金融监管总局&${WITH}`]: ["of-nfra", "of-cbirc", "of-cbrc"],
    [`authority=CBIRC&${WITH}`]: ["of-cbirc", "of-cbrc"],
    [`authority=cbrc&${WITH}`]: ["of-cbrc"],
    [`authority=cbrc,nfra&include_predecessors=false`]: ["of-nfra", "of-cbrc"],
    [`authority_all=nfra,pboc&${WITH}`]: ["of-cbirc"],
    [`authority=nfra&authority_role=enforcer&${WITH}`]: ["of-nfra", "of-cbirc"],
    [`authority=nfra&authority_role=mentioned&${WITH}`]: ["of-circ"],
  };
  for (const [query, ids] of Object.entries(asked)) {
    const path = `/items?kind=enforcement&id=of-nfra,of-cbirc,of-cbrc,of-circ&${query}`;
    t.same(await idsOf(app, encodeURI(path)), ids, query);
  }
  t.same(await idsOf(app, `/items?id=of-nfra,of-circ&authority_not=nfra&${WITH}`), ["of-circ"]);
  t.same(await idsOf(app, `/instruments?authority=nfra&${WITH}`), ["cbrc-rule"]);
  t.same(await idsOf(app, "/instruments?authority=nfra"), []);
});

t.test("counts, bodies of queries, formats and cursors know it too", async (t) => {
  const facets = `/items?id=of-nfra,of-cbirc,of-cbrc&facets=authority&${WITH}`;
  const counted = (await app.inject({ url: facets })).json().facets.authority;
  t.match(counted, [
    { value: "nfra", count: 3, label: "National Financial Regulatory Administration" },
    { value: "cbirc", count: 2 },
    { value: "cbrc", count: 1 },
    { value: "pboc", count: 1 },
  ]);
  const payload = { authority: ["nfra"], include_predecessors: true, sort: "date" };
  const posted = await app.inject({ method: "POST", url: "/items/query", payload });
  t.match(posted.json().data, [{ id: "of-cbrc" }, { id: "of-cbirc" }, { id: "of-nfra" }]);
  const csv = await app.inject({ url: `/items?authority=nfra&${WITH}&format=csv&fields=id` });
  t.match(csv.body, /of-cbrc/);
  const walked = await walk(app, `/items?authority=nfra&${WITH}&limit=1`);
  t.equal(walked.records.length, 3);
  const { page } = await read<{ page: { next: string } }>(
    app,
    `/items?authority=nfra&${WITH}&limit=1`,
  );
  const other = await app.inject({ url: `/items?authority=nfra&limit=1&cursor=${page.next}` });
  t.equal(other.statusCode, 400, "a cursor of the wider query is none of the narrower");
});

t.test("it needs a body, and is true or false", async (t) => {
  for (const url of [
    `/items?${WITH}`,
    `/items?authority_exists=true&${WITH}`,
    `/items?facets=topic&${WITH}`,
    "/instruments?authority=nfra&include_predecessors=yes",
    `/instruments?authority=nfra&${WITH}&${WITH}`,
  ]) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { errors: [{ parameter: "include_predecessors" }] }, url);
  }
  t.match((await app.inject({ url: `/items?${WITH}` })).body, /'authority'/);
  t.equal((await app.inject({ url: `/issuing-bodies?${WITH}` })).statusCode, 400);
  t.equal((await app.inject({ url: "/items?include_predecessors=false" })).statusCode, 200);
});

t.test("nobody succeeds himself, by way of others neither", async (t) => {
  for (const id of ["cbrc", "CBIRC", "nfra"]) {
    const answer = await write(app, "PATCH", "/issuing-bodies/nfra", {
      succeeded_by: ["pboc", id],
    });
    t.equal(answer.statusCode, 400, id);
    t.equal(answer.json().errors[0].pointer, "/succeeded_by/1", answer.body);
  }
  const forked = await write(app, "PATCH", "/issuing-bodies/cbrc", {
    succeeded_by: ["cbirc", "nfra"],
  });
  t.equal(forked.statusCode, 200, "two ways to one body are no circle");
});

t.test("a change of succession is in the next answer", async (t) => {
  const url = `/items?authority=samr&${WITH}&id=of-cbrc`;
  t.same(await idsOf(app, url), []);
  await patch(app, "/issuing-bodies/cbrc", { succeeded_by: ["samr"] });
  t.same(await idsOf(app, url), ["of-cbrc"]);
  await patch(app, "/issuing-bodies/cbrc", { succeeded_by: ["cbirc"] });
  t.same(await idsOf(app, url), []);
});

t.test("bodies that act together keep their order and roles", async (t) => {
  const bodies = [
    { id: "pboc", role: "issuer" },
    { id: "nfra", role: "drafter" },
    { id: "cac", role: "issuer" },
    { id: "nfra", role: "issuer" },
  ];
  await by("joint", "2024-02-02", bodies);
  const served = await read<{ issuing_bodies: object[] }>(app, "/items/joint");
  t.match(served.issuing_bodies, bodies);
  const turned = await patch<{ issuing_bodies: object[] }>(app, "/items/joint", {
    issuing_bodies: [...bodies].reverse(),
  });
  t.match(turned.issuing_bodies, [...bodies].reverse());
  t.match(
    (await app.inject({ url: "/items/joint?fields=issuing_bodies&include=issuing_bodies" })).json(),
    { issuing_bodies: [...bodies].reverse() },
  );
});
