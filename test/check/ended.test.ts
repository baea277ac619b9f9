import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { checkDatabase } from "../../src/check/check-database.ts";
import type { Step } from "../../src/files/steps.ts";
import { isPlainRefusal, run, temporaryFolder } from "../commands/program.ts";
import { seededDatabase } from "../seeded-database.ts";

/** A check that does not come to its end. */

const { folder, path } = seededDatabase();
t.teardown(() => rmSync(folder, { recursive: true }));

t.test("it is ended in each of its parts, and leaves nothing", async (t) => {
  const temporary = join(temporaryFolder(t), "copies");
  mkdirSync(temporary);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  t.teardown(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  });
  const signal = AbortSignal.abort();
  const asked = { quick: false, advance: () => undefined };
  await t.rejects(checkDatabase(path, { ...asked, signal }), /was ended/);
  for (const part of ["verifying", "checking"]) {
    const ending = new AbortController();
    // As the handler of a signal does: when it has its turn, once that part is under way.
    const advance = ({ phase }: Step) => {
      if (phase === part) setImmediate(() => ending.abort());
    };
    await t.rejects(
      checkDatabase(path, { quick: false, signal: ending.signal, advance }),
      /was ended/,
      part,
    );
    t.same(readdirSync(temporary), [], part);
  }
});

t.test("it has nowhere to put a copy", async (t) => {
  const missing = join(temporaryFolder(t), "missing");
  const refused = await run(["check"], { DATABASE_PATH: path, TMPDIR: missing });
  t.ok(isPlainRefusal(refused), refused.stderr);
  t.match(refused.stderr, /missing.*Set TMPDIR/);
});
