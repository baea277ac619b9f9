import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import plugin from "fastify-plugin";
import type { Config } from "./config.ts";
import { cursorSecret, identityOf } from "./db/dataset.ts";
import { openForServing } from "./records/open-database.ts";
import { uuidUnder } from "./formats/names.ts";
import { Answers } from "./http/answers.ts";
import { authenticate } from "./http/authentication.ts";
import { readJsonBodies } from "./http/bodies.ts";
import { protectBrowsers } from "./http/browsers.ts";
import { compressAnswers } from "./http/compression.ts";
import { refuseOtherGuards } from "./http/conditional-requests.ts";
import { serveDocs } from "./http/docs.ts";
import { changeRoutes } from "./http/change-routes.ts";
import { catalogueRoutes } from "./http/catalogue-routes.ts";
import { hearIdempotencyKeys } from "./http/idempotency.ts";
import { importRoutes } from "./http/import-routes.ts";
import { instrumentRoutes } from "./http/instrument-routes.ts";
import { limitRequests } from "./http/limits.ts";
import { lookupRoutes } from "./http/lookup-routes.ts";
import type { GatherMetrics } from "./http/metrics.ts";
import { measureDatabase, measureMemory, measureRequests, metricsRoute } from "./http/metrics.ts";
import { answerOtherMethods } from "./http/methods.ts";
import { negotiate } from "./http/negotiation.ts";
import {
  answerBrokenRequest,
  answerForNode,
  answerProblems,
  frameworkProblem,
} from "./http/problem-answers.ts";
import { parseQueryString, refuseOtherEncodings } from "./http/query-strings.ts";
import { queryRoute } from "./http/query-routes.ts";
import type { CountRequest } from "./http/request-counts.ts";
import { RequestCounts } from "./http/request-counts.ts";
import { resourceRoutes } from "./http/resource-routes.ts";
import { serviceRoutes } from "./http/service-routes.ts";
import { webhookRoutes } from "./http/webhook-routes.ts";
import { shedLoad } from "./http/shedding.ts";
import { boundConnections, HTTP_LIMITS, refuseSlowBodies } from "./http/slow-requests.ts";
import { stopGracefully } from "./http/stopping.ts";
import { awaitTurns } from "./http/writers-turn.ts";
import type { Report } from "./metrics/metrics.ts";
import { inWords } from "./metrics/metrics.ts";
import { lineageOf } from "./history/restorations.ts";
import { ApiKeys } from "./keys/keys.ts";
import { keyRoutes } from "./http/key-routes.ts";
import { describeApi } from "./openapi/document.ts";
import { Lister } from "./query/list.ts";
import { Fragments } from "./records/fragments.ts";
import { resources } from "./resources/index.ts";
import { version } from "./version.ts";
import { WebhookService } from "./webhooks/service.ts";
import type { DeliverySettings } from "./webhooks/settings.ts";
import { USUAL_SETTINGS } from "./webhooks/settings.ts";

declare module "fastify" {
  interface FastifyInstance {
    apiKeys: ApiKeys;
    lister: Lister;
  }
}

/** About how many bytes of rendered records are kept in memory. */
const FRAGMENT_BYTES = 128 * 1024 * 1024;
/** About how many bytes of whole answers are kept in memory. */
const ANSWER_BYTES = 64 * 1024 * 1024;

/** What a process that serves shares with others: by itself, none of it. */
export interface Shared {
  countRequest: CountRequest;
  gatherMetrics: GatherMetrics;
}

const alone = (): Shared => {
  const counts = new RequestCounts();
  let report: () => Promise<Report> = async () => [];
  return {
    countRequest: (client, done) => done(counts.add(client)),
    gatherMetrics: {
      prepare: (own) => {
        report = own;
      },
      text: async () => inWords([await report()]),
    },
  };
};

