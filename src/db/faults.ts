import SqliteConnection from "better-sqlite3";

/** A database that can't be used, said for the person who starts the program. */
export class DatabaseFault extends Error {}

/**
 * Which kind of error SQLite reports, such as `FULL` (https://www.sqlite.org/rescode.html): `SQLITE_CANTOPEN_ISDIR`
 * and the like are kinds of what comes before the second `_`. Null for what is no error of SQLite's.
 */
export const kindOf = (error: unknown): string | null =>
  error instanceof SqliteConnection.SqliteError ? (error.code.split("_", 2)[1] ?? null) : null;

/** Whether an error says that the file itself is not right any more. */
export const isDamage = (error: unknown): boolean =>
  ["CORRUPT", "NOTADB"].includes(kindOf(error) ?? "");

export const unwritable = (path: string) =>
  new DatabaseFault(
    `${path} can't be read and written by this user. Give them the file and its folder, in which ` +
      "SQLite keeps files beside it, or set DATABASE_PATH to another file.",
  );

/** What SQLite says of a whole file, in words; null for what is no fault of the file. */
export function faultOf(error: unknown, path: string): DatabaseFault | null {
  const { message } = error as Error;
  switch (kindOf(error)) {
    case "NOTADB":
      return new DatabaseFault(
        `${path} is not a SQLite database (${message}). ` +
          "Name another file, the service's by DATABASE_PATH; this one was not touched.",
      );
    case "CORRUPT":
      return new DatabaseFault(`${path} is damaged (${message}). Restore a backup.`);
    case "CANTOPEN":
    case "READONLY":
    case "PERM":
      return unwritable(path);
    case "BUSY":
    case "LOCKED":
      return new DatabaseFault(
        `${path} is being written by another process (${message}). Try again when it is done.`,
      );
    case "FULL":
      return new DatabaseFault(`${path}: the disk is full. Make room, and start again.`, {
        cause: error,
      });
    case "IOERR":
      return new DatabaseFault(
        `${path}: the disk failed to read or write (${message}). See what the system says of the disk, and \`check\` the database then.`,
      );
    default:
      return null;
  }
}
