import { parentPort, workerData } from "node:worker_threads";
import { Database } from "../../src/db/database.ts";
import { Faults } from "../../src/problems/faults.ts";
import { createRecord, writeTransaction } from "../../src/records/write.ts";
import { resourceNamed } from "../../src/resources/index.ts";

// Writes two items in each transaction for as long as it is let; says how many transactions there were.
const db = Database.open(workerData as string);
let count = 0;
let isAsked = false;
parentPort?.once("message", () => {
  isAsked = true;
});

function write(): void {
  if (isAsked) {
    db.close();
    parentPort?.postMessage(count);
    return;
  }
  writeTransaction(db, null, (context) => {
    for (const half of ["first", "second"]) {
      const body = { title: `Pair ${count}, the ${half}`, kind: "other" };
      createRecord(context, resourceNamed("items"), { body, faults: new Faults() });
    }
  });
  count++;
  setImmediate(write);
}
write();
