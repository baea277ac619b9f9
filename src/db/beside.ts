/** How the files end that SQLite keeps beside a database: whoever takes them away loses what was written. */
export const BESIDE = ["-wal", "-shm", "-journal"] as const;
