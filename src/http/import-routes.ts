import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { importOperation } from "../openapi/import-operation.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import type { Importer, Options } from "../imports/importer.ts";
import { Cancelled } from "../imports/importer.ts";
import { IMPORTERS } from "../imports/importers.ts";
import { ImportThread } from "../imports/in-worker.ts";
import { parseOptions } from "../imports/parameters.ts";
import { requireScope } from "./authentication.ts";
import { charsetOf, isUtf8Name, misread } from "./bodies.ts";

const PATH = "/imports";

/** When to ask again while an import runs, in seconds. */
const RETRY_AFTER = "10";

/**
 * `POST /imports`: the body is kept in a temporary file, and a thread of its own imports that in one
 * transaction, so that reading goes on. One at a time: there is one writer.
 * @param limit the largest body, in bytes
 */
export function importRoutes(app: FastifyInstance, db: Database, limit: number): void {
  const thread = new ImportThread();
  let running: { ending: AbortController; ended: Promise<unknown> } | null = null;

  async function answerImport(request: FastifyRequest, reply: FastifyReply) {
    const importer = importerOf(request);
    const faults = new Faults();
    const options = withCharset(
      request,
      importer,
      parseOptions(importer, request.query as RawQuery, faults),
    );
    faults.throwIfAny();
    refuseSize(Number(request.headers["content-length"] ?? 0), limit);
    if (running !== null) throw alreadyRunning();
    const ending = new AbortController();
    const folder = mkdtempSync(join(tmpdir(), "legal-developments-import-"));
    const whole = async () => {
      const file = join(folder, "body");
      await receive(request, file, limit, ending.signal);
      // Whoever hangs up would never learn what was written.
      reply.raw.once("close", () => ending.abort());
      if (reply.raw.destroyed) ending.abort();
      const task = { importer: importer.name, database: db.path, file, options };
      return thread.run({ ...task, writtenBy: request.caller?.id ?? null }, ending.signal);
    };
    const ended = whole();
    running = { ending, ended };
    try {
      const { answer } = await ended;
      return reply.header("cache-control", "private, no-store").send(answer);
    } catch (error) {
      throw isCancelled(error) ? ended503() : error;
    } finally {
      running = null;
      rmSync(folder, { recursive: true, force: true });
    }
  }

  app.metrics.gauge({
    name: "imports_running",
    help: "Imports by POST /imports that are under way; another is refused meanwhile.",
    across: "sum",
    read: () => (running === null ? 0 : 1),
  });
  app.addHook("preClose", async () => {
    if (running === null) return;
    running.ending.abort();
    await running.ended.catch(() => undefined);
  });
  app.addHook("onClose", () => thread.close());
  takeFiles(app);
  const onRequest = [requireScope("write"), refuseOtherTypes];
  const config = { hearsCharset: true, takesLong: true, whyNotRepeatable: NOT_REPEATABLE };
  app.post(PATH, { onRequest, config, schema: importOperation }, answerImport);
}

const NOT_REPEATABLE =
  "An import's answer is not kept: give the records ids, and `mode=upsert` changes nothing when it is sent again.";

const isCancelled = (error: unknown): boolean =>
  error instanceof Cancelled || (error as Error).name === "AbortError";

const ended503 = () =>
  new Problem("unavailable", "The import was ended before it was done. Nothing was written.", {
    headers: { "retry-after": RETRY_AFTER },
  });

const alreadyRunning = () =>
  new Problem(
    "unavailable",
    "Another import is under way, and there can be one at a time. Send this one again when that has been answered.",
    { headers: { "retry-after": RETRY_AFTER } },
  );

function refuseSize(size: number, limit: number): void {
  if (size <= limit) return;
  throw new Problem(
    "too-large",
    `A file may have at most ${limit} bytes (IMPORT_LIMIT): send it in parts, or import it by the command line.`,
  );
}

/** Keeps a body in a file, in a memory that does not grow with it. */
async function receive(
  { raw }: FastifyRequest,
  file: string,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      try {
        refuseSize(size, limit);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  await pipeline(raw, count, createWriteStream(file), { signal });
}

/**
 * The options with the character set that the media type names, where the importer reads others than
 * UTF-8 and none is given.
 * @throws {Problem} `unsupported-media-type` where it reads UTF-8 alone
 */
function withCharset(request: FastifyRequest, { parameters }: Importer, options: Options): Options {
  const charset = charsetOf(request);
  if (charset === null || isUtf8Name(charset)) return options;
  if (!("charset" in parameters)) throw misread(charset);
  return options["charset"] === null ? { ...options, charset } : options;
}

/** The importer of a request's media type. */
function importerOf({ headers }: FastifyRequest): Importer {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  const found = IMPORTERS.find(({ mediaType }) => mediaType === type);
  if (found !== undefined) return found;
  const known = IMPORTERS.map(({ mediaType }) => mediaType).join(", ");
  throw new Problem(
    "unsupported-media-type",
    `An import is one of ${known}, as its Content-Type says, and not '${headers["content-type"] ?? ""}'.`,
  );
}

async function refuseOtherTypes(request: FastifyRequest): Promise<void> {
  importerOf(request);
}

/** Leaves the bodies of imports alone, for the handler to read; everywhere else they are refused. */
function takeFiles(app: FastifyInstance): void {
  for (const { mediaType } of IMPORTERS) {
    app.addContentTypeParser(mediaType, (request, _, done) => {
      if (request.routeOptions.url === PATH) return done(null);
      done(
        new Problem(
          "unsupported-media-type",
          `'${mediaType}' is for ${PATH}; here a body is application/json.`,
        ),
      );
    });
  }
}