/**
 * The application over an opened database; closing it closes the database.
 * @param delivery how webhooks are delivered, where that is not as usual
 * @throws {DatabaseFault} if the file is something else or newer than this program
 */
export function buildApp(
  config: Config,
  shared: Shared = alone(),
  delivery: Partial<DeliverySettings> = {},
): FastifyInstance {
  const app = Fastify({
    logger: config.logLevel === "silent" ? false : { level: config.logLevel },
    bodyLimit: config.bodyLimit,
    trustProxy: config.trustProxy,
    routerOptions: { maxParamLength: 1000, querystringParser: parseQueryString },
    ...HTTP_LIMITS,
    // What comes while it ends is answered: see `stopGracefully`.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: frameworkProblem(config.corsOrigin),
  });
  const db = openForServing(config, (what) => app.log.info(what));
  boundConnections(app, config.maxConnections);
  readJsonBodies(app);

  const keys = new ApiKeys(db);
  app.decorate("apiKeys", keys);
  const secret = cursorSecret(db);
  const fragments = new Fragments(FRAGMENT_BYTES);
  const lister = new Lister(db, fragments, secret);
  app.decorate("lister", lister);
  const settings = {
    ...USUAL_SETTINGS,
    allowPrivate: config.webhooksAllowPrivate,
    grace: Math.min(USUAL_SETTINGS.grace, config.stopTimeout * 1000),
    ...delivery,
  };
  const webhooks = new WebhookService(db, lister, settings, app.log);
  app.addHook("onReady", async () => webhooks.start());
  // What is sent ends while requests do: they need not wait for each other.
  app.addHook("preClose", async () => void webhooks.end());
  app.addHook("onClose", async () => {
    await webhooks.end();
    db.close();
  });
  const lineage = lineageOf(db.reader);
  app.decorate("lineage", lineage);
  const program = createHash("sha256").update(`${secret} ${version} `).digest("base64url");
  const origin = `${lineage}-${program.slice(0, 8)}`;
  const services = {
    db,
    origin,
    answers: new Answers(ANSWER_BYTES),
    fragments,
    lister,
    cursorSecret: secret,
    publicUrl: config.publicUrl,
    // An archive that is restored into an empty database brings its own.
    uuidOf: (path: string) => uuidUnder(identityOf(db.reader), path),
  };

  // One plugin that shares the application's scope, so that hooks run in the order written here.
  app.register(
    plugin(async (api) => {
      measureRequests(api);
      measureDatabase(api.metrics, db, config.metricsNeedKey ? "full" : "public");
      measureMemory(api.metrics, services);
      answerProblems(api);
      answerForNode(api);
      stopGracefully(api);
      await protectBrowsers(api, config.corsOrigin);
      shedLoad(api, config);
      const operatorKeys = [config.adminKey, config.previousAdminKey];
      await authenticate(api, keys, operatorKeys, () =>
        limitRequests(api, config.rateLimit, shared.countRequest),
      );
      refuseOtherEncodings(api);
      refuseSlowBodies(api, config.bodyLimit);
      negotiate(api);
      compressAnswers(api);
      await describeApi(api, config.publicUrl);
      refuseOtherGuards(api);
      hearIdempotencyKeys(api, db);
      awaitTurns(api, db);
      await serveDocs(api);
      answerOtherMethods(api, () => {
        for (const resource of resources) {
          resourceRoutes(api, resource, services);
          queryRoute(api, resource, services);
        }
        changeRoutes(api, services);
        instrumentRoutes(api, services);
        lookupRoutes(api, services);
        importRoutes(api, db, config.importLimit);
        keyRoutes(api, keys, secret);
        webhookRoutes(api, { db, lister, cursorSecret: secret, service: webhooks });
        metricsRoute(api, shared.gatherMetrics, { onlyKeys: config.metricsNeedKey });
        serviceRoutes(api, db, config.publicUrl);
        catalogueRoutes(api, config.publicUrl);
      });
    }),
  );
  return app;
}
