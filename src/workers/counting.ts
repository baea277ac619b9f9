import type { Count, CountRequest } from "../http/request-counts.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/**
 * Counts requests in the primary process, for all workers: those that come at the same moment by one
 * message. Should the primary be gone, so is the worker: the channel's end ends it.
 */
export function countInPrimary(): CountRequest {
  const asked = new Map<number, ((count: Count) => void)[]>();
  let number = 0;
  let clients: string[] = [];
  let waiting: ((count: Count) => void)[] = [];

  const ask = () => {
    number++;
    asked.set(number, waiting);
    process.send?.({ kind: "count", number, clients } satisfies FromWorker);
    clients = [];
    waiting = [];
  };
  process.on("message", (message: ToWorker) => {
    if (message.kind !== "counted") return;
    const those = asked.get(message.number) ?? [];
    asked.delete(message.number);
    for (const [index, count] of message.counts.entries()) those[index]?.(count);
  });
  return (client, done) => {
    if (waiting.length === 0) setImmediate(ask);
    clients.push(client);
    waiting.push(done);
  };
}
