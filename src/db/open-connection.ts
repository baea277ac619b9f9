import { existsSync, statSync } from "node:fs";
import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";

/**
 * A connection to a database of the newest schema, as the service reads and writes by it.
 *
 * To open one can take its turn after somebody who puts another file in its place (`restore`). What this
 * connection then has is the file that was there before, where writes would be lost.
 */
export function openConnection(path: string): Connection {
  for (;;) {
    const before = inodeOf(path);
    const connection = connect(path);
    if (before === null || before === inodeOf(path)) return connection;
    connection.close();
  }
}

/** Which file has a name; null where none has. */
const inodeOf = (path: string): number | null => (existsSync(path) ? statSync(path).ino : null);

function connect(path: string): Connection {
  const connection = new SqliteConnection(path);
  connection.pragma("busy_timeout = 5000");
  connection.pragma("journal_mode = WAL");
  // better-sqlite3 relaxes WAL to NORMAL, with which a power cut can drop acknowledged commits.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  connection.pragma("journal_size_limit = 67108864");
  connection.pragma("cache_size = -65536");
  connection.pragma("temp_store = MEMORY");
  // Most writes change the same pages, which go from the log to the file once for all of them. More
  // than this makes readers look a page up in a second table of the log.
  connection.pragma("wal_autocheckpoint = 4000");
  return connection;
}
