import cluster from "node:cluster";
import { isProbe } from "./http/probes.ts";

/**
 * Traces by OpenTelemetry, where its own environment variables ask for them. Its packages take longer
 * to load than all the rest, so they are loaded for who wants them alone.
 */

/** Each of these says where traces go. */
const ASKED_BY = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_TRACES_EXPORTER",
];

/** How long what was traced last may take to be sent, in milliseconds. */
const PATIENCE = 3000;

let end: () => Promise<void> = async () => undefined;

const isAskedFor = (environment: NodeJS.ProcessEnv): boolean =>
  environment["OTEL_SDK_DISABLED"] !== "true" &&
  environment["OTEL_TRACES_EXPORTER"] !== "none" &&
  ASKED_BY.some((name) => (environment[name] ?? "") !== "");

/** Whether this process starts others that serve, and serves nothing itself. */
const servesNothing = (environment: NodeJS.ProcessEnv): boolean =>
  cluster.isPrimary && Number(environment["WORKERS"] ?? 1) > 1;

/**
 * Begins to trace, if that is asked for. To be called before Fastify is loaded: that `require`s Node's
 * `http`, which is when it is instrumented; so no loader of modules is needed.
 */
export async function startTelemetry(environment: NodeJS.ProcessEnv): Promise<void> {
  if (!isAskedFor(environment) || servesNothing(environment)) return;
  // Of the other signals measurements are at /metrics, and logs are what the process prints.
  environment["OTEL_METRICS_EXPORTER"] ??= "none";
  environment["OTEL_LOGS_EXPORTER"] ??= "none";
  environment["OTEL_SERVICE_NAME"] ??= "legal-developments";
  const [{ NodeSDK }, { HttpInstrumentation }, { FastifyOtelInstrumentation }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/instrumentation-http"),
    import("@fastify/otel"),
  ]);
  const sdk = new NodeSDK({
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: isProbe }),
      new FastifyOtelInstrumentation({
        registerOnInitialization: true,
        ignorePaths: isProbe,
        // A dozen hooks would hide what a request is about.
        instrumentHooks: false,
      }),
    ],
  });
  sdk.start();
  end = () => sdk.shutdown();
}

/** Sends what was traced last. */
export async function endTelemetry(): Promise<void> {
  const tooLong = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE).unref();
  });
  await Promise.race([end().catch(() => undefined), tooLong]);
}
