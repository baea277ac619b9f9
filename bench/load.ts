import autocannon from "autocannon";
import { percentile } from "./percentile.ts";
import type { BenchRequest } from "./scenarios.ts";

/** The process that sends the requests, apart from the server so that they don't share a thread. */

/** Requests to send in turn, for some time, on some connections. */
export interface Load {
  base: string;
  requests: BenchRequest[];
  status: number;
  connections: number;
  seconds: number;
  /** How many to send instead, however long that takes; null for as many as fit into the time. */
  amount: number | null;
  /** Whether to spell each request as none was before. */
  unseen: boolean;
}

/** What came of it. */
export interface Measured {
  answers: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  max: number;
  bytesPerAnswer: number;
  /** What went wrong, in words; null if every answer had the right status. */
  fault: string | null;
}

/** Seconds after which an answer counts as failed. */
const TIMEOUT = 60;

process.on("message", async (load: Load) => process.send?.(await run(load)));
process.on("disconnect", () => process.exit());

async function run(load: Load): Promise<Measured> {
  const times: number[] = [];
  const others = new Map<number, number>();
  let bytes = 0;
  const { duration, errors, timeouts } = await send(load, (code, size, time) => {
    times.push(time);
    bytes += size;
    if (code !== load.status) others.set(code, (others.get(code) ?? 0) + 1);
  });
  times.sort((a, b) => a - b);
  const faults = [...others].map(([code, count]) => `${count} answers with ${code}`);
  if (errors > 0) faults.push(`${errors} failed requests, of which ${timeouts} were too slow`);
  if (times.length === 0) faults.push("no answers");
  return {
    answers: times.length,
    perSecond: times.length / duration,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    max: times.at(-1) ?? Number.NaN,
    bytesPerAnswer: bytes / times.length,
    fault: faults.length > 0 ? faults.join(", ") : null,
  };
}

/** Sends requests and reports each answer: autocannon's own times are whole milliseconds. */
function send(
  { base, requests, connections, seconds, amount, unseen }: Load,
  onResponse: (code: number, size: number, time: number) => void,
): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    let clients = 0;
    const running = autocannon(
      {
        url: base,
        connections,
        ...(amount === null ? { duration: seconds } : { amount }),
        timeout: TIMEOUT,
        // It ends with a sample; at the usual one a second, a short run would be twice as long.
        sampleInt: 100,
        setupClient(client) {
          // Each connection begins elsewhere, so that they don't all ask the same at the same time.
          const start = Math.floor((clients++ * requests.length) / connections);
          const rotated = [...requests.slice(start), ...requests.slice(0, start)];
          client.setRequests(
            rotated.map(
              (each): autocannon.Request =>
                unseen
                  ? {
                      setupRequest: (request) => ({
                        ...request,
                        ...each,
                        path: spelledAnew(each.path),
                      }),
                    }
                  : { ...each },
            ),
          );
        },
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    running.on("response", (_, code, size, time) => onResponse(Number(code), size, time));
  });
}

let spelled = 0;

/**
 * The same list by another address: spaces after a value mean nothing, and there are two ways to
 * write each of them.
 */
function spelledAnew(path: string): string {
  spelled++;
  const spaces = Array.from({ length: 20 }, (_, bit) => ((spelled >> bit) & 1 ? "+" : "%20"));
  return path + spaces.join("");
}
