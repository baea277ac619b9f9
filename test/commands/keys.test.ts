import { join } from "node:path";
import t from "tap";
import { type Finished, isPlainRefusal, run, serve, temporaryFolder } from "./program.ts";

t.test("keys are made, listed and revoked, while the service runs", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "keys.db"), SEED: "false" };
  const { url } = await serve(t, environment);
  const key = (...words: string[]): Promise<Finished> => run(["key", ...words], environment);
  const ask = async (secret: string) =>
    (await fetch(`${url}/topics`, { headers: { authorization: `Bearer ${secret}` } })).status;

  const [made, plain] = await Promise.all([
    key("create", "News editors", "--scope", "write", "admin", "--expires", "2999-01-01T00:00:00Z"),
    key("create", "读者"),
  ]);
  t.equal(made.code, 0, made.stderr);
  const secret = made.stdout.trim().split("\n").at(-1) ?? "";
  t.match(secret, /^ldk_[\w-]{43}$/);
  t.match(made.stdout, "news-editors");
  t.match(plain.stdout, /scope read\b/, "read unless given");
  t.equal(await ask(secret), 200);

  const listed = await key("list");
  const lines = listed.stdout.trim().split("\n");
  t.equal(lines.length, 2);
  const line = lines.find((each) => each.startsWith("news-editors\t")) ?? "";
  t.match(line, /News editors\twrite,admin\tuntil 2999-01-01T00:00:00.000Z\tused \d{4}-/);
  t.notOk(listed.stdout.includes(secret));
  t.ok(lines.some((each) => each.includes("读者") && each.includes("never used")));

  const revoked = await key("revoke", "news-editors");
  t.equal(revoked.code, 0, revoked.stderr);
  t.equal(await ask(secret), 401, "at once, in the process that serves");
  t.match((await key("list")).stdout, /news-editors\t.*\trevoked \d{4}-/);
});

t.test("scopes may stand before the name, and a key be rotated", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "keys.db"), SEED: "false" };
  const { url } = await serve(t, environment);
  const key = (...words: string[]): Promise<Finished> => run(["key", ...words], environment);
  const secretIn = ({ stdout }: Finished) => stdout.trim().split("\n").at(-1) ?? "";
  const ask = async (secret: string) =>
    (await fetch(`${url}/topics`, { headers: { authorization: `Bearer ${secret}` } })).status;

  const [bob, both, none] = await Promise.all([
    key("create", "--scope", "write", "Bob"),
    key("create", "--scope", "admin", "--scope", "read", "Both"),
    key("create", "--scope", "write", "read"),
  ]);
  t.match(bob.stdout, "The key 'bob' with the scope write.");
  t.match(both.stdout, "The key 'both' with the scope admin, read.");
  t.ok(isPlainRefusal(none), "a scope is no name");
  t.match(none.stderr, "what the key is for");

  const rotated = await key("rotate", "bob", "--grace", "3600");
  t.equal(rotated.code, 0, rotated.stderr);
  t.match(rotated.stdout, /holds until \d{4}-/);
  t.equal(await ask(secretIn(bob)), 200, "for a while");
  t.equal(await ask(secretIn(rotated)), 200);
  await key("rotate", "bob", "--grace", "0");
  t.equal(await ask(secretIn(rotated)), 401);
  for (const words of [["nobody"], ["bob", "--grace", "soon"], ["bob", "--grace", "99999999"]]) {
    t.ok(isPlainRefusal(await key("rotate", ...words)), words.join(" "));
  }
});
