import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database as Connection, Statement } from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { kindOf } from "./faults.ts";
import { migrateDatabase } from "./migrate.ts";
import { openConnection } from "./open-connection.ts";

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** Statements kept compiled for each connection; more shapes of query than that are rare. */
const STATEMENTS_KEPT = 1000;

/** Rows in one statement that inserts many. */
const ROWS_AT_ONCE = 20;

/**
 * Two connections to one file: writes go one after the other through `writer`; `reader` cannot
 * write and, in WAL mode, never waits for a writer.
 */
export class Database {
  readonly path: string;
  readonly writer: StatementCache;
  private readonly readOnly: StatementCache;
  private readsOwnWrites = false;
  private readonly temporaryFolder: string | null;
  private readonly listeners: (() => void)[] = [];

  private constructor(path: string, temporaryFolder: string | null) {
    this.path = path;
    this.temporaryFolder = temporaryFolder;
    this.writer = new StatementCache(openConnection(path));
    this.readOnly = new StatementCache(openConnection(path));
    this.readOnly.connection.pragma("query_only = ON");
  }

  /** To be asked for at each reading: see `readingOwnWrites`. */
  get reader(): StatementCache {
    return this.readsOwnWrites ? this.writer : this.readOnly;
  }

  /** How many statements each connection has run. */
  get statementsRun(): { reader: number; writer: number } {
    return { reader: this.readOnly.executed, writer: this.writer.executed };
  }

  /** Whether what is read now may still be rolled back: nobody may remember it. */
  get isUncommitted(): boolean {
    return this.readsOwnWrites;
  }

  /**
   * Opens the file, makes it if it is missing, and brings it to the newest schema.
   * `:memory:` is a temporary file that is gone on `close()`, since a database in memory can't be
   * shared by two connections.
   * @throws {DatabaseFault} if the file is something else, newer than this program, or can't be used
   */
  static open(path: string): Database {
    const folder = path === ":memory:" ? mkdtempSync(join(tmpdir(), "legal-developments-")) : null;
    const file = folder === null ? path : join(folder, "temporary.db");
    migrateDatabase(file);
    return new Database(file, folder);
  }

  close(): void {
    this.readOnly.connection.close();
    this.writer.connection.close();
    if (this.temporaryFolder !== null) rmSync(this.temporaryFolder, { recursive: true });
  }

  /**
   * Runs synchronous reads on one unchanging snapshot of the data. By compiled statements, since
   * better-sqlite3's own transactions compile theirs each time and every list pays for that.
   */
  snapshot<T>(read: () => T): T {
    if (this.readsOwnWrites) return read();
    this.reader.run("begin");
    try {
      return read();
    } finally {
      // A disk that fails ends the transaction by itself, and nothing may hide that it did.
      if (this.reader.connection.inTransaction) this.reader.run("commit");
    }
  }

  /** Whether somebody else is writing at this moment; it does not wait. */
  isBeingWritten(): boolean {
    return this.waitingAtMost(0, () => {
      try {
        this.writer.run("begin immediate");
        this.writer.run("rollback");
        return false;
      } catch (error) {
        if (!isBusy(error)) throw error;
        return true;
      }
    });
  }

  /**
   * Runs a small write that can as well be made another time: not while somebody else writes, for whom
   * it does not wait, nor where nothing can be written, such as on a full disk.
   */
  writeIfPossible(write: () => void): void {
    this.waitingAtMost(0, () => {
      try {
        this.transaction(write);
      } catch (error) {
        if (!isOfStorage(error)) throw error;
      }
    });
  }

  /** Runs something that waits so many milliseconds for who else writes, and not as long as usual. */
  waitingAtMost<T>(milliseconds: number, run: () => T): T {
    const { connection } = this.writer;
    const patience = connection.pragma("busy_timeout", { simple: true });
    connection.pragma(`busy_timeout = ${milliseconds}`);
    try {
      return run();
    } finally {
      connection.pragma(`busy_timeout = ${patience}`);
    }
  }

