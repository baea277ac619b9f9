import type { Database as Connection } from "better-sqlite3";
import SqliteConnection from "better-sqlite3";

/** A connection to a database of the newest schema, as the service reads and writes by it. */
export function openConnection(path: string): Connection {
  const connection = new SqliteConnection(path);
  connection.pragma("journal_mode = WAL");
  // better-sqlite3 relaxes WAL to NORMAL, with which a power cut can drop acknowledged commits.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  connection.pragma("busy_timeout = 5000");
  connection.pragma("journal_size_limit = 67108864");
  connection.pragma("cache_size = -65536");
  connection.pragma("temp_store = MEMORY");
  // Most writes change the same pages, which go from the log to the file once for all of them. More
  // than this makes readers look a page up in a second table of the log.
  connection.pragma("wal_autocheckpoint = 4000");
  return connection;
}
