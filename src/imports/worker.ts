import { parentPort } from "node:worker_threads";
import { Database } from "../db/database.ts";
import { Problem } from "../problems/problems.ts";
import { storageProblem } from "../problems/storage.ts";
import { Cancelled } from "./importer.ts";
import { IMPORTERS } from "./importers.ts";
import type { Message, Task } from "./in-worker.ts";

/** Makes an import on a thread of its own, with connections of its own, and says what came of it. */
async function work({ importer: name, database, cancelled, ...job }: Task): Promise<Message> {
  const importer = IMPORTERS.find((each) => each.name === name);
  if (importer === undefined) throw new Error(`There is no importer '${name}'.`);
  const isCancelled = new Int32Array(cancelled);
  let db: Database | null = null;
  try {
    db = Database.open(database);
    const outcome = await importer.run({
      ...job,
      db,
      advance(progress) {
        if (Atomics.load(isCancelled, 0) !== 0) throw new Cancelled();
        parentPort?.postMessage({ kind: "progress", progress } satisfies Message);
      },
    });
    return { kind: "outcome", outcome };
  } catch (error) {
    if (error instanceof Cancelled) return { kind: "cancelled" };
    // What SQLite says is put in words here: of an error that goes to another thread its class is lost.
    const problem = error instanceof Problem ? error : storageProblem(error);
    if (problem === null) throw error;
    const { code, message, faults, headers } = problem;
    return { kind: "problem", code, message, faults, headers };
  } finally {
    db?.close();
  }
}

parentPort?.on("message", async (task: Task) => parentPort?.postMessage(await work(task)));
