import t from "tap";
import { appUnderTest, KEYED, read, write } from "../app-under-test.ts";
import { bearer, type MadeKey, makeKey, type ServedKey } from "./keys-client.ts";

const app = appUnderTest(t, { SEED: "false" });

t.test("a key is made with each scope, and its secret is shown that once", async (t) => {
  for (const scope of ["read", "write", "admin"]) {
    const answer = await write(app, "POST", "/keys", { name: `For ${scope}`, scopes: [scope] });
    t.equal(answer.statusCode, 201, answer.body);
    const made = answer.json<MadeKey>();
    const { key, ...shown } = made;
    t.match(key, /^ldk_[\w-]{43}$/, "256 random bits behind a prefix that scanners can look for");
    t.same(shown, {
      id: `for-${scope}`,
      name: `For ${scope}`,
      scopes: [scope],
      created_at: made.created_at,
      expires_at: null,
      revoked_at: null,
      last_used_at: null,
      rotated_at: null,
      previous_expires_at: null,
      links: { self: `/keys/for-${scope}` },
    });
    t.ok(Math.abs(Date.parse(made.created_at) - Date.now()) < 60_000, made.created_at);
    t.equal(answer.headers.location, `/keys/for-${scope}`);
    t.equal(answer.headers["cache-control"], "private, no-store");
    t.same(await read<ServedKey>(app, `/keys/for-${scope}`, KEYED), shown);
    const used = await app.inject({ url: "/topics", headers: bearer(key) });
    t.equal(used.statusCode, 200);
    t.equal(used.headers["cache-control"], "private, no-store");
  }
});

t.test("a key can have several scopes and an end", async (t) => {
  const end = "2999-01-01T00:00:00Z";
  const made = await makeKey(app, "Several", ["read", "admin"], { expires_at: end });
  t.same(made.scopes, ["read", "admin"]);
  t.equal(Date.parse(made.expires_at ?? ""), Date.parse(end));
  const zoned = await makeKey(app, "Zoned", ["read"], { expires_at: "2999-01-01T02:00:00+02:00" });
  t.equal(Date.parse(zoned.expires_at ?? ""), Date.parse(end), "the zone is heard");
  t.equal((await makeKey(app, "Never ends", ["read"], { expires_at: null })).expires_at, null);
});

t.test("the id comes from the name, in any script, and is never taken twice", async (t) => {
  const expected: [string, string][] = [
    ["Newsletter editors", "newsletter-editors"],
    ["Newsletter editors", "newsletter-editors-2"],
    ["  newsletter EDITORS ", "newsletter-editors-3"],
    ["公司法编辑", "gong-si-fa-bian-ji"],
    ["Émile Ørsted", "emile-orsted"],
    ["Редакция", "redakciya"],
    ["☃", "record"],
    ["☃☃", "record-2"],
    // A route's name may not be an id of a record, and a key's id follows the same rule.
    ["lookup", "lookup-2"],
  ];
  for (const [name, id] of expected) {
    const made = await makeKey(app, name);
    t.equal(made.id, id, name);
    t.equal(made.name, name.trim());
    t.equal((await read(app, made.links.self, KEYED)).id, id);
  }
  const { id } = await makeKey(app, "x".repeat(200));
  t.ok(id.length <= 96, "an id has at most 96 characters");
});

t.test("the id of a revoked key is not given again", async (t) => {
  const { id } = await makeKey(app, "Left the team");
  t.equal((await write(app, "DELETE", `/keys/${id}`)).statusCode, 204);
  t.equal((await makeKey(app, "Left the team")).id, `${id}-2`);
});

t.test("two keys of one name are two secrets", async (t) => {
  const secrets = new Set<string>();
  for (let i = 0; i < 20; i++) secrets.add((await makeKey(app, "Same")).key);
  t.equal(secrets.size, 20);
});

t.test("a new key takes no parameters", async (t) => {
  const answer = await write(app, "POST", "/keys?dry_run=true", { name: "x", scopes: ["read"] });
  t.equal(answer.statusCode, 400);
  t.match(answer.json(), { errors: [{ parameter: "dry_run" }] });
});
