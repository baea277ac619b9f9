import { copyFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { checkDatabase } from "../../src/check/check-database.ts";
import type { Fault } from "../../src/check/faults.ts";
import { mendDatabase } from "../../src/check/mend-database.ts";
import { appUnderTest, create } from "../app-under-test.ts";
import { temporaryFolder } from "../commands/program.ts";

interface Test {
  teardown(handler: () => unknown): unknown;
  before(handler: () => Promise<void>): unknown;
}

/** A small database in which all is right, copies of it in which something is not, and the command on them. */
export function checkedDatabase(t: Test) {
  const folder = temporaryFolder(t);
  const path = join(folder, "right.db");

  t.before(async () => {
    const app = appUnderTest({ teardown: () => undefined }, { DATABASE_PATH: path, SEED: "false" });
    const make = (resource: string, body: object) =>
      create(app, resource, { state: "published", ...body });
    await create(app, "jurisdictions", { id: "XX", name: "A country", level: "country" });
    await make("issuing-bodies", { name: "The Office", kind: "ministry", jurisdiction: "XX" });
    await make("topics", { id: "above", name: "Above" });
    await make("topics", { id: "below", name: "Below", parent: "above" });
    for (let n = 1; n <= 6; n++) {
      await make("instruments", {
        id: `law-${n}`,
        title: `Law of the number ${n}`,
        number: `Regulation (EU) 2020/${1000 + n}`,
        type: "law",
        jurisdiction: "XX",
        events: [{ type: "in_force", date: "2020-08-01" }],
      });
      await make("items", {
        title: `Item of the number ${n}`,
        kind: "legislation",
        date: "2020-07-22",
        topics: ["below"],
        issuing_bodies: [{ id: "the-office" }],
        instruments: [`law-${n}`],
        citations: [{ url: `https://example.org/${n}`, title: `Source ${n}` }],
      });
    }
    await app.close();
  });

  /** What the command finds, without starting a process for it; that it says so is a test below. */
  async function check(database: string, ...words: string[]): Promise<Fault[]> {
    if (words.includes("--mend")) mendDatabase(database);
    const asked = {
      quick: words.includes("--quick"),
      signal: new AbortController().signal,
      advance: () => undefined,
    };
    return await checkDatabase(database, asked);
  }

  /** A copy of the seeded database with something done to it that the program would never do. */
  function spoilt(name: string, how: (connection: SqliteConnection.Database) => void): string {
    const database = join(folder, `${name}.db`);
    copyFileSync(path, database);
    const connection = new SqliteConnection(database);
    connection.pragma("foreign_keys = off");
    how(connection);
    connection.pragma("wal_checkpoint(truncate)");
    connection.close();
    return database;
  }

  return { folder, path, check, spoilt };
}
