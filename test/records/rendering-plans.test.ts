import t from "tap";
import { StatementCache } from "../../src/db/database.ts";
import { resources } from "../../src/resources/index.ts";
import { read, uncheckedApp } from "../app-under-test.ts";

/** What a record shows is found by ids and owners, so its cost does not grow with the number of others. */
t.test("no record is looked for among all that are published", async (t) => {
  const app = uncheckedApp(t);
  const statements = new Map<string, { connection: StatementCache; parameters: unknown[] }>();
  const { all } = StatementCache.prototype;
  t.teardown(() => Object.assign(StatementCache.prototype, { all }));
  await app.ready();
  StatementCache.prototype.all = function (sql, ...parameters) {
    statements.set(sql, { connection: this, parameters });
    return all.call(this, sql, ...parameters);
  };
  for (const { name } of resources) await read(app, `/${name}?limit=50`);
  StatementCache.prototype.all = all;
  const joining = [...statements].filter(([sql]) => sql.includes(" cross join "));
  t.ok(joining.length >= 15, `${joining.length} statements`);
  for (const [sql, { connection, parameters }] of joining) {
    const plan = connection
      .all(`explain query plan ${sql}`, ...(parameters as never[]))
      .map(({ detail }) => String(detail))
      .filter((step) => !/^SCAN (json_each|j) VIRTUAL TABLE/.test(step));
    t.notMatch(plan.join("; "), /\bSCAN\b|\bstate=\?/, sql.replaceAll(/\s+/g, " ").slice(0, 120));
  }
});
