import { parentPort } from "node:worker_threads";
import { Database, isBusy } from "../db/database.ts";
import { Problem } from "../problems/problems.ts";
import { Cancelled } from "./importer.ts";
import { IMPORTERS } from "./importers.ts";
import type { Message, Task } from "./in-worker.ts";

/** Makes an import on a thread of its own, with connections of its own, and says what came of it. */
async function work({ importer: name, database, cancelled, ...job }: Task): Promise<Message> {
  const importer = IMPORTERS.find((each) => each.name === name);
  if (importer === undefined) throw new Error(`There is no importer '${name}'.`);
  const isCancelled = new Int32Array(cancelled);
  const db = Database.open(database);
  try {
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
    if (isBusy(error)) return { kind: "busy" };
    if (!(error instanceof Problem)) throw error;
    const { code, message, faults, headers } = error;
    return { kind: "problem", code, message, faults, headers };
  } finally {
    db.close();
  }
}

parentPort?.on("message", async (task: Task) => parentPort?.postMessage(await work(task)));
