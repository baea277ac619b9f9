import type { FastifyInstance } from "fastify";
import t from "tap";
import { Faults } from "../../src/problems/faults.ts";
import { readPosition, writeCursor } from "../../src/query/cursor.ts";
import {
  appUnderTest,
  create,
  KEYED,
  patch,
  read,
  uncheckedApp,
  write,
} from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import { addItems, seedNames } from "../synthetic-items.ts";

interface Page {
  data: { id: string }[];
  page: { next: string | null };
}

const cursorOf = async (app: FastifyInstance, url: string): Promise<string> => {
  const { page } = await read<Page>(app, url);
  if (page.next === null) throw new Error(`${url} has one page.`);
  return page.next;
};

t.test("a cursor belongs to its query", async (t) => {
  const app = appUnderTest(t);
  const query = "topic=personal-information&authority=miit&date_gte=2020-01&limit=1";
  const cursor = await cursorOf(app, `/items?${query}`);
  const status = async (url: string, headers = {}) => {
    const answer = await app.inject({ url, headers });
    if (answer.statusCode === 400) {
      const detail = /was not given for this query.*leave `cursor` out/;
      t.match(answer.json(), { errors: [{ parameter: "cursor", detail }] });
    }
    return answer.statusCode;
  };

  const refused = {
    "another filter": `/items?topic=apps&authority=miit&date_gte=2020-01&limit=1`,
    "one filter less": `/items?topic=personal-information&authority=miit&limit=1`,
    "one filter more": `/items?${query}&kind=enforcement`,
    "another operator": `/items?topic_not=personal-information&authority=miit&date_gte=2020-01`,
    "another order": `/items?${query}&sort=date`,
    "another direction": `/items?${query}&sort=-title`,
    "another resource": `/instruments?topic=personal-information&authority=miit&limit=1`,
  };
  for (const [name, url] of Object.entries(refused)) {
    t.equal(await status(`${url}&cursor=${cursor}`), 400, name);
  }
  t.equal(await status(`/items?${query}&state=draft,published&cursor=${cursor}`, KEYED), 400);

  const accepted = {
    "the same": `/items?${query}`,
    "another length of page": `/items?${query.replace("limit=1", "limit=7")}`,
    "other names": "/items?topic=PII&authority=%E5%B7%A5%E4%BF%A1%E9%83%A8&date_gte=2020-01",
    "another order of parameters":
      "/items?date_gte=2020-01&authority=MITT&topic=personal-information",
    "the default order by name": `/items?${query}&sort=-date`,
    "without a total": `/items?${query}&count=none`,
    "fewer fields": `/items?${query}&fields=id`,
  };
  const [second] = (await read<Page>(app, `/items?${query}&cursor=${cursor}`)).data;
  for (const [name, url] of Object.entries(accepted)) {
    const { data } = await read<Page>(app, `${url}&cursor=${cursor}`);
    t.equal(data[0]?.id, second?.id, name);
  }
});

t.test("the order of values and of a filter's operators is no other query", async (t) => {
  const app = appUnderTest(t);
  const cursor = await cursorOf(app, "/items?topic=apps,sdk&date_gte=2020&date_lte=2021&limit=1");
  for (const query of [
    "topic=sdk,apps&date_gte=2020&date_lte=2021",
    "topic=apps,sdk&date_lte=2021&date_gte=2020",
  ]) {
    const answer = await app.inject({ url: `/items?${query}&limit=1&cursor=${cursor}` });
    t.equal(answer.statusCode, 200, query);
  }
});

