import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import type { Database, SqlValue } from "../db/database.ts";
import { kindOf } from "../db/faults.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { migrationsFolder } from "../paths.ts";
import { rowIn } from "./check-row.ts";
import type { Header } from "./format.ts";
import { journal, refusal } from "./format.ts";
import { contentOf } from "./lines.ts";
import type { Line } from "./read-archive.ts";
import type { Restored } from "./restore.ts";
import { restore } from "./restore.ts";
import { archivedTables } from "./tables.ts";

/**
 * Restores an archive of an older schema: its rows go into a temporary database of that schema, the
 * migrations that came since make it one of today's, and that is restored like any other.
 */
export async function restoreOlder(
  db: Database,
  header: Header,
  lines: AsyncIterable<Line>,
  how: Parameters<typeof restore>[3],
): Promise<Restored> {
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-older-"));
  const path = join(folder, "older.db");
  try {
    migrateDatabase(path, { migrations: migrationsUpTo(header.schema, folder) });
    await fill(path, header, lines);
    migrateDatabase(path, { backUp: false });
    const content = contentOf(path, header.history);
    try {
      const whole = { ...content.header, identity: header.identity };
      return await restore(db, whole, numbered(content.lines()), how);
    } finally {
      content.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* numbered(lines: Iterable<string>): Generator<Line> {
  let number = 1;
  for (const text of lines) yield { number: ++number, text };
}

/** The migrations as they were when one of them was the newest. */
function migrationsUpTo(schema: string, folder: string): string {
  const copy = join(folder, "migrations");
  cpSync(migrationsFolder, copy, { recursive: true });
  const { entries, ...rest } = journal();
  const count = entries.findIndex(({ tag }) => tag === schema) + 1;
  const older = { ...rest, entries: entries.slice(0, count) };
  writeFileSync(join(copy, "meta", "_journal.json"), JSON.stringify(older));
  return copy;
}

/** Which rows are right is seen when they have become today's. */
async function fill(path: string, header: Header, lines: AsyncIterable<Line>): Promise<void> {
  const connection = new SqliteConnection(path);
  try {
    connection.pragma("synchronous = OFF");
    connection.pragma("foreign_keys = OFF");
    connection.exec("begin");
    const keep = keeperOf(connection, header);
    for await (const line of lines) keep(line);
    for (const [table, last] of Object.entries(header.sequences)) {
      connection.prepare("delete from sqlite_sequence where name = ?").run(table);
      connection.prepare("insert into sqlite_sequence (name, seq) values (?, ?)").run(table, last);
    }
    connection.exec("commit");
  } catch (error) {
    if (kindOf(error) !== "CONSTRAINT") throw error;
    throw refusal(`This archive breaks a rule of the data: ${(error as Error).message}.`);
  } finally {
    connection.close();
  }
}

function keeperOf(connection: Connection, header: Header): (line: Line) => void {
  const kept = new Set(archivedTables(header.history).map(({ name }) => name));
  const columns = new Map<string, string[]>();
  for (const table of Object.keys(header.rows)) {
    const names = kept.has(table)
      ? (connection.prepare("select name from pragma_table_info(?)").pluck().all(table) as string[])
      : [];
    if (names.length === 0) throw refusal(`An archive of this schema has no table '${table}'.`);
    columns.set(table, names);
  }
  return (line) => {
    const [table, given] = rowIn(line);
    const known = columns.get(table);
    const row = known?.includes("render_version") ? { ...given, render_version: 1 } : given;
    const names = Object.keys(row);
    const values = Object.values(row);
    // What is told here of tables and columns becomes SQL, so it has to be one that is known.
    const isRow =
      known !== undefined &&
      Object.keys(given).length > 0 &&
      names.every((name) => known.includes(name)) &&
      values.every((value) => value === null || ["string", "number"].includes(typeof value));
    if (!isRow) throw refusal(`Line ${line.number} of this archive is no row of its schema.`);
    connection
      .prepare(
        `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`,
      )
      .run(...(values as SqlValue[]));
  };
}
