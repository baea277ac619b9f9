import cluster from "node:cluster";
import { resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import { buildApp } from "../app.ts";
import type { Config } from "../config.ts";
import { readConfig } from "../config.ts";
import { Database } from "../db/database.ts";
import { hearOut } from "../http/stopping.ts";
import { ApiKeys } from "../keys/keys.ts";
import { endTelemetry } from "../telemetry.ts";
import { countInPrimary } from "../workers/counting.ts";
import { gatherByPrimary } from "../workers/gathering.ts";
import type { FromWorker, ToWorker } from "../workers/messages.ts";
import { NoWorker, Workers } from "../workers/primary.ts";
import { CommandFault } from "../problems/command-fault.ts";

/** Serves until it is told to stop; then finishes what is under way. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  if (cluster.isWorker) return serveAsWorker(config);
  if (config.workers > 1) return serveByWorkers(config);
  const app = buildApp(config);
  const stop = stopper(app, config);
  onSignals(stop, () => process.exit());
  app.lister.warm();
  announce(config, await listen(app, config), app.apiKeys.count() > 0);
}

/** This process serves nothing itself: it starts those that do, and keeps them running. */
async function serveByWorkers(config: Config): Promise<void> {
  const workers = new Workers(config);
  onSignals(
    () => void workers.stop().then(() => process.exit()),
    () => {
      workers.kill();
      process.exit();
    },
  );
  try {
    const url = await workers.start((what) => console.log(what));
    announce(config, url, hasKeys(config));
  } catch (error) {
    workers.kill();
    if (!(error instanceof NoWorker)) throw error;
    // It has said why.
    process.exit(1);
  }
}

function hasKeys({ databasePath }: Config): boolean {
  if (databasePath === ":memory:") return false;
  const db = Database.open(databasePath);
  try {
    return new ApiKeys(db).count() > 0;
  } finally {
    db.close();
  }
}

async function serveAsWorker(config: Config): Promise<void> {
  const app = buildApp(config, {
    countRequest: countInPrimary(),
    gatherMetrics: gatherByPrimary(),
  });
  const stop = stopper(app, config);
  // The primary says when to stop. A terminal's interrupt comes to all processes at once.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", stop);
  process.on("message", (message: ToWorker) => {
    if (message.kind === "stop") stop();
  });
  app.lister.warm();
  // Where it can't listen, the channel to the primary would keep it.
  const url = await listen(app, config).catch((error: unknown) => {
    process.channel?.unref();
    throw error;
  });
  process.send?.({ kind: "listening", url } satisfies FromWorker);
}

function announce({ publicUrl, adminKey, databasePath }: Config, url: string, hasKeys: boolean) {
  console.log(`Legal Developments API: ${publicUrl ?? url}`);
  // A temporary database can't be reached by another command, so no advice is of use there.
  if (adminKey === null && !hasKeys && databasePath !== ":memory:") {
    console.log(
      `There is no API key yet, so nobody can write. Make one with: ${firstKeyCommand(process.env["DATABASE_PATH"])}`,
    );
  }
}

/**
 * The first signal stops, the next ends the process at once. (By `exit`, since the first process of
 * a container is not ended by a signal's default.)
 */
function onSignals(stop: () => void, kill: () => void): void {
  let stopping = false;
  const hear = (_: NodeJS.Signals, number: number) => {
    if (stopping) {
      process.exitCode = 128 + number;
      return kill();
    }
    stopping = true;
    stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, hear);
}

/**
 * What lets a server finish what is under way, for a while, and then ends the process. Before that it
 * serves on for the delay, so that whoever sends it requests can learn that it is not ready.
 */
function stopper(app: FastifyInstance, { stopDelay, stopTimeout }: Config): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    app.beginToStop();
    setTimeout(() => {
      // A worker's channel to the primary would keep it.
      void hearOut(app)
        .then(() => app.close())
        .then(endTelemetry)
        .then(() => process.disconnect?.());
      setTimeout(() => {
        app.server.closeAllConnections();
        // `localhost` is two addresses, and the second one's connections can't be reached.
        setTimeout(() => process.exit(), 1000).unref();
      }, stopTimeout * 1000).unref();
    }, stopDelay * 1000);
  };
}

/** @throws {CommandFault} if the port or the host can't be had */
async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const why = refusalOf((error as NodeJS.ErrnoException).code, host, port);
    throw why === null ? error : new CommandFault(why);
  }
}

function refusalOf(code: string | undefined, host: string, port: number): string | null {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is taken: set PORT to another, or end what listens there.`;
    case "EACCES":
    case "EPERM":
      return `This user may not listen on port ${port} of ${host}: set PORT to 1024 or more.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
      return `HOST is '${host}', which is no address of this machine (${code}): set it to one, such as 127.0.0.1, or to 0.0.0.0 for all.`;
    default:
      return null;
  }
}

/** Where the path was set, the key must land in the same database, whatever folder it is made in. */
function firstKeyCommand(path: string | undefined): string {
  const command = "npx legal-developments key create NAME --scope admin";
  return path === undefined ? command : `DATABASE_PATH=${quoted(resolve(path))} ${command}`;
}

/** A word as a shell reads it. */
const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
