import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import type { Config } from "./config.ts";
import { Database } from "./db/database.ts";
import { cursorSecret, prepareDataset } from "./db/dataset.ts";
import { isEmpty, loadSeed } from "./db/seed.ts";
import { authenticate } from "./http/authentication.ts";
import { answerOtherMethods } from "./http/methods.ts";
import { answerProblems } from "./http/problem-answers.ts";
import { resourceRoutes } from "./http/resource-routes.ts";
import { Lister } from "./query/list.ts";
import { Fragments } from "./records/fragments.ts";
import { resources } from "./resources/index.ts";

/** About how many bytes of rendered records are kept in memory. */
const FRAGMENT_BYTES = 128 * 1024 * 1024;

/**
 * The application over an opened database; closing it closes the database.
 * @throws {DatabaseFault} if the file is something else or newer than this program
 */
export function buildApp(config: Config): FastifyInstance {
  const db = Database.open(config.databasePath);
  prepareDataset(db);
  if (config.seed && isEmpty(db)) loadSeed(db);

  const app = Fastify({
    logger: config.logLevel === "silent" ? false : { level: config.logLevel },
    bodyLimit: config.bodyLimit,
    routerOptions: { maxParamLength: 1000 },
    http: { maxHeaderSize: 128 * 1024 },
  });
  app.addContentTypeParser(
    "application/merge-patch+json",
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );
  app.addHook("onClose", async () => db.close());

  answerProblems(app);
  authenticate(app, config.adminKey);
  const fragments = new Fragments(FRAGMENT_BYTES);
  const services = { db, fragments, lister: new Lister(db, fragments, cursorSecret(db)) };
  answerOtherMethods(app, () => {
    for (const resource of resources) resourceRoutes(app, resource, services);
  });
  return app;
}
