import type { MetricObjectWithValues, MetricValue } from "prom-client";
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
} from "prom-client";

/** What is measured, as one process reports it. */
export type Report = MetricObjectWithValues<MetricValue<string>>[];

const PREFIX = "legal_developments_";

/** Seconds; a kept answer takes less than the first, an export more than the last. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** How the numbers of several processes become one. */
type Across = "sum" | "max" | "first";

/** A number that is read when somebody asks. */
export interface Measured {
  /** After the prefix that all have; in the base units of Prometheus. */
  name: string;
  help: string;
  /** `sum` for what each process has of its own, `max` or `first` for what they share. */
  across: Across;
  read(): number;
}

/** A count that only grows, by one label, that is read when somebody asks. */
export interface Counted {
  name: string;
  help: string;
  label: string;
  read(): Readonly<Record<string, number>>;
}

let ofProcess: Registry | undefined;

/** What is measured of the process: not before somebody asks, since it costs a little. */
function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/**
 * The measurements of an application, for Prometheus. This is the place where each is registered:
 * `gauge` for a number, `counter` for a count. Labels have few values, whatever clients send.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: "Requests that were answered, by method, route and status.",
    labelNames: ["method", "route", "status"],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: "From when a request's headers were there to the end of its answer, by method and route.",
    labelNames: ["method", "route"],
    buckets: BUCKETS,
    registers: [this.registry],
  });

  /** Notes a request that was answered. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.requests.inc({ method, route, status });
    this.durations.observe({ method, route }, seconds);
  }

  gauge({ name, help, across, read }: Measured): void {
    new Gauge({
      name: PREFIX + name,
      help,
      aggregator: across,
      registers: [this.registry],
      collect() {
        this.set(measuredBy(read));
      },
    });
  }

  counter({ name, help, label, read }: Counted): void {
    new Counter({
      name: PREFIX + name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count);
      },
    });
  }

  /** All that this process measures, without what can't be measured now. */
  async report(): Promise<Report> {
    const both = [this.registry, processRegistry()];
    const reports = await Promise.all(both.map((each) => each.getMetricsAsJSON()));
    return (reports.flat() as Report).map(withoutUnknown);
  }
}

/** Between processes no number would become null, and that a nought in what they report together. */
const withoutUnknown = (metric: Report[number]): Report[number] => ({
  ...metric,
  values: metric.values.filter(({ value }) => Number.isFinite(value)),
});

/** What is measured; no number where that fails, since all else is looked at most when something fails. */
function measuredBy(read: () => number): number {
  try {
    return read();
  } catch {
    return Number.NaN;
  }
}

/** The media type of `inWords`. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What several processes report, together, in the text format of Prometheus. */
export const inWords = (reports: readonly Report[]): Promise<string> =>
  AggregatorRegistry.aggregate([...reports]).metrics();

/** What several processes report, as one report. */
export const together = (reports: readonly Report[]): Promise<Report> =>
  AggregatorRegistry.aggregate([...reports]).getMetricsAsJSON() as Promise<Report>;

/** What a process that ended leaves to the sums: a count that fell would be taken for a restart of all. */
export const countsOf = (report: Report): Report =>
  report.filter(({ type }) => String(type) === "counter" || String(type) === "histogram");
