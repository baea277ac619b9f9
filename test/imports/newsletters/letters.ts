import type { FastifyInstance } from "fastify";
import { KEYED } from "../../app-under-test.ts";

/** Newsletters as clients send them, and what is answered. */

/** The first edition of a letter of three developments, with footnotes. */
export const FIRST = `August letter on data protection

Personal Information Protection Law is adopted

On 20 August 2021, the Standing Committee of the National People's Congress adopted the Personal Information Protection Law of the People's Republic of China. It takes effect on 1 November 2021.[1]

Rules for critical infrastructure are issued

On 30 July 2021, the State Council issued the Regulations on the Protection of Critical Networks, effective from 1 September 2021.[2]

CAC orders apps to be removed from stores

On 9 July 2021, the CAC ordered app stores to take down 25 Apps that collected personal information in violation of the law.[3]

[1] https://letters.example/pipl
[2] https://letters.example/networks
[3] https://letters.example/apps
`;

/** The same in another order, with one sentence, one date and one title corrected, one gone, one new. */
export const CORRECTED = `August letter on data protection

CAC orders 25 apps to be removed from stores

On 4 July 2021, the CAC ordered app stores to take down 25 Apps that collected personal information in violation of the law.[1]

Personal Information Protection Law is adopted

On 20 August 2021, the Standing Committee of the National People's Congress adopted the Personal Information Protection Law of the People's Republic of China. It takes effect on 1 November 2021 and has 74 articles.[2]

MIIT asks for comments on car data

On 11 August 2021, the MIIT solicited public comments on the Measures for the Security of Vehicle Data.[3]

[1] https://letters.example/apps
[2] https://letters.example/pipl
[3] https://letters.example/cars
`;

export interface Review {
  source: string | null;
  edition: number | null;
  doubts: { field: string; detail: string }[];
  offsets: { field: string; start: number; end: number }[];
  proposals: { number: number; field: string; current: unknown; proposed: unknown }[];
}

export interface Item {
  id: string;
  title: string;
  summary: string | null;
  date: string | null;
  state: string;
  revision: number;
  issuing_bodies: { id: string; role: string }[];
  instruments: { id: string; title: string }[];
  sources: { id: string; position: number }[];
  citations: { id: string; url: string }[];
  review: Review | null;
}

export interface Imported {
  dry_run: boolean;
  source: { id: string; title: string; state: string };
  edition: number;
  items: Item[];
  instruments: { id: string; title: string; state: string }[];
  developments: { position: number; action: string; item: string }[];
  vanished: string[];
  unmatched: { kind: string; text: string; position: number | null }[];
  warnings: { code: string; detail: string }[];
  summary: Record<string, number>;
}

/** Sends a newsletter; a text is sent in UTF-8. */
export const post = (
  app: FastifyInstance,
  document: string | Buffer,
  query = "",
  type = "text/plain",
) =>
  app.inject({
    method: "POST",
    url: `/imports${query}`,
    headers: { ...KEYED, "content-type": type },
    payload: document,
  });

/**
 * Imports a newsletter.
 * @throws {Error} with the answer, if it was refused
 */
export async function bring(
  app: FastifyInstance,
  document: string | Buffer,
  query = "",
  type = "text/plain",
): Promise<Imported> {
  const answer = await post(app, document, query, type);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<Imported>();
}

export const actionsOf = ({ developments }: Imported): string[] =>
  developments.map(({ action }) => action);
