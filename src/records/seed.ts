import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seedFolder } from "../paths.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { createRecord, writeTransaction } from "./write.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import type { Database, StatementCache } from "../db/database.ts";

/** The seed's files in the order in which they can be loaded, with the resource of each. */
const FILES = [
  ["jurisdictions-iso-3166", "jurisdictions"],
  ["jurisdictions", "jurisdictions"],
  ["topics", "topics"],
  ["issuing-bodies", "issuing-bodies"],
  ["sources", "sources"],
  ["instruments", "instruments"],
  ["items", "items"],
  ["events", "events"],
] as const;

/** Whether the database has no record yet, never had one, and gets none from another service. */
export function isEmpty(connection: StatementCache): boolean {
  const tables = [...resources.map(({ table }) => table), "tombstones", "mirror"];
  return tables.every((table) => connection.get(`select 1 from ${table} limit 1`) === undefined);
}

/**
 * Fills an empty database with the seed, in one transaction, by the code that serves writes.
 * @returns the number of records; 0 where the database has, or had, some
 * @throws {Error} that names the file and the record that breaks a rule
 */
export function loadSeed(db: Database): number {
  return writeTransaction(db, null, (context) => {
    // Of two processes that found it empty one was first.
    if (!isEmpty(context.writer)) return 0;
    let count = 0;
    for (const [file, name] of FILES) {
      const path = join(seedFolder, `${file}.json`);
      const records = JSON.parse(readFileSync(path, "utf8")) as unknown[];
      records.forEach((body, index) => {
        try {
          createRecord(context, resourceNamed(name), { body, faults: new Faults() });
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          throw new Error(
            `${path}, record ${index}: ${error.message} ${JSON.stringify(error.faults)}`,
          );
        }
        count++;
      });
    }
    return count;
  });
}
