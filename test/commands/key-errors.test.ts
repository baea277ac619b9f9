import { existsSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { type Finished, isPlainRefusal, run, temporaryFolder } from "./program.ts";

t.test("what can't be is refused in words", async (t) => {
  const environment = { DATABASE_PATH: join(temporaryFolder(t), "keys.db") };
  Database.open(environment.DATABASE_PATH).close();
  const key = (...words: string[]): Promise<Finished> => run(["key", ...words], environment);
  const [nobody, rules, shape, scope] = await Promise.all([
    key("revoke", "nobody"),
    key("create", " ", "--expires", "2020-01-01T00:00:00Z"),
    key("create", "x".repeat(201), "--expires", "tomorrow"),
    key("create", "x", "--scope", "root"),
  ]);
  for (const end of [nobody, rules, shape]) t.ok(isPlainRefusal(end), end.stderr);
  t.match(nobody.stderr, /no key 'nobody'/);
  // All faults at once, a line each.
  t.match(rules.stderr, /blank/);
  t.match(rules.stderr, /future/);
  t.match(shape.stderr, /200/);
  t.match(shape.stderr, /2030-01-01T00:00:00Z/, "such as this");
  t.not(scope.code, 0);
  t.notMatch(scope.stderr, /^\s+at /m);
  t.match(scope.stderr, /read, write, admin/);
  t.equal((await key("list")).stdout, "", "none was made");
});

t.test("a database that is not there is not made by looking at its keys", async (t) => {
  const path = join(temporaryFolder(t), "misspelt.db");
  const end = await run(["key", "list"], { DATABASE_PATH: path });
  t.ok(isPlainRefusal(end), `it ended with ${end.code}`);
  t.notOk(existsSync(path));
});
