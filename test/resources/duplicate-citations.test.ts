import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { appUnderTest, create, idsOf, patch, read, write } from "../app-under-test.ts";

/** One owner cites one place once; others may cite it too. */

const app = appUnderTest(t);
const PAGE = "https://example.org/a";

interface Refusal {
  errors: { pointer: string; detail: string }[];
}

const faultsOf = (body: Refusal) => body.errors.map(({ pointer }) => pointer);

t.test("within one request", async (t) => {
  for (const resource of ["items", "instruments"]) {
    const answer = await write(app, "POST", `/${resource}`, {
      ...{ title: "Twice", [resource === "items" ? "kind" : "type"]: "other" },
      citations: [
        { url: PAGE },
        { text: "90 FR 17225" },
        { url: "http://www.example.org/a?utm_source=x#top" },
        { text: "90 FR 17225" },
        { url: `${PAGE}/` },
        { url: PAGE, locator: "page 3" },
        { url: PAGE, locator: "Page 3" },
      ],
    });
    t.equal(answer.statusCode, 400);
    const body = answer.json<Refusal>();
    t.same(faultsOf(body), ["/citations/2/url", "/citations/6/url"]);
    t.match(body.errors[0]?.detail, "/citations/0");
    t.match(body.errors[1]?.detail, "/citations/5");
  }
});

t.test("one by one", async (t) => {
  await create(app, "items", { id: "owner", title: "Owner", kind: "other", state: "published" });
  const first = await create(app, "citations", { item: "owner", url: PAGE });
  const answer = await write(app, "POST", "/citations", { item: "owner", url: `${PAGE}#b` });
  t.equal(answer.statusCode, 400);
  t.same(faultsOf(answer.json<Refusal>()), ["/url"]);
  t.match(answer.json<Refusal>().errors[0]?.detail, `/citations/${first.id}`);
  const second = await create(app, "citations", { item: "owner", url: PAGE, locator: "page 2" });
  const changed = await write(app, "PATCH", `/citations/${second.id}`, { locator: null });
  t.equal(changed.statusCode, 400);
  t.equal((await patch(app, `/citations/${first.id}`, { title: "A" })).id, first.id);
  const nested = await write(app, "PATCH", "/items/owner", {
    citations: [
      { id: first.id, url: PAGE },
      { id: second.id, url: PAGE },
    ],
  });
  t.same(faultsOf(nested.json<Refusal>()), ["/citations/1/url"]);
});

t.test("of others it is found, by any spelling", async (t) => {
  await create(app, "instruments", {
    ...{ id: "another", title: "Another", type: "law" },
    citations: [{ url: `${PAGE}?fbclid=1` }],
  });
  const ids = ["another-citation", "owner-citation", "owner-citation-2"];
  for (const url of [PAGE, "HTTP://EXAMPLE.ORG/a#x", "https://www.example.org/a"]) {
    const path = `/citations?sort=id&url_normalized=${encodeURIComponent(url)}`;
    t.same(await idsOf(app, path), ids, url);
  }
  const wrong = await app.inject({ url: "/citations?url_normalized=example.org" });
  t.equal(wrong.statusCode, 400);
});

t.test("what was stored before may be sent back", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duplicates-test-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "old.db");
  const app = appUnderTest(t, { DATABASE_PATH: path });
  const law = "/instruments/civil-code";
  const first = await create(app, "citations", { instrument: "civil-code", url: PAGE });
  const second = await create(app, "citations", { instrument: "civil-code", url: `${PAGE}x` });
  // As rules that told the two apart would have left them.
  const db = Database.open(path);
  db.writer.run(
    "update citations set url = ?, url_normalized = ? where id = ?",
    ...[`${PAGE}#x`, PAGE, second.id],
  );
  db.writer.run("update instruments set render_version = render_version + 1");
  db.close();

  const stored = await read<{ citations: { id: string }[]; revision: number }>(app, law);
  const again = await write(app, "PUT", law, stored);
  t.equal(again.statusCode, 200, again.body);
  t.equal(again.json<{ revision: number }>().revision, stored.revision);
  await patch(app, `/citations/${second.id}`, { title: "Another title" });
  const third = { citations: [...stored.citations, { url: PAGE, title: "Third" }] };
  const refused = await write(app, "PATCH", law, third);
  t.same(faultsOf(refused.json<Refusal>()), ["/citations/2/url"]);
  await patch(app, `/citations/${first.id}`, { url: `${PAGE}y` });
});