  /** Has a listener called after each write of records that was committed here. It must not throw. */
  onWritten(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Tells the listeners; where a transaction is open nothing is committed yet. */
  announceWritten(): void {
    if (this.writer.connection.inTransaction) return;
    for (const listener of this.listeners) listener();
  }

  /**
   * Runs a synchronous write as one transaction: all of it is kept, durably, or none of it. By
   * compiled statements, like `snapshot`. Within another it is a part of that, and can fail by itself.
   */
  transaction<T>(write: () => T): T {
    const isPart = this.writer.connection.inTransaction;
    this.writer.run(isPart ? "savepoint part" : "begin immediate");
    try {
      const result = write();
      if (result instanceof Promise) throw new TypeError("A transaction can't wait for anything.");
      this.writer.run(isPart ? "release part" : "commit");
      return result;
    } catch (error) {
      // Some errors, such as a full disk, end the transaction by themselves.
      if (this.writer.connection.inTransaction) {
        this.writer.run(isPart ? "rollback to part" : "rollback");
        if (isPart) this.writer.run("release part");
      }
      throw error;
    }
  }

  /**
   * Runs a synchronous write and the reading of what it wrote as one transaction: until it ends,
   * `reader` and `snapshot` see what is not committed yet. Transactions within it are parts of it.
   */
  readingOwnWrites<T>(work: () => T): T {
    const result = this.transaction(() => {
      this.readsOwnWrites = true;
      try {
        return work();
      } finally {
        this.readsOwnWrites = false;
      }
    });
    this.announceWritten();
    return result;
  }
}

/** Whether an error is one of the database, or of what it is stored on. */
export const isOfDatabase = (error: unknown): boolean => kindOf(error) !== null;

/** Whether an error says that nothing can be written now, and none of what was to be written. */
const isOfStorage = (error: unknown): boolean =>
  ["BUSY", "FULL", "READONLY", "CANTOPEN", "IOERR"].includes(kindOf(error) ?? "");

/** Whether an error says that another process is writing. */
export const isBusy = (error: unknown): boolean => kindOf(error) === "BUSY";

interface Prepared {
  statement: Statement<unknown[], Row>;
  /** better-sqlite3 takes `?1`, `?2` … for names and wants an object for them. */
  numbered: boolean;
}

/** A connection that compiles each text of SQL once. */
export class StatementCache {
  readonly connection: Connection;
  private readonly statements = new LRUCache<string, Prepared>({ max: STATEMENTS_KEPT });
  /** How many statements were run. */
  executed = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  private prepare(sql: string): Prepared {
    this.executed++;
    let prepared = this.statements.get(sql);
    if (prepared === undefined) {
      const statement = this.connection.prepare<unknown[], Row>(sql);
      prepared = { statement, numbered: /\?\d/.test(sql) };
      this.statements.set(sql, prepared);
    }
    return prepared;
  }

  all(sql: string, ...parameters: SqlValue[]): Row[] {
    const { statement, numbered } = this.prepare(sql);
    return numbered ? statement.all(byNumber(parameters)) : statement.all(...parameters);
  }

  /** The first column of all rows. */
  column(sql: string, ...parameters: SqlValue[]): SqlValue[] {
    const { statement, numbered } = this.prepare(`${sql} /* column */`);
    statement.pluck();
    const rows = numbered ? statement.all(byNumber(parameters)) : statement.all(...parameters);
    return rows as unknown as SqlValue[];
  }

  get(sql: string, ...parameters: SqlValue[]): Row | undefined {
    const { statement, numbered } = this.prepare(sql);
    return numbered ? statement.get(byNumber(parameters)) : statement.get(...parameters);
  }

  /**
   * Rows one by one, as arrays, since making objects of many costs more than reading them. Until it
   * ends or is left, nothing else may run the same SQL.
   */
  iterateArrays(sql: string, ...parameters: SqlValue[]): IterableIterator<SqlValue[]> {
    const { statement, numbered } = this.prepare(`${sql} /* arrays */`);
    statement.raw();
    const rows = numbered
      ? statement.iterate(byNumber(parameters))
      : statement.iterate(...parameters);
    return rows as unknown as IterableIterator<SqlValue[]>;
  }

  /** Inserts a row and returns its number. */
  insert(table: string, row: Row): number {
    const columns = Object.keys(row);
    const { statement } = this.prepare(insertionOf(table, columns, 1));
    return statement.run(...Object.values(row)).lastInsertRowid as number;
  }

  /** Inserts rows of the same columns, some at a time: a statement costs more than a row. */
  insertAll(table: string, rows: readonly Row[]): void {
    const columns = Object.keys(rows[0] ?? {});
    for (let done = 0; done < rows.length; ) {
      const count = rows.length - done < ROWS_AT_ONCE ? 1 : ROWS_AT_ONCE;
      const { statement } = this.prepare(insertionOf(table, columns, count));
      statement.run(...rows.slice(done, done + count).flatMap((row) => Object.values(row)));
      done += count;
    }
  }

  /** Returns the number of rows that were changed. */
  run(sql: string, ...parameters: SqlValue[]): number {
    const { statement, numbered } = this.prepare(sql);
    const result = numbered ? statement.run(byNumber(parameters)) : statement.run(...parameters);
    return result.changes;
  }
}

/** The texts of insertions, by what they depend on: to put one together takes longer than to find it. */
const insertions = new Map<string, string>();

function insertionOf(table: string, columns: readonly string[], rows: number): string {
  const key = `${table} ${columns.join(" ")} ${rows}`;
  let text = insertions.get(key);
  if (text === undefined) {
    const row = `(${columns.map(() => "?").join(", ")})`;
    const values = Array.from({ length: rows }, () => row).join(", ");
    text = `insert into ${table} (${columns.join(", ")}) values ${values}`;
    insertions.set(key, text);
  }
  return text;
}

const byNumber = (parameters: readonly SqlValue[]): Record<string, SqlValue> =>
  Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]));
