import t from "tap";
import { StatementCache } from "../../src/db/database.ts";
import { resources } from "../../src/resources/index.ts";
import { read, uncheckedApp } from "../app-under-test.ts";

/** What a record shows of others is found by their ids, so its cost does not grow with their number. */
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
  const joining = [...statements].filter(([sql]) => /cross join \w+ t on t\.id = /.test(sql));
  t.ok(joining.length >= 10, `${joining.length} statements`);
  for (const [sql, { connection, parameters }] of joining) {
    const plan = connection
      .all(`explain query plan ${sql}`, ...(parameters as never[]))
      .map(({ detail }) => String(detail));
    t.ok(
      plan.some((step) => /^SEARCH t USING .*\bid=\?/.test(step)),
      `${sql.replaceAll(/\s+/g, " ").slice(0, 120)}: ${plan.join("; ")}`,
    );
  }
});
