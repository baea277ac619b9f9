import { rmSync } from "node:fs";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { DeliverySettings } from "../src/webhooks/settings.ts";
import { checkAnswers } from "./document-check.ts";
import { seededDatabase } from "./seeded-database.ts";

export const ADMIN_KEY = "a-key-for-the-tests-of-32-characters-or-more";

/** The headers of a client with a key. */
export const KEYED = { authorization: `Bearer ${ADMIN_KEY}` };

export type Headers = Record<string, string>;

/** What a test closes its app by: any tap test, or tap itself. */
interface Closing {
  teardown(handler: () => unknown): unknown;
}

/**
 * The application over a temporary database, closed with the test, which fails if any answer was
 * not as the OpenAPI document says.
 */
export function appUnderTest(
  t: Closing,
  environment: NodeJS.ProcessEnv = {},
  delivery: Partial<DeliverySettings> = {},
): FastifyInstance {
  const app = open(environment, delivery);
  const faults = checkAnswers(app);
  t.teardown(async () => {
    await app.close();
    if (faults.length > 0) throw new Error(`Not as documented:\n${faults.slice(0, 20).join("\n")}`);
  });
  return app;
}

/** The same without the check, for tests that ask for thousands of lists of one form. */
export function uncheckedApp(t: Closing, environment: NodeJS.ProcessEnv = {}): FastifyInstance {
  const app = open(environment);
  t.teardown(() => app.close());
  return app;
}

function open(
  environment: NodeJS.ProcessEnv,
  delivery: Partial<DeliverySettings> = {},
): FastifyInstance {
  const isSeeded = environment["DATABASE_PATH"] === undefined && environment["SEED"] === undefined;
  const seeded = isSeeded ? seededDatabase() : null;
  const app = buildApp(
    readConfig({
      DATABASE_PATH: seeded?.path ?? ":memory:",
      LOG_LEVEL: "silent",
      ADMIN_KEY,
      // A walk asks faster than any client; the limit has a test of its own.
      RATE_LIMIT: "1000000",
      // So is how busy the machine is that runs them.
      MAX_LAG: "0",
      ...environment,
    }),
    undefined,
    delivery,
  );
  if (seeded) process.once("exit", () => rmSync(seeded.folder, { recursive: true, force: true }));
  return app;
}

/** A request with a key; a body that is not a string is sent as JSON. */
export const write = (
  app: FastifyInstance,
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  payload?: object | string,
  headers: Headers = {},
): Promise<LightMyRequestResponse> =>
  app.inject({
    method,
    url,
    headers: {
      ...KEYED,
      ...(typeof payload === "string" ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });

/**
 * Creates a record and returns it as it was answered.
 * @throws {Error} with the answer, if it was refused
 */
export async function create<T = { id: string }>(
  app: FastifyInstance,
  resource: string,
  body: object,
): Promise<T> {
  const answer = await write(app, "POST", `/${resource}`, body);
  if (answer.statusCode !== 201) throw new Error(`${JSON.stringify(body)}: ${answer.body}`);
  return answer.json<T>();
}

/**
 * Changes a record by a merge patch and returns it as it was answered.
 * @throws {Error} with the answer, if it was refused
 */
export async function patch<T = { id: string }>(
  app: FastifyInstance,
  path: string,
  body: object,
): Promise<T> {
  const answer = await write(app, "PATCH", path, body);
  if (answer.statusCode !== 200) throw new Error(`${path} ${JSON.stringify(body)}: ${answer.body}`);
  return answer.json<T>();
}

/**
 * Reads a path that has to be there.
 * @throws {Error} with the answer, if it is not
 */
export async function read<T = { id: string }>(
  app: FastifyInstance,
  url: string,
  headers: Headers = {},
): Promise<T> {
  const answer = await app.inject({ url, headers });
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`);
  return answer.json<T>();
}

interface Page<T> {
  data: T[];
  page: { limit: number; total?: number; next: string | null };
}

/** A list walked to its end: every record, and what the pages said of themselves. */
export interface Walk<T> {
  records: T[];
  totals: Set<number | undefined>;
  pageLengths: number[];
}

/** Walks a list by `page.next` until there is none. */
export async function walk<T = { id: string }>(
  app: FastifyInstance,
  url: string,
  headers: Headers = {},
): Promise<Walk<T>> {
  const found: Walk<T> = { records: [], totals: new Set(), pageLengths: [] };
  const separator = url.includes("?") ? "&" : "?";
  let next: string | null = null;
  do {
    const cursor: string = next === null ? "" : `${separator}cursor=${next}`;
    const { data, page }: Page<T> = await read<Page<T>>(app, `${url}${cursor}`, headers);
    found.records.push(...data);
    found.totals.add(page.total);
    found.pageLengths.push(data.length);
    next = page.next;
    if (found.pageLengths.length > 10_000) throw new Error(`${url} never ends.`);
  } while (next !== null);
  return found;
}

/** The ids of a whole list, in its order. */
export async function idsOf(
  app: FastifyInstance,
  url: string,
  headers: Headers = {},
): Promise<string[]> {
  return (await walk(app, url, headers)).records.map(({ id }) => id);
}