t.test("a cursor that was tampered with is refused", async (t) => {
  const app = appUnderTest(t);
  const cursor = await cursorOf(app, "/items?limit=1");
  const bytes = Buffer.from(cursor, "base64url");
  const broken = new Set([
    "x",
    "AAAA",
    "%00",
    `${cursor}A`,
    cursor.slice(0, -2),
    cursor.repeat(50),
  ]);
  for (let i = 0; i < bytes.length; i++) {
    const copy = Buffer.from(bytes);
    copy[i] = (copy[i] ?? 0) ^ 1;
    broken.add(copy.toString("base64url"));
  }
  for (const each of broken) {
    const answer = await app.inject({ url: `/items?limit=1&cursor=${each}` });
    t.equal(answer.statusCode, 400, each);
    t.match(answer.json(), { errors: [{ parameter: "cursor" }] });
  }
  const other = appUnderTest(t);
  const foreign = await other.inject({ url: `/items?limit=1&cursor=${cursor}` });
  t.equal(foreign.statusCode, 400, "a cursor of another database");
});

t.test("what is signed can't be divided otherwise between the query and the position", (t) => {
  const bytes = Buffer.from(writeCursor([1], "x", "secret"), "base64url");
  const shifted = Buffer.concat([bytes.subarray(0, -3), Buffer.from("1]")]).toString("base64url");
  const read = (cursor: string, query: string) =>
    readPosition(cursor, query, "secret", new Faults());
  t.same(read(bytes.toString("base64url"), "x"), [1]);
  t.throws(() => read(shifted, "x["), { code: "invalid-request" });
  t.end();
});

t.test("the Link header leads where page.next does", async (t) => {
  const app = appUnderTest(t);
  const first = await app.inject({ url: "/items?limit=5&topic=personal-information" });
  const link = /^<([^>]+)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? "";
  const { page } = first.json<Page>();
  t.equal(link, `/items?limit=5&topic=personal-information&cursor=${page.next}`);
  const second = await app.inject({ url: link });
  t.equal(second.json<Page>().data.length, 4);
  t.equal(second.headers.link, undefined);
});

const WALKS = [
  ...["-date", "date", "title", "-id", "date,-title"].map((sort) => `sort=${sort}`),
  // The seed's ministry is linked by many, in the last tier.
  ...["", "&sort=relevance,title", "&sort=relevance,date", "&sort=-title"].map(
    (sort) => `q=data+OR+ministry+OR+数据${sort}`,
  ),
];

for (const query of WALKS) {
  t.test(`walking ${query} while others write`, async (t) => {
    const app = uncheckedApp(t);
    const random = new SeededRandom(query.length);
    const named = seedNames();
    await addItems(app, random, named, 40);
    const url = `/items?limit=5&${encodeURI(query)}`;
    const start = new Set<string>();
    for (let next: string | null = ""; next !== null; ) {
      const { data, page }: Page = await read<Page>(
        app,
        url.replace("limit=5", `limit=200${next}`),
      );
      for (const { id } of data) start.add(id);
      next = page.next && `&cursor=${page.next}`;
    }
    const met: string[] = [];
    const gone = new Set<string>();
    for (let next: string | null = ""; next !== null; ) {
      const { data, page }: Page = await read<Page>(app, `${url}${next}`);
      met.push(...data.map(({ id }) => id));
      next = page.next && `&cursor=${page.next}`;
      await addItems(app, random, named, 2);
      await create(app, "items", { title: "Inserted data", kind: "other", state: "published" });
      // The last record shown is where the cursor stands: it must hold without it.
      const [last, other] = [met.at(-1) ?? "", random.pick([...start])];
      for (const id of [last, other]) {
        if (gone.has(id) || !start.has(id)) continue;
        const deleted = await write(app, "DELETE", `/items/${id}`);
        if (deleted.statusCode === 204) gone.add(id);
      }
      await patch(app, "/topics/sdk", { description: `Written while walking ${met.length}` });
    }
    t.equal(new Set(met).size, met.length, "none is met twice");
    const surviving = [...start].filter((id) => !gone.has(id));
    t.ok(surviving.length > 10 && gone.size > 5, `${surviving.length} stayed, ${gone.size} went`);
    t.same(
      surviving.filter((id) => !met.includes(id)),
      [],
      "none that stayed is missed",
    );
  });
}
