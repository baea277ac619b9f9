import { spawnSync } from "node:child_process";
import { join } from "node:path";
import t from "tap";
import { packageFolder, run, serve, temporaryFolder } from "./program.ts";

t.test("the first start says how to make a key, and that works word for word", async (t) => {
  const path = join(temporaryFolder(t), "it's the first.db");
  const environment = { DATABASE_PATH: path, SEED: "false" };
  const { url, child, ended } = await serve(t, environment);
  t.equal((await fetch(`${url}/topics`, { method: "POST" })).status, 401);

  let advice = "";
  const advised = ended.then(({ stdout }) => {
    advice = /Make one with: (.+)$/m.exec(stdout)?.[1] ?? "";
  });
  child.kill("SIGTERM");
  await advised;
  t.match(advice, / npx legal-developments key create /);

  // `npx legal-developments` runs what the package names as its `bin`: the program that was built.
  // `--no` keeps npx from asking the registry for a package of that name instead.
  // The path is in the advice, so a shell that has never heard of it makes the key in its place.
  const { DATABASE_PATH: _, ...otherwise } = process.env;
  const { stdout, stderr, status } = spawnSync(
    "sh",
    ["-c", advice.replace(" npx ", " npx --no ")],
    { cwd: packageFolder, encoding: "utf8", env: otherwise },
  );
  t.equal(status, 0, stderr);
  const secret = stdout.trim().split("\n").at(-1) ?? "";
  t.match(secret, /^ldk_/);

  const again = await serve(t, environment);
  const answer = await fetch(`${again.url}/topics`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Written with the advised key" }),
  });
  t.equal(answer.status, 201, await answer.text());
  again.child.kill("SIGTERM");
  t.notMatch((await again.ended).stdout, "key create", "with a key there is no advice");
});

t.test("a temporary database gets no such advice, and no key", async (t) => {
  const { child, ended } = await serve(t, { DATABASE_PATH: ":memory:", SEED: "false" });
  child.kill("SIGTERM");
  t.notMatch((await ended).stdout, "key create");
  const { code, stderr } = await run(["key", "create", "x"], { DATABASE_PATH: ":memory:" });
  t.equal(code, 1);
  t.match(stderr, "DATABASE_PATH");
});
