import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { isPlainRefusal, run, temporaryFolder } from "./program.ts";

t.test("openapi writes the document, and checks a file against it", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "openapi.json");
  const [printed, written] = await Promise.all([
    run(["openapi"], {}, { cwd: folder }),
    run(["openapi", "--output", file], {}, { cwd: folder }),
  ]);
  t.equal(printed.code, 0, printed.stderr);
  t.equal(written.code, 0, written.stderr);
  t.equal(readFileSync(file, "utf8"), printed.stdout);
  t.equal(JSON.parse(printed.stdout).openapi, "3.1.0");
  t.notOk(existsSync(join(folder, "data")), "it makes no database");

  const other = join(folder, "other.json");
  writeFileSync(other, printed.stdout.replace("3.1.0", "3.0.0"));
  const [same, changed, missing, nowhere] = await Promise.all([
    run(["openapi", "--check", file], {}, { cwd: folder }),
    run(["openapi", "--check", other], {}, { cwd: folder }),
    run(["openapi", "--check", join(folder, "missing.json")], {}, { cwd: folder }),
    run(["openapi", "--output", join(folder, "no/such/folder.json")], {}, { cwd: folder }),
  ]);
  t.equal(same.code, 0, same.stderr);
  t.ok(isPlainRefusal(changed), changed.stderr);
  t.match(changed.stderr, "--output", "it says how to mend it");
  t.ok(isPlainRefusal(missing), missing.stderr.slice(0, 400));
  t.match(missing.stderr, "missing.json");
  t.ok(isPlainRefusal(nowhere), nowhere.stderr.slice(0, 400));
});
