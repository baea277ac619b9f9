import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { Database } from "../../src/db/database.ts";
import { prepareDataset } from "../../src/db/dataset.ts";
import { ndjsonRows } from "../../src/imports/bulk.ts";
import { storageProblem } from "../../src/problems/storage.ts";
import { temporaryFolder } from "../commands/program.ts";
import { lines } from "./import-client.ts";

/** Has the system refuse what this process writes to a file beyond so many bytes. */
const limitFiles = (bytes: number | "unlimited"): boolean =>
  spawnSync("prlimit", [`--pid=${process.pid}`, `--fsize=${bytes}:`]).status === 0;

t.test(
  "a disk that fails in the middle of a row is what is told",
  { skip: !limitFiles("unlimited") && "this machine lets nobody limit files" },
  async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, "it.db");
    const db = Database.open(path);
    t.teardown(() => db.close());
    prepareDataset(db);
    // Pages go to the log before the transaction ends.
    db.writer.connection.pragma("cache_size = 10");
    const rows = Array.from({ length: 450 }, (_, n) => ({ name: `Number ${n}` }));
    const file = join(folder, "rows.ndjson");
    writeFileSync(file, lines(...rows));
    const options = { resource: "topics", mode: "create", on_error: "abort", create_missing: true };
    const job = { db, file, options, writtenBy: null, advance: () => undefined };
    // It stays: the signal may come late, and would end the process. Nothing is printed meanwhile, since
    // that may go to a file too.
    process.on("SIGXFSZ", () => undefined);
    const isLimited = limitFiles(statSync(`${path}-wal`).size + 100_000);
    const error = await ndjsonRows.run(job).catch((thrown: unknown) => thrown);
    limitFiles("unlimited");
    t.ok(isLimited);
    t.match(storageProblem(error), { code: "unavailable" }, String(error));
    t.notOk(db.writer.connection.inTransaction);
  },
);
