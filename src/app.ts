import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import plugin from "fastify-plugin";
import type { Config } from "./config.ts";
import { Database } from "./db/database.ts";
import { cursorSecret, identityOf, prepareDataset } from "./db/dataset.ts";
import { isEmpty, loadSeed } from "./db/seed.ts";
import { uuidUnder } from "./formats/names.ts";
import { Answers } from "./http/answers.ts";
import { authenticate } from "./http/authentication.ts";
import { readJsonBodies } from "./http/bodies.ts";
import { protectBrowsers } from "./http/browsers.ts";
import { compressAnswers } from "./http/compression.ts";
import { serveDocs } from "./http/docs.ts";
import { changeRoutes } from "./http/change-routes.ts";
import { catalogueRoutes } from "./http/catalogue-routes.ts";
import { hearIdempotencyKeys } from "./http/idempotency.ts";
import { importRoutes } from "./http/import-routes.ts";
import { instrumentRoutes } from "./http/instrument-routes.ts";
import { limitRequests } from "./http/limits.ts";
import { lookupRoutes } from "./http/lookup-routes.ts";
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
import { resourceRoutes } from "./http/resource-routes.ts";
import { serviceRoutes } from "./http/service-routes.ts";
import { awaitTurns } from "./http/writers-turn.ts";
import { ApiKeys } from "./keys/keys.ts";
import { keyRoutes } from "./keys/routes.ts";
import { describeApi } from "./openapi/document.ts";
import { Lister } from "./query/list.ts";
import { deriveAgain } from "./records/derived.ts";
import { Fragments } from "./records/fragments.ts";
import { resources } from "./resources/index.ts";
import { version } from "./version.ts";

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

/**
 * The application over an opened database; closing it closes the database.
 * @throws {DatabaseFault} if the file is something else or newer than this program
 */
export function buildApp(config: Config): FastifyInstance {
  const app = Fastify({
    logger: config.logLevel === "silent" ? false : { level: config.logLevel },
    bodyLimit: config.bodyLimit,
    trustProxy: config.trustProxy,
    routerOptions: { maxParamLength: 1000, querystringParser: parseQueryString },
    // A file to import may take its time to arrive; headers have a minute, by Node's own limit.
    requestTimeout: 600_000,
    genReqId: () => randomUUID(),
    http: { maxHeaderSize: 128 * 1024, requireHostHeader: false },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: frameworkProblem(config.corsOrigin),
  });
  const db = Database.open(config.databasePath);
  prepareDataset(db);
  deriveAgain(db, () => app.log.info("Deriving what lists are found by; this can take minutes."));
  if (config.seed && isEmpty(db)) loadSeed(db);
  readJsonBodies(app);
  app.addHook("onClose", async () => db.close());

  const keys = new ApiKeys(db);
  app.decorate("apiKeys", keys);
  const secret = cursorSecret(db);
  const fragments = new Fragments(FRAGMENT_BYTES);
  const lister = new Lister(db, fragments, secret);
  app.decorate("lister", lister);
  const origin = createHash("sha256")
    .update(`${secret} ${version} `)
    .digest("base64url")
    .slice(0, 8);
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
      answerProblems(api);
      answerForNode(api);
      refuseOtherEncodings(api);
      await protectBrowsers(api, config.corsOrigin);
      const operatorKeys = [config.adminKey, config.previousAdminKey];
      await authenticate(api, keys, operatorKeys, () => limitRequests(api, config.rateLimit));
      negotiate(api);
      compressAnswers(api);
      await describeApi(api, config.publicUrl);
      await serveDocs(api);
      hearIdempotencyKeys(api, db);
      awaitTurns(api, db);
      answerOtherMethods(api, () => {
        for (const resource of resources) {
          resourceRoutes(api, resource, services);
          queryRoute(api, resource, services);
        }
        changeRoutes(api, services);
        instrumentRoutes(api, services, secret);
        lookupRoutes(api, services);
        importRoutes(api, db, config.importLimit);
        keyRoutes(api, keys, secret);
        serviceRoutes(api, db, config.publicUrl);
        catalogueRoutes(api, config.publicUrl);
      });
    }),
  );
  return app;
}
