import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";

const root = fileURLToPath(new URL("../../", import.meta.url));

t.test("Redocly finds nothing to say of the document", (t) => {
  const { stdout, stderr, status } = spawnSync(
    "node_modules/.bin/redocly",
    ["lint", "openapi/openapi.json", "--format=json"],
    // It would ask the registry for a newer version and report that it was run.
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        REDOCLY_TELEMETRY: "off",
        CI: "true",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      },
    },
  );
  t.equal(status, 0, stderr);
  const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: object[] };
  t.same(problems, []);
  t.same(totals, { errors: 0, warnings: 0, ignored: 0 });
  t.end();
});
