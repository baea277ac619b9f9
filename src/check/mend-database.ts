import { CommandFault } from "../problems/command-fault.ts";
import { Database } from "../db/database.ts";
import { recordEffect } from "../db/dataset.ts";
import { faultOf, kindOf } from "../db/faults.ts";
import { ORDER } from "../history/note-changes.ts";
import { noteVanished } from "../history/vanished.ts";
import { deriveAgain } from "../records/derived.ts";
import { resourceNamed } from "../resources/index.ts";

/**
 * Builds indexes again, and what is derived from records, in a database that a service may be using: all of it
 * or nothing, since a service can't start where it is not derived.
 * @throws {CommandFault} if that can't be done with what is there
 * @throws {DatabaseFault}
 */
export function mendDatabase(path: string): void {
  const db = Database.open(path);
  try {
    db.transaction(() => {
      db.writer.run("reindex");
      db.writer.run("update dataset set derived_by = ''");
      deriveAgain(db);
      const now = new Date().toISOString();
      const context = { writer: db.writer, now, writtenBy: null };
      for (const name of [...ORDER].reverse()) noteVanished(context, resourceNamed(name));
      // What was answered before may have been wrong: nobody may go on with it.
      recordEffect(db.writer, { public: true, labels: true }, now);
    });
  } catch (error) {
    throw inWords(error, path);
  } finally {
    db.close();
  }
}

function inWords(error: unknown, path: string): Error {
  const fault = faultOf(error, path);
  if (fault !== null) return fault;
  const { message } = error as Error;
  return new CommandFault(
    kindOf(error) === "CONSTRAINT"
      ? `${path}: rows have what only one may have (${message}), so their index can't be built again. \`legal-developments check\` names them. Nothing was changed.`
      : `${path}: what follows from some record can't be derived again (${message}). \`legal-developments check\` says which, and how to mend it. Nothing was changed.`,
    { cause: error },
  );
}
