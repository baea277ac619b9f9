import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import type { View } from "../db/dataset.ts";
import { datasetState } from "../db/dataset.ts";
import { lastSeqIn } from "../history/history.ts";
import { Metrics, METRICS_TYPE, type Report } from "../metrics/metrics.ts";
import { serviceOperations } from "../openapi/service-operations.ts";
import { refuseParameters } from "../problems/faults.ts";
import { requireScope } from "./authentication.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Where measurements are registered. */
    metrics: Metrics;
  }
}

/** Puts together what all processes measure that serve together. */
export interface GatherMetrics {
  /** Says how this process is asked. */
  prepare(own: () => Promise<Report>): void;
  /** All of it, in the text format of Prometheus. */
  text(): Promise<string>;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Measures requests; all else is registered by what it is measured of. */
export function measureRequests(app: FastifyInstance): void {
  const metrics = new Metrics();
  app.decorate("metrics", metrics);
  let open = 0;
  app.addHook("onRequest", (_, reply, done) => {
    open++;
    reply.raw.once("close", () => open--);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions, is404 } = request;
    metrics.answered(
      METHODS.includes(method) ? method : "other",
      // The pattern and not the path, which clients choose.
      is404 ? "none" : (routeOptions.url ?? "none"),
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    done();
  });
  metrics.gauge({
    name: "http_requests_open",
    help: "Requests that are being answered.",
    across: "sum",
    read: () => open,
  });
}

/**
 * Measures a database and the disk that it is on.
 * @param view of who may read it, whose revision and changes are told
 */
export function measureDatabase(metrics: Metrics, db: Database, view: View): void {
  const bytes = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const shared = (name: string, help: string, read: () => number) =>
    metrics.gauge({ name, help, across: "max", read });
  shared("database_bytes", "The size of the database's file.", () => bytes(db.path));
  shared("database_wal_bytes", "The size of its write-ahead log.", () => bytes(`${db.path}-wal`));
  shared("disk_free_bytes", "What is free on the disk of the database.", () => {
    const { bavail, bsize } = statfsSync(dirname(db.path));
    return bavail * bsize;
  });
  shared(
    "dataset_revision",
    "The data set's revision, which moves with every write that who reads this could notice.",
    () => datasetState(db.reader, view).revision,
  );
  shared("changes_seq", "The number of the last change that who reads this sees.", () =>
    lastSeqIn(db.reader, view),
  );
  metrics.counter({
    name: "sql_statements_total",
    help: "Statements that were run, by connection.",
    label: "connection",
    read: () => db.statementsRun,
  });
}

interface Lookups {
  lookups: Readonly<Record<string, number>>;
}

/** Measures how often what is kept in memory was of use. */
export function measureMemory(
  metrics: Metrics,
  kept: Readonly<Record<"answers" | "fragments", Lookups>>,
): void {
  const counter = (name: string, help: string, { lookups }: Lookups) =>
    metrics.counter({ name, help, label: "result", read: () => lookups });
  counter("kept_answers_total", "Answers that were looked up in memory.", kept.answers);
  counter("kept_records_total", "Records that were looked up in memory.", kept.fragments);
}

/**
 * `GET /metrics`, in the text format of Prometheus.
 * @param onlyKeys whether a key with the scope `read` is needed
 */
export function metricsRoute(
  app: FastifyInstance,
  gather: GatherMetrics,
  { onlyKeys }: { onlyKeys: boolean },
): void {
  gather.prepare(() => app.metrics.report());
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    refuseParameters(request);
    const text = await gather.text();
    return reply
      .header("cache-control", "no-store")
      .header("content-type", METRICS_TYPE)
      .send(text);
  };
  const onRequest = onlyKeys ? { onRequest: requireScope("read") } : {};
  const config = { mediaType: "text/plain" };
  app.get("/metrics", { ...onRequest, config, schema: serviceOperations.metrics }, answer);
}
