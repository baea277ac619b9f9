import { statSync } from "node:fs";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { temporaryPath } from "../database-dump.ts";

t.test("a table with a key of several columns is stored in that key's order, once", async (t) => {
  const db = Database.open(":memory:");
  t.teardown(() => db.close());
  const tables = db.reader.all(
    `select l.name, l.wr, (select count(*) from pragma_table_info(l.name) c where c.pk > 0) as keys
     from pragma_table_list l where l.schema = 'main' and l.type = 'table'
       and l.name not like 'sqlite_%' and l.name not like '\\_\\_%' escape '\\'`,
  );
  t.ok(tables.length > 20);
  for (const { name, wr, keys } of tables) t.equal(wr, (keys as number) > 1 ? 1 : 0, String(name));
});

t.test("a new database is for its owner alone, as are the files beside it", (t) => {
  const path = temporaryPath(t);
  const db = Database.open(path);
  t.teardown(() => db.close());
  for (const end of ["", "-wal", "-shm"]) {
    t.equal(statSync(`${path}${end}`).mode & 0o777, 0o600, `${path}${end}`);
  }
  t.end();
});
