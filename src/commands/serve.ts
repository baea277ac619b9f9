import { resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import { buildApp } from "../app.ts";
import type { Config } from "../config.ts";
import { readConfig } from "../config.ts";
import { CommandFault } from "./fault.ts";

/** How long a request may take to end once the service is told to stop, in milliseconds. */
const GRACE = 10_000;

/** Serves until it is told to stop; then finishes what is under way. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const app = buildApp(config);
  endOnSignals(app);
  app.lister.warm();
  const address = await listen(app, config);
  console.log(`Legal Developments API: ${config.publicUrl ?? address}`);
  // A temporary database can't be reached by another command, so no advice is of use there.
  const hasKey = config.adminKey !== null || app.apiKeys.count() > 0;
  if (!hasKey && config.databasePath !== ":memory:") {
    console.log(
      `There is no API key yet, so nobody can write. Make one with: ${firstKeyCommand(process.env["DATABASE_PATH"])}`,
    );
  }
}

/**
 * The first signal lets what is under way finish, for a while; the next ends the process at once.
 * (By `exit`, since the first process of a container is not ended by a signal's default.)
 */
function endOnSignals(app: FastifyInstance): void {
  let ending = false;
  // Closing a server closes the connections that are idle then, and waits for all others, which
  // clients may keep for long: each is closed when its request has been answered.
  app.addHook("onResponse", async (request) => {
    if (ending) request.raw.socket.end();
  });
  const end = (_: NodeJS.Signals, number: number) => {
    if (ending) process.exit(128 + number);
    ending = true;
    void app.close();
    setTimeout(() => {
      app.server.closeAllConnections();
      // `localhost` is two addresses, and the second one's connections can't be reached.
      setTimeout(() => process.exit(), 1000).unref();
    }, GRACE).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
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
