import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest, create, write } from "../app-under-test.ts";

type Marked = { id: string; match: { title: string | null; summary: string | null } };

async function found(app: FastifyInstance, path: string, q: string, more = ""): Promise<Marked[]> {
  const answer = await app.inject(`/${path}?q=${encodeURIComponent(q)}&highlight=true${more}`);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ data: Marked[] }>().data;
}

t.test("titles are marked and escaped", async (t) => {
  const app = appUnderTest(t);
  const name = `<script>zebra("x")</script> &amp; quagga's 斑馬法`;
  const { id } = await create(app, "topics", { name });
  const title = async (q: string, more = "") =>
    (await found(app, "topics", q, more)).find((record) => record.id === id)?.match.title;
  t.match(await title("zebra"), "&lt;script&gt;<mark>zebra</mark>(");
  t.notMatch(await title("zebra"), "<script>");
  t.match(await title("zebra"), "&amp;amp;");
  t.match(await title("quag*"), "<mark>quagga");
  t.match(await title("斑馬"), "<mark>斑馬</mark>法");
  t.match(await title("zebra OR nothingelse"), "<mark>zebra</mark>");
  t.match(await title("zebra"), "(&quot;x&quot;)&lt;/script&gt;");
  const excluded = await title("zebra OR -quagga");
  t.match(excluded, "<mark>zebra</mark>");
  t.notMatch(excluded, "<mark>quagga", "what must not be there is not marked where it is");
  t.match(await title("zebra", "&fields=id"), "<mark>zebra</mark>");
  t.equal(await title("-okapi", "&limit=200"), null);
});

t.test("phrases, summaries, other names and whole links", async (t) => {
  const app = appUnderTest(t);
  const [item] = await found(app, "items", '"software development kits"');
  t.equal(item?.match.title, null);
  t.match(item?.match.summary, "<mark>software development kits</mark>");
  const [whole] = await found(app, "items", "gala", "&include=issuing_bodies");
  t.match(whole, {
    issuing_bodies: [{ kind: "ministry" }],
    match: { title: /<mark>gala<\/mark>/ },
  });
  const marks: [string, string, string][] = [
    ["issuing-bodies", "MIIT", "<mark>MIIT</mark>"],
    ["issuing-bodies", "工业和信息化部", "<mark>工业和信息化部</mark>"],
    ["issuing-bodies", "MITT", "<mark>MITT</mark>"],
    ["instruments", "数据安全法", "<mark>数据安全法</mark>"],
  ];
  for (const [resource, q, mark] of marks) {
    const all = await found(app, resource, q);
    t.ok(
      all.some(({ match }) => match.title?.includes(mark)),
      `${resource}: ${q}`,
    );
  }
});

t.test("a record read from a search can be sent back", async (t) => {
  const app = appUnderTest(t);
  const { id } = await create(app, "topics", { name: "Zebra crossings" });
  const [record] = await found(app, "topics", "zebra");
  t.match(record, { id, match: { title: "<mark>Zebra</mark> crossings" } });
  const answer = await write(app, "PUT", `/topics/${id}`, record);
  t.equal(answer.statusCode, 200, answer.body);
  t.notOk("match" in answer.json());
  const patched = await write(app, "PATCH", `/topics/${id}`, { match: null });
  t.equal(patched.statusCode, 400, "yet asking to change it is refused");
});
