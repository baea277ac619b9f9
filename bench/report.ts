import { cpus } from "node:os";
import type { Row } from "./measure.ts";

const COLUMNS: [title: string, value: (row: Row) => string][] = [
  ["scenario", ({ name }) => name],
  ["inputs", ({ inputs }) => String(inputs)],
  ["kB", ({ scenario }) => (scenario.bytesPerAnswer / 1000).toFixed(1)],
  ["first ms", ({ first }) => first.time.toFixed(2)],
  ["requests/s", ({ scenario }) => scenario.perSecond.toFixed(0)],
  ["p50 ms", ({ scenario }) => scenario.p50.toFixed(2)],
  ["p99 ms", ({ scenario }) => scenario.p99.toFixed(2)],
  ["max ms", ({ scenario }) => scenario.max.toFixed(0)],
  ["turn ms", ({ scenario }) => scenario.longestTurn.toFixed(0)],
  ["CPU µs", ({ scenario }) => scenario.processorTime.toFixed(0)],
  ["constant/s", ({ constant }) => constant.perSecond.toFixed(0)],
  ["p50 ms", ({ constant }) => constant.p50.toFixed(2)],
  ["CPU µs", ({ constant }) => constant.processorTime.toFixed(0)],
  ["ratio", ({ scenario, constant }) => (scenario.perSecond / constant.perSecond).toFixed(2)],
  [
    "CPU ratio",
    ({ scenario, constant }) => (constant.processorTime / scenario.processorTime).toFixed(2),
  ],
];

const NOTES = `inputs: different requests; kB: of an answer with its headers; first ms: to answer each for the first
time, on average; turn ms: the longest that the server was busy with one thing while others waited;
CPU µs: the server's processor time for an answer; constant/s: the same bytes sent as constants by
the same process, with its p50 and CPU time; ratio: requests/s to constant/s; CPU ratio: the same by
processor time, for when the load or another program had the processor.`;

/** The figures of all scenarios as a table, with what they depend on. */
export function report(
  rows: readonly Row[],
  about: { items: number; connections: number; peakMemory: number; databaseBytes: number },
): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, value]) => value(row))),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const table = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  "),
  );
  const constants = rows.reduce((sum, { first }) => sum + first.bytes, 0);
  const processors = cpus();
  return [
    ...table,
    "",
    NOTES,
    "",
    `items: ${about.items} published; database: ${megabytes(about.databaseBytes)}`,
    `peak memory of the server: ${megabytes(about.peakMemory)}, of which ${megabytes(constants)} are the constants`,
    `connections: ${about.connections}; Node.js ${process.version}; ${processors.length} × ${processors[0]?.model ?? "unknown CPU"}`,
    new Date().toISOString(),
  ].join("\n");
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
