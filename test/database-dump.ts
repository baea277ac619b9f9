import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import type { Row } from "../src/db/database.ts";

/** A path for a database of a test, removed with the test. */
export function temporaryPath(t: { teardown(handler: () => unknown): unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-test-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "test.db");
}

/** The content of every table, as text. */
export function dump(path: string): string {
  const connection = new SqliteConnection(path, { readonly: true });
  const tables = connection
    .prepare<[], { name: string }>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
    )
    .all();
  const content = tables.map(({ name }) => {
    const rows = connection.prepare<[], Row>(`select * from "${name}"`).all();
    return `${name}\n${rows.map((row) => JSON.stringify(row)).join("\n")}`;
  });
  connection.close();
  return content.join("\n");
}
