import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { runsAlone } from "./alone.ts";

/** No folder of tests can be forgotten. */

const suites = readdirSync("test/suites")
  .filter((name) => name.endsWith(".suite.ts"))
  .map((name) => readFileSync(`test/suites/${name}`, "utf8"));

const folders = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts") && !runsAlone(path))
  .map((path) => path.replace(/\/?[^/]+$/, "") || ".");

for (const folder of new Set(folders)) {
  const having = suites.filter((text) => text.includes(`"${folder}"`));
  t.equal(having.length, 1, `one suite has ${folder}`);
}
