import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { Faults } from "../../src/problems/faults.ts";
import { createRecord, writeTransaction } from "../../src/records/write.ts";
import { resourceNamed } from "../../src/resources/index.ts";

/**
 * A database with a number of sources of about 1.5 kB each, `source-0` and so on. One is written as
 * any other, and the rest are copies of its row, so that many are there soon.
 */
export function manySources(
  t: { teardown(handler: () => unknown): unknown },
  count: number,
): string {
  const folder = mkdtempSync(join(tmpdir(), "many-sources-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "sources.db");
  const db = Database.open(path);
  prepareDataset(db);
  const title = "Developments in data law, 数据法动态. ".repeat(30);
  writeTransaction(db, null, (context) =>
    createRecord(context, resourceNamed("sources"), {
      body: { id: "source-0", title, publisher: "A publisher", published_on: "2020-08" },
      faults: new Faults(),
    }),
  );
  const columns = db.writer
    .all("select name from pragma_table_info('sources') where pk = 0")
    .map(({ name }) => String(name))
    .filter((name) => name !== "id");
  db.writer.run(
    `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n + 1 < ?)
     insert into sources (id, ${columns.join(", ")})
     select 'source-' || n, ${columns.join(", ")} from numbers, sources where id = 'source-0'`,
    count,
  );
  db.close();
  return path;
}
