import type { Child } from "./child.ts";
import type { Question, Reply } from "./server.ts";

/** How fast a whole export is, and how much memory it takes. */

/** Records of an export: enough for the speed to be steady, few enough to wait for. */
const RECORDS = 100_000;

/** What is exported, in which format. */
const EXPORTS = [
  ["items", "ndjson"],
  ["items", "csv"],
  ["events", "ics"],
  ["instruments", "jsonld"],
  ["citations", "ndjson"],
] as const;

export interface Exported {
  name: string;
  records: number;
  seconds: number;
  megabytes: number;
  /** By how many bytes the process grew beyond what it had ever had. */
  grown: number;
}

/** Exports to a client that takes everything at once. */
export async function measureExports(
  base: string,
  server: Child<Question, Reply>,
  share: number,
): Promise<Exported[]> {
  const peak = async () => {
    const reply = await server.ask({ ask: "usage" });
    return reply.reply === "usage" ? reply.usage.peakMemory : Number.NaN;
  };
  const measured: Exported[] = [];
  for (const [resource, format] of EXPORTS) {
    const wanted = Math.ceil(RECORDS * share);
    const { page } = (await (await fetch(`${base}/${resource}?limit=1`)).json()) as {
      page: { total: number };
    };
    const before = await peak();
    const started = performance.now();
    const answer = await fetch(`${base}/${resource}?format=${format}&limit=${wanted}`, {
      headers: { "accept-encoding": "identity" },
    });
    let bytes = 0;
    for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).length;
    measured.push({
      name: `${resource} as ${format}`,
      records: Math.min(wanted, page.total),
      seconds: (performance.now() - started) / 1000,
      megabytes: bytes / 1e6,
      grown: (await peak()) - before,
    });
  }
  return measured;
}

/** The figures as lines. */
export const reportExports = (exported: readonly Exported[]): string =>
  exported
    .map(
      ({ name, records, seconds, megabytes, grown }) =>
        `export of ${name}: ${records} records, ${(records / seconds).toFixed(0)} records/s, ${(megabytes / seconds).toFixed(0)} MB/s; memory grew by ${(grown / 1e6).toFixed(0)} MB`,
    )
    .join("\n");
