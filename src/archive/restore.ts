import { takeTurns } from "../files/steps.ts";
import { lastSeq } from "../history/history.ts";
import { isEmpty } from "../records/seed.ts";
import type { Database } from "../db/database.ts";
import { recordEffect } from "../db/dataset.ts";
import { kindOf } from "../db/faults.ts";
import { checkedRow, isNumberOf, rowIn } from "./check-row.ts";
import type { Header } from "./format.ts";
import { refusal, refuseOtherTables } from "./format.ts";
import type { Line } from "./read-archive.ts";
import { deriveRestored, refuseCircles } from "./restored.ts";
import { archivedTables } from "./tables.ts";

/** Told of after so many rows. */
const STEP = 500;

/** What was restored. */
export interface Restored {
  /** By table. */
  rows: Record<string, number>;
  /** The last change that there is now. */
  reached: number;
}

/**
 * Fills an empty database with what an archive of this program's schema has, in one transaction.
 * @param lines the rows; they may throw at their end, with which nothing is kept
 * @param keep whether it is kept, or taken back after all was done
 * @param advance is told how many rows are kept
 * @param signal ends it, with nothing kept
 * @throws {Problem} that says why nothing was restored
 */
export async function restore(
  db: Database,
  header: Header,
  lines: AsyncIterable<Line> | Iterable<Line>,
  { keep, advance, signal }: { keep: boolean; advance(rows: number): void; signal?: AbortSignal },
): Promise<Restored> {
  refuseOtherTables(header);
  const { connection } = db.writer;
  // better-sqlite3's own transactions can't wait for what is read from a file.
  db.writer.run("begin immediate");
  try {
    refuseFilled(db);
    // Records name one another in circles; that all are there is known at the end.
    connection.pragma("defer_foreign_keys = ON");
    await insertRows(db, header, lines, async (rows) => {
      advance(rows);
      await takeTurns(signal);
    });
    const now = new Date().toISOString();
    keepNumbers(db, header);
    refuseBrokenLinks(db);
    refuseCircles(db.writer);
    await deriveRestored({ writer: db.writer, now, writtenBy: null }, signal);
    db.writer.run("update dataset set identity = ?", header.identity);
    recordEffect(db.writer, { public: true, labels: true }, now);
    const reached = lastSeq(db.writer);
    db.writer.run(keep ? "commit" : "rollback");
    return { rows: header.rows, reached };
  } catch (error) {
    if (connection.inTransaction) db.writer.run("rollback");
    throw inWords(error);
  }
}

/** A constraint of the schema that a row breaks, in words. */
function inWords(error: unknown): unknown {
  if (kindOf(error) !== "CONSTRAINT") return error;
  return refusal(`This archive breaks a rule of the data: ${(error as Error).message}.`);
}

function refuseFilled(db: Database): void {
  const isUsed = db.writer.get("select 1 from changes limit 1") !== undefined;
  if (isEmpty(db.writer) && !isUsed) return;
  throw refusal(
    "An archive is restored into an empty database, and this one has records, or had some: set DATABASE_PATH to a new file.",
  );
}

async function insertRows(
  { writer }: Database,
  { history, rows: counts }: Header,
  lines: AsyncIterable<Line> | Iterable<Line>,
  advance: (rows: number) => Promise<void>,
): Promise<void> {
  const tables = archivedTables(history).map((table) => {
    const names = table.columns.map(({ name }) => name);
    const extra = names.includes("key") && names.includes("revision") ? ["render_version"] : [];
    const columns = [...names, ...extra].map((name) => `"${name}"`).join(", ");
    const values = [...names.map(() => "?"), ...extra.map(() => "1")].join(", ");
    return { ...table, sql: `insert into ${table.name} (${columns}) values (${values})`, count: 0 };
  });
  let at = 0;
  let count = 0;
  for await (const line of lines) {
    const [name, row] = rowIn(line);
    const next = tables.findIndex((table) => table.name === name);
    const table = tables[next];
    if (table === undefined || next < at) {
      throw refusal(
        `Line ${line.number} of this archive is of '${name}', which has no place there.`,
      );
    }
    at = next;
    table.count++;
    const values = checkedRow(line.number, table, row);
    try {
      writer.run(table.sql, ...values);
    } catch (error) {
      if (kindOf(error) !== "CONSTRAINT") throw error;
      const { message } = error as Error;
      throw refusal(`Line ${line.number} of this archive (${name}) can't be kept: ${message}.`);
    }
    if (++count % STEP === 0) await advance(count);
  }
  const wrong = tables.find((table) => table.count !== counts[table.name]);
  if (wrong === undefined) return;
  throw refusal(
    `This archive has ${wrong.count} rows of ${wrong.name}, and says that there are ${counts[wrong.name]}.`,
  );
}

/** Numbers that rows had are never given again: history knows records by them. */
function keepNumbers({ writer }: Database, { sequences }: Header): void {
  for (const [table, last] of Object.entries(sequences)) {
    if (last > 0 && !isNumberOf(table, last))
      throw refusal(`The numbers of ${table} are out of range.`);
    const largest =
      writer.get("select seq from sqlite_sequence where name = ?", table)?.["seq"] ?? 0;
    if ((largest as number) > last) {
      throw refusal(`This archive has rows of ${table} beyond the last, which is ${last}.`);
    }
    writer.run("delete from sqlite_sequence where name = ?", table);
    if (last > 0) writer.run("insert into sqlite_sequence (name, seq) values (?, ?)", table, last);
  }
}

function refuseBrokenLinks({ writer }: Database): void {
  const [broken] = writer.connection.pragma("foreign_key_check") as {
    table: string;
    parent: string;
  }[];
  if (broken === undefined) return;
  throw refusal(
    `A row of ${broken.table} names one of ${broken.parent} that this archive has not.`,
  );
}
