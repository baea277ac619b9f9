import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";
import type { SqlValue } from "../db/database.ts";
import { StatementCache } from "../db/database.ts";
import { identityOf } from "../db/dataset.ts";
import type { Header } from "./format.ts";
import { headerOf, LONGEST_LINE } from "./format.ts";
import type { ArchivedTable } from "./tables.ts";
import { archivedTables } from "./tables.ts";

/** What goes into an archive: its header, and then each row. */
export interface Content {
  header: Header;
  /** A row a line, without the line break; read as they are asked for. */
  lines(): Iterable<string>;
  /** Ends the reading, wherever it is. */
  close(): void;
}

/** A row that no archive could give back: see `LONGEST_LINE`. */
export class TooLong extends Error {}

/**
 * What a database has at this moment, whoever writes to it meanwhile: a connection of its own reads it
 * in one transaction.
 * @param path of a database with the newest schema
 */
export function contentOf(path: string, history: boolean): Content {
  const connection = new SqliteConnection(path, { fileMustExist: true });
  try {
    connection.pragma("query_only = ON");
    connection.pragma("busy_timeout = 5000");
    connection.exec("begin");
    const tables = archivedTables(history);
    return {
      header: readHeader(connection, tables, history),
      *lines() {
        for (const table of tables) yield* rowsOf(connection, table);
      },
      close: () => connection.close(),
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function readHeader(
  connection: Connection,
  tables: readonly ArchivedTable[],
  history: boolean,
): Header {
  const number = (sql: string): number =>
    (connection.prepare(sql).pluck().get() as number | undefined | null) ?? 0;
  const counted = (some: readonly ArchivedTable[], sqlOf: (name: string) => string) =>
    Object.fromEntries(some.map(({ name }) => [name, number(sqlOf(name))]));
  const numbered = tables.filter(({ isNumbered }) => isNumbered);
  return headerOf({
    identity: identityOf(new StatementCache(connection)),
    as_of: newestMoment(connection, tables),
    history,
    sequences: counted(
      numbered,
      (name) => `select seq from sqlite_sequence where name = '${name}'`,
    ),
    rows: counted(tables, (name) => `select count(*) from ${name}`),
  });
}

/** Of records and tombstones alone, which are the same with history and without. */
function newestMoment(connection: Connection, tables: readonly ArchivedTable[]): string | null {
  const moments = tables.flatMap(({ name, columns }) =>
    columns
      .filter((column) => ["updated_at", "deleted_at", "purged_at"].includes(column.name))
      .map((column) => `select max(${column.name}) as at from ${name}`),
  );
  const sql = `select max(at) from (${moments.join(" union all ")})`;
  return connection.prepare(sql).pluck().get() as string | null;
}

function* rowsOf(connection: Connection, { name, columns, order }: ArchivedTable) {
  const names = columns.map((column) => column.name);
  const rows = connection
    .prepare<[], SqlValue[]>(
      `select ${names.map((column) => `"${column}"`).join(", ")} from ${name} order by ${order.join(", ")}`,
    )
    .raw()
    .iterate();
  for (const values of rows) {
    const row = Object.fromEntries(names.map((column, i) => [column, values[i]]));
    const line = JSON.stringify({ [name]: row });
    // A character has up to three bytes in UTF-8, so that most need no counting.
    if (line.length * 3 > LONGEST_LINE && Buffer.byteLength(line) > LONGEST_LINE) {
      const key = order.map((column) => row[column]).join(", ");
      throw new TooLong(
        `A row of ${name} (${key}) has more than ${LONGEST_LINE} bytes, which no archive can have.`,
      );
    }
    yield line;
  }
}
