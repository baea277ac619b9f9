import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { idsOf, KEYED, read, uncheckedApp } from "../app-under-test.ts";
import { databaseAfter } from "./older-database.ts";

/** A database that an earlier version made must answer as a new one does. */

const folder = mkdtempSync(join(tmpdir(), "upgrade-test-"));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test("a database of the first version is found, searched and counted", async (t) => {
  const old = uncheckedApp(t, { DATABASE_PATH: databaseAfter(1, folder, "old.db"), SEED: "false" });
  const fresh = uncheckedApp(t);
  for (const url of [
    "/items?topic=personal-information",
    "/items?authority=MIIT&authority_role=issuer",
    "/instruments?status=in_force&on=2020-08-01",
    "/items?q=personal+information",
    "/instruments?q=%E5%88%91%E6%B3%95",
    "/events?q=data+security",
    "/issuing-bodies?q=MIIT",
  ]) {
    const ids = await idsOf(old, url);
    t.ok(ids.length > 0, url);
    t.same(ids, await idsOf(fresh, url), url);
  }
  const facets = "/items?facets=topic,authority,jurisdiction,year,cited_host&limit=1";
  const of = async (app: typeof old) => (await read<{ facets: object }>(app, facets)).facets;
  t.same(await of(old), await of(fresh));
  const changed = await old.inject({
    method: "PATCH",
    url: "/topics/personal-information",
    headers: KEYED,
    payload: { state: "draft" },
  });
  t.equal(changed.statusCode, 200);
  t.equal((await old.inject("/items?topic=personal-information")).statusCode, 400);
});
