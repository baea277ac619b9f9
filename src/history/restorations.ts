import type { StatementCache } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import { recordEffect } from "../db/dataset.ts";
import { Problem } from "../problems/problems.ts";
import { lastSeqIn } from "./history.ts";

/**
 * Where an older state of the data set took the place of a newer one. The changes that were lost with
 * the newer one had numbers, and copies elsewhere have those changes: they must hear of it.
 */

/** More changes than anybody makes between two backups. */
const LOST_AT_MOST = 10_000_000;

/** More changes than anybody makes in a second. */
const LOST_EACH_SECOND = 10_000;

/** Before the first restoration. */
const BEGINNING = Date.parse("2020-01-01T00:00:00Z");

/**
 * Leaves out the numbers that lost changes may have had.
 * @param known the last change that what was replaced had; null where that can't be told. Then it
 *   may have been restored from this very backup before, and numbers follow from the time, so that
 *   they are beyond those that were given since.
 * @returns the number that the next change gets
 */
export function noteRestoration(writer: StatementCache, known: number | null): number {
  const lost_after = lastGiven(writer);
  const seconds = Math.floor((Date.now() - BEGINNING) / 1000);
  const least = known ?? seconds * LOST_EACH_SECOND;
  const begins_at = Math.max(lost_after, least) + LOST_AT_MOST + 1;
  const at = new Date().toISOString();
  writer.run(
    "insert into restorations (begins_at, lost_after, at) values (?, ?, ?)",
    begins_at,
    lost_after,
    at,
  );
  // Who holds an answer of what was lost, by its date, must not be told that it is still so.
  recordEffect(writer, { public: true, labels: false }, at);
  writer.run("delete from sqlite_sequence where name = 'changes'");
  writer.run("insert into sqlite_sequence (name, seq) values ('changes', ?)", begins_at - 1);
  return begins_at;
}

/** The last number that a change was given, by whomever it is seen. */
const lastGiven = (connection: StatementCache): number =>
  (connection.get("select seq from sqlite_sequence where name = 'changes'")?.["seq"] ??
    0) as number;

/** What tells the revisions of this data set from those that it lost when it was last restored. */
export const lineageOf = (connection: StatementCache): string =>
  Number(connection.get("select max(begins_at) as last from restorations")?.["last"]).toString(36);

/**
 * Refuses to go on after a change that is not of this data set: what came between is not known here, so
 * who goes on from there would hold something else for ever. Of changes that a view does not see, it is told
 * nothing, not even how many there are.
 * @throws {Problem} `changes-lost`
 */
export function refuseLost(connection: StatementCache, after: number, view: View): void {
  const restored = connection.all(
    "select lost_after, begins_at, at from restorations where ? < begins_at order by begins_at",
    after,
  );
  for (const { lost_after, at } of restored) {
    const given = lost_after as number;
    const ended = view === "full" ? given : lastSeqIn(connection, view, given);
    if (after <= ended) continue;
    throw new Problem(
      "changes-lost",
      `On ${at} this data set was restored from a backup, which ended with change ${ended}: change ${after} was lost. Take a new copy.`,
    );
  }
  const last = view === "full" ? lastGiven(connection) : lastSeqIn(connection, view);
  if (after <= last) return;
  throw new Problem(
    "changes-lost",
    `There was no change ${after} here: the last is ${last}. If you had it from here, an older state was restored since: take a new copy.`,
  );
}
