import SqliteConnection from "better-sqlite3";
import { StatementCache } from "../db/database.ts";
import type { JsonObject } from "../fields/field.ts";

/** A row that waits to be written. */
export interface StagedRow {
  /** Its place among all rows, from 1. */
  number: number;
  line: number;
  data: JsonObject;
}

const SCHEMA = `
  create table rows (number integer primary key, line integer not null, id text collate nocase,
    data text not null, is_done integer not null default 0,
    is_refused integer not null default 0, record text);
  create index rows_by_id on rows (id) where id is not null;
  create table names (name text not null, row integer not null, primary key (name, row)) without rowid;
  create table needs (row integer not null, name text not null, primary key (row, name)) without rowid;
  create table edges (row integer not null, other integer not null, primary key (row, other)) without rowid;
  create index edges_by_other on edges (other)`;

/** So many rows are read at once. */
const BATCH = 200;

/**
 * The rows of an import between reading and writing, in a file of their own: the memory that an import
 * takes does not grow with them, and each can be found by its id and by what other rows call it.
 */
export class Staging {
  private readonly rows: StatementCache;
  private number = 0;

  /** @param path a file that is not there yet */
  constructor(path: string) {
    const connection = new SqliteConnection(path);
    connection.pragma("journal_mode = OFF");
    connection.pragma("synchronous = OFF");
    connection.pragma("locking_mode = EXCLUSIVE");
    connection.pragma("temp_store = FILE");
    connection.exec(SCHEMA);
    connection.exec("begin");
    this.rows = new StatementCache(connection);
  }

  close(): void {
    this.rows.connection.close();
  }

  get count(): number {
    return this.number;
  }

  /**
   * @param called what other rows may call it by
   * @param needed what it calls other records of its own resource by
   */
  add(
    line: number,
    data: JsonObject,
    { called, needed }: { called: readonly string[]; needed: readonly string[] },
  ): void {
    const { id = null } = data;
    const number = ++this.number;
    this.rows.run(
      "insert into rows (number, line, id, data) values (?, ?, ?, ?)",
      number,
      line,
      typeof id === "string" ? id : null,
      JSON.stringify(data),
    );
    for (const name of called) {
      this.rows.run("insert or ignore into names (name, row) values (?, ?)", name, number);
    }
    for (const name of needed) {
      this.rows.run("insert or ignore into needs (row, name) values (?, ?)", number, name);
    }
  }

  /** Finds which rows need which others; to be called once all are here. */
  link(): void {
    this.rows.run(
      `insert or ignore into edges (row, other) select n.row, m.row from needs n
         join names m on m.name = n.name where n.row <> m.row`,
    );
  }

  get hasEdges(): boolean {
    return this.rows.get("select 1 from edges limit 1") !== undefined;
  }

  /** The rows that are not written yet, in their order in the file; it may be written to meanwhile. */
  *waiting(): Generator<StagedRow> {
    for (let last = 0; ; ) {
      const rows = this.rows.all(
        `select number, line, data from rows where number > ? and is_done = 0 order by number limit ${BATCH}`,
        last,
      );
      if (rows.length === 0) return;
      for (const { number, line, data } of rows) {
        last = number as number;
        yield { number: last, line: line as number, data: JSON.parse(data as string) };
      }
    }
  }

  row(number: number): StagedRow {
    const { line, data } = this.rows.get(
      "select line, data from rows where number = ?",
      number,
    ) as {
      line: number;
      data: string;
    };
    return { number, line, data: JSON.parse(data) as JsonObject };
  }

  isDone(number: number): boolean {
    return this.rows.get("select is_done from rows where number = ?", number)?.["is_done"] === 1;
  }

  /** Says that a row was written, or never will be. */
  finish(number: number, isRefused = false): void {
    this.rows.run(
      "update rows set is_done = 1, is_refused = ? where number = ?",
      isRefused ? 1 : 0,
      number,
    );
  }

  /** The line of a row with a name that was refused; null where there is none. */
  refusedLine(name: string): number | null {
    const sql = `select r.line from names n join rows r on r.number = n.row
      where n.name = ? and r.is_refused = 1 limit 1`;
    return (this.rows.get(sql, name)?.["line"] as number | undefined) ?? null;
  }

  /** Whether a row needs one that is still to be written. */
  isBlocked(number: number): boolean {
    const sql = `select 1 from edges e join rows r on r.number = e.other
      where e.row = ? and r.is_done = 0 limit 1`;
    return this.rows.get(sql, number) !== undefined;
  }

  /** The rows before one that need it, and were passed over for that. */
  waitingFor(number: number): number[] {
    const sql = `select e.row from edges e join rows r on r.number = e.row
      where e.other = ? and r.is_done = 0 order by e.row`;
    return this.rows.column(sql, number) as number[];
  }

  /** The first line that has an id, before a row; null where there is none. */
  lineBefore(number: number, id: string): number | null {
    const sql = "select line from rows where id = ? and number < ? order by number limit 1";
    return (this.rows.get(sql, id, number)?.["line"] as number | undefined) ?? null;
  }

  /** The record that a row became, for one that is written twice. */
  recordOf(number: number): string | null {
    return this.rows.get("select record from rows where number = ?", number)?.["record"] as
      | string
      | null;
  }

  keepRecord(number: number, id: string | null): void {
    this.rows.run("update rows set record = ? where number = ?", id, number);
  }

  /** Whether a name is that of a row which is not written in any form yet. */
  isComing(name: string, except: number): boolean {
    const sql = `select 1 from names n join rows r on r.number = n.row
      where n.name = ? and n.row <> ? and r.is_done = 0 and r.record is null limit 1`;
    return this.rows.get(sql, name, except) !== undefined;
  }
}
