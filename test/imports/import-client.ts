import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { Fault } from "../../src/problems/problems.ts";
import type { Headers } from "../app-under-test.ts";
import { KEYED } from "../app-under-test.ts";

export const NDJSON = "application/x-ndjson";
export const CSV = "text/csv";

export interface Imported {
  resource: string;
  dry_run: boolean;
  summary: Record<
    "read" | "created" | "updated" | "unchanged" | "skipped" | "faults" | "stubs",
    number
  >;
  stubs: { resource: string; id: string; name: string }[];
  errors: Fault[];
  changes: { after: number; reached: number } | null;
}

/** Imports a body, with a key unless the headers say otherwise. */
export const send = (
  app: FastifyInstance,
  type: string,
  parameters: Record<string, string>,
  payload: string | Buffer,
  headers: Headers = KEYED,
): Promise<LightMyRequestResponse> =>
  app.inject({
    method: "POST",
    url: `/imports?${new URLSearchParams(parameters)}`,
    headers: { ...headers, "content-type": type },
    payload,
  });

export const lines = (...records: unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/**
 * Imports what has to be taken.
 * @throws {Error} with the answer, if it was refused
 */
export async function taken(...sent: Parameters<typeof send>): Promise<Imported> {
  const answer = await send(...sent);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<Imported>();
}

/**
 * Imports what has to be refused as invalid; returns the faults.
 * @throws {Error} with the answer, if it was not
 */
export async function faultsOf(...sent: Parameters<typeof send>): Promise<Fault[]> {
  const answer = await send(...sent);
  if (answer.statusCode !== 400) throw new Error(`${answer.statusCode} ${answer.body}`);
  const { detail, errors } = answer.json<{ detail: string; errors: Fault[] }>();
  return errors.length > 0 ? errors : [{ detail }];
}
