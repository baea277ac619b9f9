import type { FastifyInstance } from "fastify";
import type { FoundReference } from "../../src/references/matches.ts";
import type { Headers } from "../app-under-test.ts";

/**
 * The references that a text is found to have.
 * @throws {Error} with the answer, if it was refused
 */
export async function lookUp(
  app: FastifyInstance,
  text: string,
  { headers = {}, ...more }: { headers?: Headers; state?: string[] } = {},
): Promise<FoundReference[]> {
  const payload = { text, ...more };
  const answer = await app.inject({ method: "POST", url: "/citations/lookup", headers, payload });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ citations: FoundReference[] }>().citations;
}

/** What is found at an address. */
export async function lookUpUrl(
  app: FastifyInstance,
  url: string,
  headers: Headers = {},
  more = "",
): Promise<FoundReference> {
  const path = `/citations/lookup?url=${encodeURIComponent(url)}${more}`;
  const answer = await app.inject({ url: path, headers });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ citations: FoundReference[] }>().citations[0] as FoundReference;
}

/** The records of a reference, such as `is instruments/criminal-law`. */
export const recordsOf = ({ matches }: FoundReference): string[] =>
  matches.map(({ role, resource, id }) => `${role} ${resource}/${id}`);
