import type { FastifyInstance } from "fastify";
import t from "tap";
import { inclusionsOf } from "../../src/query/include-parameter.ts";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, idsOf, KEYED, read } from "../app-under-test.ts";

/** `id=a,b,c`: several records in one request. */

const app: FastifyInstance = appUnderTest(t);

interface Page {
  data: { id: string; [field: string]: unknown }[];
  page: { total: number; next: string | null };
}

t.before(async () => {
  for (let i = 0; i < 3; i++) await create(app, "sources", { title: `Source ${i}` });
});

for (const resource of resources) {
  const path = `/${resource.name}`;

  t.test(`${resource.name} by their ids`, async (t) => {
    const listed = (await read<Page>(app, `${path}?limit=200`)).data.map(({ id }) => id);
    t.ok(listed.length >= 4, "there are some");
    const wanted = listed.filter((_, index) => index % 2 === 0);
    const asked = [...wanted].reverse();
    const url = `${path}?limit=200&id=${asked}`;

    const { data, page } = await read<Page>(app, url);
    t.same(
      data.map(({ id }) => id),
      wanted,
      "in the list's order, whatever the order of the ids",
    );
    t.equal(page.total, wanted.length);
    t.equal(page.next, null);
    for (const record of data.slice(0, 3)) {
      t.same(record, await read(app, `${path}/${record.id}`), "each whole");
    }

    const mixed = asked.map((id, i) => (i % 2 === 0 ? id.toUpperCase() : id.toLowerCase()));
    t.same((await read<Page>(app, `${path}?limit=200&id=${mixed}`)).data, data, "in any case");
    const repeated = `${path}?limit=200&${asked.map((id) => `id=${id}`).join("&")}&id=${asked[0]}`;
    t.same((await read<Page>(app, repeated)).data, data, "repeated, and twice the same");
    t.same(
      (await read<Page>(app, `${url},nowhere,%22no-where%22`)).data,
      data,
      "with some unknown",
    );
    t.same((await read<Page>(app, `${path}?id=nowhere`)).data, [], "with none known");

    const sorted = await read<Page>(app, `${url}&sort=-id`);
    t.same(
      sorted.data.map(({ id }) => id),
      await idsOf(app, `${path}?limit=200&sort=-id&id=${asked}`),
    );
    t.same(new Set(sorted.data.map(({ id }) => id)), new Set(wanted));
    t.same(await idsOf(app, `${path}?limit=2&id=${asked}`), wanted, "walked by twos");
    t.notOk(
      (await idsOf(app, `${path}?limit=200&id_not=${asked.slice(0, 400)}`)).includes(
        asked[0] ?? "",
      ),
    );

    const [inclusion] = inclusionsOf(resource);
    const names = ["id", ...(inclusion ? [inclusion.field] : ["title"])];
    const shape = `fields=${names}${inclusion ? `&include=${inclusion.field}` : ""}`;
    const shaped = await read<Page>(app, `${url}&${shape}`);
    t.same(
      shaped.data.map(({ id }) => id),
      wanted,
    );
    for (const record of shaped.data) t.same(Object.keys(record), names);
    t.same(shaped.data[0], await read(app, `${path}/${wanted[0]}?${shape}`), "as each is alone");
  });
}

t.test("two hundred come on one page, five hundred can be asked for", async (t) => {
  const some = await idsOf(app, "/jurisdictions?limit=200&sort=name&fields=id");
  const ids = some.filter((_, index) => index % 10 === 0).slice(0, 500);
  t.equal(ids.length, 500);
  const two = await read<Page>(app, `/jurisdictions?limit=200&sort=name&id=${ids.slice(0, 200)}`);
  t.same(
    two.data.map(({ id }) => id),
    ids.slice(0, 200),
  );
  t.equal(two.page.next, null);
  t.same(await idsOf(app, `/jurisdictions?limit=200&sort=name&id=${ids}`), ids);
  const answer = await app.inject({ url: `/jurisdictions?id=${ids},one-more` });
  t.equal(answer.statusCode, 400);
  t.match(answer.json(), {
    errors: [{ parameter: "id", detail: "'id' takes at most 500 values, not 501." }],
  });
});

t.test("a draft is not found by its id without a key", async (t) => {
  const { id } = await create(app, "items", { title: "A draft", kind: "other" });
  const url = `/items?id=${id},2020-07-22-tc260-app-self-assessment`;
  t.equal((await read<Page>(app, url)).data.length, 1);
  t.equal((await read<Page>(app, `${url}&state=draft,published`, KEYED)).data.length, 2);
});
